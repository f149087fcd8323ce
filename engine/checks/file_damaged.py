"""The file is cut short, or made so that it cannot be read."""

from engine.checks.base import ERROR, Check
from engine.methodology import Words

CHECK = Check(
    "R-FILE-07",
    ERROR,
    Words(
        kk=(
            "Файл бүлінген немесе толық жүктелмеген. Оны Excel бағдарламасында ашып, қайта сақтаңыз; "
            "ашылмаса, кітапты порталдан қайта жүктеп алыңыз ({file})."
        ),
        ru=(
            "Файл повреждён или передан не полностью. Откройте его в Excel и сохраните заново; если "
            "он не открывается, скачайте книгу на портале ещё раз ({file})."
        ),
        en=(
            "The file is damaged or was cut short. Open it in Excel and save it anew; if it does not "
            "open, download the workbook from the portal again ({file})."
        ),
    ),
)

#: The codes of the gate (`engine.foreign`) that this check speaks for.
READS = ("damaged",)
