"""A day or a time where a number is wanted: spreadsheets make days of numbers such as 9.05."""

from engine.checks.base import ERROR, Check
from engine.methodology import Words

CHECK = Check(
    "R-CEL-04",
    ERROR,
    Words(
        kk=(
            "Бұл – күн немесе уақыт, сан емес (кесте бағдарламалары 9.05 сияқты сандарды күнге "
            "айналдырады). Ұяшық пішімін «Жалпы» етіп, санды қайта жазыңыз."
        ),
        ru=(
            "Это дата или время, а не число (табличные программы превращают в даты числа вида 9.05). "
            "Задайте ячейке формат «Общий» и напишите число заново."
        ),
        en=(
            "This is a day or a time, not a number (spreadsheets make days of numbers such as 9.05). "
            "Format the cell as “General” and write the number anew."
        ),
    ),
)
