"""Whether it is this year's workbook."""

from engine.checks.base import ERROR, Check
from engine.methodology import Words

CHECK = Check(
    "R-TPL-03",
    ERROR,
    Words(
        kk="Бұл – басқа жылдың кітабы. Керегі: {expected} ({file}).",
        ru="Это книга за другой год. Нужна за {expected} год ({file}).",
        en="This is the workbook of another year. Wanted: {expected} ({file}).",
    ),
)
