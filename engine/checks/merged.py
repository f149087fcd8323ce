"""Cells of the table are merged: of such only the first holds a value."""

from engine.checks.base import ERROR, Check
from engine.methodology import Words

CHECK = Check(
    "R-ROW-05",
    ERROR,
    Words(
        kk="{cells} ұяшықтары біріктірілген. Біріктіруді алып тастап, мәнді әр ұяшыққа жазыңыз.",
        ru="Ячейки {cells} объединены. Снимите объединение и напишите значение в каждой ячейке.",
        en="The cells {cells} are merged. Take the merging back and write the value in each cell.",
    ),
)
