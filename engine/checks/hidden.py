"""A value in a hidden row or column, or on a hidden sheet: it counts, and may have been overlooked."""

from engine.checks.base import WARNING, Check
from engine.methodology import Words

CHECK = Check(
    "R-ROW-06",
    WARNING,
    Words(
        kk=(
            "Мән жасырын жолда, бағанда немесе парақта тұр, бірақ ескеріледі. Сүзгіні алып тастап, "
            "тексеріңіз."
        ),
        ru=(
            "Значение стоит в скрытой строке, столбце или на скрытом листе и будет учтено. Снимите "
            "фильтр и проверьте его."
        ),
        en=(
            "The value stands in a hidden row, column or sheet, and is taken in. Clear the filter and"
            " look at it."
        ),
    ),
)
