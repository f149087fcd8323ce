"""Whether it is this body's workbook."""

from engine.checks.base import ERROR, Check
from engine.methodology import Words

CHECK = Check(
    "R-TPL-02",
    ERROR,
    Words(
        kk="Бұл – басқа органның кітабы. Керегі: {expected} ({file}).",
        ru="Это книга другого органа. Нужна: {expected} ({file}).",
        en="This is another body's workbook. Wanted: {expected} ({file}).",
    ),
)
