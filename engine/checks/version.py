"""Whether it was made of the methodology in force."""

from engine.checks.base import ERROR, Check
from engine.methodology import Words

CHECK = Check(
    "R-TPL-05",
    ERROR,
    Words(
        kk=(
            "Кітап әдістеменің басқа редакциясы бойынша жасалған. Қазіргі редакция: {expected}. "
            "Кітапты қайта жүктеп алып, мәндерді соған көшіріңіз ({file})."
        ),
        ru=(
            "Книга составлена по другой редакции методики. Действует редакция {expected}. Скачайте "
            "книгу заново и перенесите значения в неё ({file})."
        ),
        en=(
            "The workbook was made of another version of the methodology. In force is version "
            "{expected}. Download the workbook anew and copy the values into it ({file})."
        ),
    ),
)
