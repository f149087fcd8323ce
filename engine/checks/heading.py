"""The first row says which column is which: it stays as it was."""

from engine.checks.base import ERROR, Check
from engine.methodology import Words

CHECK = Check(
    "R-COL-01",
    ERROR,
    Words(
        kk=(
            "Бұл бағанның тақырыбы «{expected}» болуға тиіс. Бағандарды қоспаңыз, жоймаңыз және орнын"
            " ауыстырмаңыз."
        ),
        ru=(
            "У этого столбца должен быть заголовок «{expected}». Не добавляйте, не удаляйте и не "
            "переставляйте столбцы."
        ),
        en="The heading of this column must be “{expected}”. Do not add, delete or move columns.",
    ),
)
