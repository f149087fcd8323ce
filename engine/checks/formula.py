"""A formula: its result as it was when the file was saved is taken in."""

from engine.checks.base import WARNING, Check
from engine.methodology import Words

CHECK = Check(
    "R-CEL-03",
    WARNING,
    Words(
        kk="Мән формуламен есептелген; файл сақталғандағы нәтижесі алынады. Дұрыстығын тексеріңіз.",
        ru=("Значение вычислено формулой; принимается результат на момент сохранения файла. Проверьте его."),
        en="The value is computed by a formula; its result as the file was saved is taken in. Check it.",
    ),
)
