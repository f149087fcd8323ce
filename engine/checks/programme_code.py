"""A programme is named by its code."""

import re

from engine.checks.base import ERROR, Check
from engine.methodology import Words

CHECK = Check(
    "R-PRG-01",
    ERROR,
    Words(
        kk="Бағдарлама кодын жазыңыз: әріптер, цифрлар және дефистер, мысалы 001.",
        ru="Напишите код программы: буквы, цифры и дефисы, например 001.",
        en="Write the programme's code: letters, digits and hyphens, for example 001.",
    ),
)

#: Signs of a programme's code.
MAX_CODE = 60
_CODE = re.compile(r"[\w](?:[\w\-/]|\.(?=\w))*")


def is_code(text: str) -> bool:
    """Whether the text names a programme."""
    return len(text) <= MAX_CODE and _CODE.fullmatch(text) is not None
