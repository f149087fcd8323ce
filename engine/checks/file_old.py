"""The file is of an older Excel (.xls) or of its binary form (.xlsb)."""

from engine.checks.base import ERROR, Check
from engine.methodology import Words

CHECK = Check(
    "R-FILE-02",
    ERROR,
    Words(
        kk=(
            "Файл Excel-дің ескі немесе екілік пішімінде (.xls, .xlsb). Оны ашып, «Басқаша сақтау» "
            "арқылы «Excel кітабы (.xlsx)» пішімінде сақтаңыз."
        ),
        ru=(
            "Файл в старом или двоичном формате Excel (.xls, .xlsb). Откройте его и сохраните через "
            "«Сохранить как» в формате «Книга Excel (.xlsx)»."
        ),
        en=(
            "The file is in an old or binary format of Excel (.xls, .xlsb). Open it and save it by "
            "“Save as” as “Excel Workbook (.xlsx)”."
        ),
    ),
)

#: The codes of the gate (`engine.foreign`) that this check speaks for.
READS = ("old_workbook",)
