"""Not below the least lawful value."""

from engine.checks.base import ERROR, Check
from engine.methodology import Words

CHECK = Check(
    "R-NUM-05",
    ERROR,
    Words(
        kk="{limit} мәнінен кем емес.",
        ru="Не меньше {limit}.",
        en="Not less than {limit}.",
    ),
)
