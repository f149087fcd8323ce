"""Whether it is the portal's workbook of a report: the first check."""

from engine.checks.base import ERROR, Check
from engine.methodology import Words

CHECK = Check(
    "R-TPL-01",
    ERROR,
    Words(
        kk=(
            "Бұл – портал берген есеп кітабы емес. Осы есептің кітабын жүктеп алып, мәндерді соған "
            "көшіріңіз ({file})."
        ),
        ru=(
            "Это не книга отчёта, выданная порталом. Скачайте книгу этого отчёта и перенесите "
            "значения в неё ({file})."
        ),
        en=(
            "This is not the workbook of a report that the portal gave. Download the workbook of this"
            " report and copy the values into it ({file})."
        ),
    ),
)
