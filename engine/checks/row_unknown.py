"""A row that the report does not ask for."""

from engine.checks.base import ERROR, Check
from engine.methodology import Words

CHECK = Check(
    "R-ROW-03",
    ERROR,
    Words(
        kk=(
            "Есепте мұндай код жоқ. Бірінші бағандағы кодты портал бергендей етіп қалпына келтіріңіз "
            "немесе жолды жойыңыз."
        ),
        ru=("Такого кода в отчёте нет. Верните в первый столбец код, выданный порталом, или удалите строку."),
        en=(
            "The report has no such code. Put the code that the portal gave back into the first "
            "column, or delete the row."
        ),
    ),
)
