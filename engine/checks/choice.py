"""One of the answers."""

from engine.checks.base import ERROR, Check
from engine.methodology import Words

CHECK = Check(
    "R-CHO-01",
    ERROR,
    Words(
        kk="Жауаптардың бірін тізімнен таңдаңыз: {answers}.",
        ru="Выберите один из ответов в списке: {answers}.",
        en="Choose one of the answers from the list: {answers}.",
    ),
)
