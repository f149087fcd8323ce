"""Whether it is this block's workbook."""

from engine.checks.base import ERROR, Check
from engine.methodology import Words

CHECK = Check(
    "R-TPL-04",
    ERROR,
    Words(
        kk="Бұл – басқа блоктың кітабы. Керегі: {expected}-блок ({file}).",
        ru="Это книга по другому блоку. Нужен блок {expected} ({file}).",
        en="This is the workbook of another block. Wanted: block {expected} ({file}).",
    ),
)
