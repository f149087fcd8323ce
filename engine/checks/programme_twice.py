"""A programme has one row."""

from engine.checks.base import ERROR, Check
from engine.methodology import Words

CHECK = Check(
    "R-PRG-02",
    ERROR,
    Words(
        kk="Бұл бағдарлама {first} ұяшығында бар. Екі жолды біріктіріңіз.",
        ru="Эта программа уже стоит в ячейке {first}. Объедините две строки.",
        en="This programme stands in {first} already. Make one row of the two.",
    ),
)
