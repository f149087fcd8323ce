"""The file is text: a table of CSV, whatever its alphabet and its delimiter."""

from engine.checks.base import ERROR, Check
from engine.methodology import Words

CHECK = Check(
    "R-FILE-04",
    ERROR,
    Words(
        kk=(
            "Бұл – мәтін немесе CSV кестесі: онда парақтар мен ұяшықтардың белгілері сақталмайды. "
            "Мәндерді осы есептің кітабына көшіріңіз ({file})."
        ),
        ru=(
            "Это текст или таблица CSV: листы и пометки ячеек в ней не сохраняются. Перенесите "
            "значения в книгу этого отчёта ({file})."
        ),
        en=(
            "This is text or a CSV table, which keeps neither sheets nor the marks of cells. Copy the"
            " values into the workbook of this report ({file})."
        ),
    ),
)

#: The codes of the gate (`engine.foreign`) that this check speaks for.
READS = ("text",)
