"""The machine had no turn for the file."""

from engine.checks.base import ERROR, Check
from engine.methodology import Words

CHECK = Check(
    "R-FILE-09",
    ERROR,
    Words(
        kk=("Қазір көп файл оқылып жатыр, бұл файлдың кезегі келмеді. Бір минуттан кейін қайталап көріңіз."),
        ru="Сейчас читается много файлов, очередь этого файла не подошла. Повторите через минуту.",
        en=("Many files are being read just now, and this one did not have its turn. Try again in a minute."),
    ),
)

#: The codes of the gate (`engine.foreign`) that this check speaks for.
READS = ("busy",)
