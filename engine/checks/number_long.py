"""More digits than are kept."""

from engine.checks.base import ERROR, Check
from engine.methodology import Words

CHECK = Check(
    "R-NUM-03",
    ERROR,
    Words(
        kk="Цифр тым көп: үтірге дейін ең көбі {whole}, үтірден кейін ең көбі {decimals}.",
        ru="Слишком много цифр: до запятой не больше {whole}, после запятой не больше {decimals}.",
        en="Too many digits: at most {whole} before the decimal sign and {decimals} after it.",
    ),
)
