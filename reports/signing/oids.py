"""What certificates of the Republic of Kazakhstan say: roles as extended key usages, BIN and IIN in the name."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Final

ORGANISATION: Final = "1.2.398.3.3.4.1.2"
FIRST_HEAD: Final = "1.2.398.3.3.4.1.2.1"
RIGHT_TO_SIGN: Final = "1.2.398.3.3.4.1.2.2"
FINANCE: Final = "1.2.398.3.3.4.1.2.3"
PERSONNEL: Final = "1.2.398.3.3.4.1.2.4"
EMPLOYEE: Final = "1.2.398.3.3.4.1.2.5"
PERSON: Final = "1.2.398.3.3.4.1.1"
#: Kazakhstan's own algorithms (GOST 34.310 and its hashes) are below it: no maintained library in Python has them.
GOST: Final = "1.2.398.3.10."

_BIN = re.compile(r"BIN(\d{12})")
_IIN = re.compile(r"IIN(\d{12})")


@dataclass(frozen=True)
class Holder:
    """Whom a certificate names, and as what."""

    name: str
    bin: str
    iin: str
    roles: frozenset[str]


def holder_of(certificate: Any) -> Holder:
    """What an ``asn1crypto`` certificate says of its holder; what it does not say is empty."""
    name, number, person = "", "", ""
    for parts in certificate.subject.chosen:
        for part in parts:
            kind, text = part["type"].native, str(part["value"].native)
            if kind == "common_name":
                name = name or text
            if kind in ("organizational_unit_name", "serial_number", "organization_identifier"):
                number = number or next(iter(_BIN.findall(text)), "")
            if kind == "serial_number":
                person = person or next(iter(_IIN.findall(text)), "")
    usage = certificate.extended_key_usage_value
    roles = frozenset(one.dotted for one in usage) if usage is not None else frozenset()
    return Holder(name, number, person, roles)


def is_gost(*algorithms: str) -> bool:
    """Whether one of the algorithms, by their dotted numbers, is Kazakhstan's own."""
    return any(f"{one}.".startswith(GOST) for one in algorithms)
