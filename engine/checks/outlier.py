"""A value unlike those of comparable bodies; their figures are not told."""

from engine.checks.base import WARNING, Check
from engine.methodology import Words

CHECK = Check(
    "R-WRN-03",
    WARNING,
    Words(
        kk="{now} мәні салыстырмалы органдардың мәндерінен қатты ерекшеленеді. {todo}",
        ru="Значение {now} сильно отличается от значений сопоставимых органов. {todo}",
        en="{now} differs strongly from what comparable bodies have. {todo}",
    ),
)
