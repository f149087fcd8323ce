"""True or false where a value is wanted."""

from engine.checks.base import ERROR, Check
from engine.methodology import Words

CHECK = Check(
    "R-CEL-05",
    ERROR,
    Words(
        kk="Бұл – логикалық мән, сан да, жауап та емес. Мәннің өзін жазыңыз.",
        ru="Это логическое значение, а не число и не ответ. Напишите само значение.",
        en="This is a truth value, neither a number nor an answer. Write the value itself.",
    ),
)
