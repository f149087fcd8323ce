"""A share lies between nothing and the whole."""

from engine.checks.base import ERROR, Check
from engine.methodology import Words

CHECK = Check(
    "R-NUM-07",
    ERROR,
    Words(
        kk="Бұл – үлес: 0-ден {limit} дейінгі санды жазыңыз.",
        ru="Это доля: напишите число от 0 до {limit}.",
        en="This is a share: write a number from 0 to {limit}.",
    ),
)
