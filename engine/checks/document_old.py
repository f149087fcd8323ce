"""Documents behind a value that are all about a time before the reporting year."""

from engine.checks.base import WARNING, Check
from engine.methodology import Words

CHECK = Check(
    "R-WRN-04",
    WARNING,
    Words(
        kk="Мәнді растайтын құжаттар есепті жылдан бұрынғы уақытқа қатысты. {todo}",
        ru="Документы к значению относятся ко времени до отчётного года. {todo}",
        en="The documents behind the value are about a time before the reporting year. {todo}",
    ),
)
