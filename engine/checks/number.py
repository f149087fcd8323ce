"""What is no number where one is wanted."""

from engine.checks.base import ERROR, Check
from engine.methodology import Words

CHECK = Check(
    "R-NUM-01",
    ERROR,
    Words(
        kk=("Санды тек цифрмен жазыңыз, мысалы 1234,5. Мән берілмесе, себебін «{reason}» бағанына жазыңыз."),
        ru=(
            "Напишите число одними цифрами, например 1234,5. Если значение не может быть "
            "представлено, укажите причину в столбце «{reason}»."
        ),
        en=(
            "Write a number in digits alone, for example 1234.5. If the value cannot be given, write "
            "why in the column “{reason}”."
        ),
    ),
)
