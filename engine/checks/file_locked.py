"""The file opens with a password only."""

from engine.checks.base import ERROR, Check
from engine.methodology import Words

CHECK = Check(
    "R-FILE-06",
    ERROR,
    Words(
        kk=(
            "Файл құпиясөзбен жабылған. Excel бағдарламасында құпиясөзді алып тастап («Файл – "
            "Мәліметтер – Кітапты қорғау»), файлды қайта сақтаңыз."
        ),
        ru=(
            "Файл закрыт паролем. Снимите пароль в Excel («Файл – Сведения – Защита книги») и "
            "сохраните файл заново."
        ),
        en=(
            "The file is locked by a password. Take the password off in Excel (“File – Info – Protect"
            " Workbook”) and save the file anew."
        ),
    ),
)

#: The codes of the gate (`engine.foreign`) that this check speaks for.
READS = ("locked",)
