"""The cell holds an error of the program instead of a value."""

from engine.checks.base import ERROR, Check
from engine.methodology import Words

CHECK = Check(
    "R-CEL-01",
    ERROR,
    Words(
        kk="Ұяшықта мән орнына қате тұр. Мәннің өзін жазыңыз.",
        ru="В ячейке вместо значения ошибка. Напишите само значение.",
        en="The cell holds an error instead of a value. Write the value itself.",
    ),
)
