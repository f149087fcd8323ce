"""A formula whose result is not in the file."""

from engine.checks.base import ERROR, Check
from engine.methodology import Words

CHECK = Check(
    "R-CEL-02",
    ERROR,
    Words(
        kk=(
            "Формуланың нәтижесі файлда жоқ. Файлды Excel бағдарламасында ашып сақтаңыз немесе "
            "формуланың орнына мәнді жазыңыз."
        ),
        ru=(
            "Результата формулы в файле нет. Откройте файл в Excel и сохраните его или напишите "
            "вместо формулы значение."
        ),
        en=(
            "The result of the formula is not in the file. Open the file in Excel and save it, or "
            "write the value instead of the formula."
        ),
    ),
)
