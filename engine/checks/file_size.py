"""The file is larger than any filled-in workbook of a report, as it is or unpacked."""

from engine.checks.base import ERROR, Check
from engine.methodology import Words

CHECK = Check(
    "R-FILE-08",
    ERROR,
    Words(
        kk=(
            "Файл тым үлкен немесе ашқанда тым үлкейеді. Кітапты порталдан қайта жүктеп алып "
            "({file}), оған тек мәндерді көшіріңіз."
        ),
        ru=(
            "Файл слишком велик сам или в распакованном виде. Скачайте книгу на портале ещё раз "
            "({file}) и перенесите в неё только значения."
        ),
        en=(
            "The file is too large as it is or unpacked. Download the workbook from the portal again "
            "({file}) and copy only the values into it."
        ),
    ),
)

#: The codes of the gate (`engine.foreign`) that this check speaks for.
READS = (
    "too_big",
    "swollen",
    "too_many_parts",
    "too_many_elements",
    "too_deep",
    "too_much_memory",
    "too_much_found",
    "took_too_long",
)
