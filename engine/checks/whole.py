"""A count is whole."""

from engine.checks.base import ERROR, Check
from engine.methodology import Words

CHECK = Check(
    "R-NUM-04",
    ERROR,
    Words(
        kk="Бұл – сан мөлшері: бүтін сан жазыңыз.",
        ru="Это количество: напишите целое число.",
        en="This is a count: write a whole number.",
    ),
)
