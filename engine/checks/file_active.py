"""The file would run something, or reaches out."""

from engine.checks.base import ERROR, Check
from engine.methodology import Words

CHECK = Check(
    "R-FILE-05",
    ERROR,
    Words(
        kk=(
            "Файлда макрос, кірістірілген объект немесе басқа файлға сілтеме бар. Мәндерді көшіріп, "
            "файлды «Excel кітабы (.xlsx)» пішімінде сақтаңыз."
        ),
        ru=(
            "В файле есть макрос, внедрённый объект или связь с другим файлом. Замените формулы "
            "значениями и сохраните файл в формате «Книга Excel (.xlsx)»."
        ),
        en=(
            "The file holds a macro, an embedded object or a link to another file. Replace formulas "
            "by values and save the file as “Excel Workbook (.xlsx)”."
        ),
    ),
)

#: The codes of the gate (`engine.foreign`) that this check speaks for.
READS = ("active_content", "macros")
