"""A sign that shows as nothing."""

from engine.checks.base import ERROR, Check
from engine.methodology import Words

CHECK = Check(
    "R-CEL-06",
    ERROR,
    Words(
        kk="Мәтінде көрінбейтін {sign} таңбасы бар. Мәтінді қолмен қайта теріңіз.",
        ru="В тексте есть невидимый знак {sign}. Наберите текст заново.",
        en="The text holds the invisible sign {sign}. Type the text anew.",
    ),
)
