"""The file is a table of OpenDocument."""

from engine.checks.base import ERROR, Check
from engine.methodology import Words

CHECK = Check(
    "R-FILE-03",
    ERROR,
    Words(
        kk=(
            "Файл OpenDocument пішімінде (.ods). Оны ашып, «Басқаша сақтау» арқылы «Excel 2007–365 "
            "(.xlsx)» пішімінде сақтаңыз."
        ),
        ru=(
            "Файл в формате OpenDocument (.ods). Откройте его и сохраните через «Сохранить как» в "
            "формате «Excel 2007–365 (.xlsx)»."
        ),
        en=(
            "The file is in the OpenDocument format (.ods). Open it and save it by “Save as” as "
            "“Excel 2007–365 (.xlsx)”."
        ),
    ),
)

#: The codes of the gate (`engine.foreign`) that this check speaks for.
READS = ("open_document",)
