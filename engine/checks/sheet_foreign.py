"""A sheet that the workbook did not have: it is not read."""

from engine.checks.base import WARNING, Check
from engine.methodology import Words

CHECK = Check(
    "R-SHT-02",
    WARNING,
    Words(
        kk=(
            "Бұл парақ кітапта болмаған, сондықтан ондағы жазба алынбайды. Керек мәндерді «{sheet}» "
            "парағына көшіріңіз."
        ),
        ru=(
            "Этого листа в книге не было, записи на нём не принимаются. Нужные значения перенесите на"
            " лист «{sheet}»."
        ),
        en=(
            "The workbook had no such sheet, so nothing on it is taken in. Copy the values that are "
            "needed to the sheet “{sheet}”."
        ),
    ),
)
