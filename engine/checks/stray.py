"""Something stands where the workbook has no cell for it."""

from engine.checks.base import ERROR, Check
from engine.methodology import Words

CHECK = Check(
    "R-ROW-04",
    ERROR,
    Words(
        kk="Бұл ұяшық кестеден тыс. Жазбаны жойыңыз немесе мәнін кестенің өз ұяшығына көшіріңіз.",
        ru="Эта ячейка вне таблицы. Удалите запись или перенесите значение в ячейку таблицы.",
        en=(
            "This cell lies outside the table. Delete what stands in it, or move the value to its "
            "cell of the table."
        ),
    ),
)
