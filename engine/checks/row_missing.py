"""A row of the workbook was deleted."""

from engine.checks.base import ERROR, Check
from engine.methodology import Words

CHECK = Check(
    "R-ROW-01",
    ERROR,
    Words(
        kk="«{label}» жолы жоқ (код: {key}). Жолдарды жоймаңыз: бос мән есептегі мәнді өзгертпейді.",
        ru=(
            "Нет строки «{label}» (код {key}). Не удаляйте строки: пустое значение ничего в отчёте не меняет."
        ),
        en=(
            "The row “{label}” is missing (code {key}). Do not delete rows: an empty value changes "
            "nothing in the report."
        ),
    ),
)
