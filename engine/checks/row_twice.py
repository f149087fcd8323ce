"""A row stands twice."""

from engine.checks.base import ERROR, Check
from engine.methodology import Words

CHECK = Check(
    "R-ROW-02",
    ERROR,
    Words(
        kk="Бұл код {first} ұяшығында бар. Екі жолдың біреуін жойыңыз.",
        ru="Этот код уже стоит в ячейке {first}. Удалите одну из двух строк.",
        en="This code stands in {first} already. Delete one of the two rows.",
    ),
)
