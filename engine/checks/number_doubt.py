"""A number that can be read in two ways."""

from engine.checks.base import ERROR, Check
from engine.methodology import Words

CHECK = Check(
    "R-NUM-02",
    ERROR,
    Words(
        kk=(
            "Бұл жазуды екі түрлі оқуға болады. Санды бөлгіш таңбаларсыз жазыңыз: ондық бөлігі болса,"
            " оны бір ғана үтірмен бөліңіз, мысалы 1250 немесе 1,25."
        ),
        ru=(
            "Эту запись можно прочитать по-разному. Напишите число без разделителей разрядов: 1250, "
            "если это тысячи, или 1,25, если это дробь."
        ),
        en=(
            "This can be read in two ways. Write the number without grouping its digits: 1250 for "
            "thousands, or 1.25 for a fraction."
        ),
    ),
)
