"""The file is no workbook at all."""

from engine.checks.base import ERROR, Check
from engine.methodology import Words

CHECK = Check(
    "R-FILE-01",
    ERROR,
    Words(
        kk=("Бұл – Excel кітабы емес. Осы есептің кітабын порталдан жүктеп алып, соны толтырыңыз ({file})."),
        ru="Это не книга Excel. Скачайте на портале книгу этого отчёта и заполните её ({file}).",
        en=(
            "This is no Excel workbook. Download the workbook of this report from the portal and fill"
            " it in ({file})."
        ),
    ),
)

#: The codes of the gate (`engine.foreign`) that this check speaks for.
READS = ("not_workbook", "paper", "web_page", "other_document", "no_rows", "not_text")
