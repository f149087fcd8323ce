"""Not above the greatest lawful value."""

from engine.checks.base import ERROR, Check
from engine.methodology import Words

CHECK = Check(
    "R-NUM-06",
    ERROR,
    Words(
        kk="{limit} мәнінен артық емес.",
        ru="Не больше {limit}.",
        en="Not more than {limit}.",
    ),
)
