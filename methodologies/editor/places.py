"""Where in the editor a fault is mended: from a fault's path to an address (`directions[1.1].criteria` → the weights)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from evaluation.refusals import FieldFault
from methodologies.editor.edits import PartPlace, place_of
from methodologies.models import Methodology
from methodologies.words import PARTS

_TEXTS = ("name", "title", "note", "definition", "practice", "evidence", "requirements")
_BROTHERS = ("directions", "criteria", "indicators", "blocks")


@dataclass(frozen=True)
class Mending:
    """A fault with the way to where it is mended."""

    sentence: str
    url: str
    label: str


def address_of(record: Methodology, path: str) -> str:
    """The editor's page for a path, at the field where there is one."""
    place = place_of(path)
    first = place.field.partition(".")[0]
    if first in _BROTHERS or (place.kind == "direction" and first in ("", "evaluator")):
        return editor_url(record, place)
    field = place.field.replace(".", "__")
    if first in _TEXTS and not field.endswith(("__kk", "__ru", "__en")):
        field += f"__{(get_language() or 'kk')[:2]}"
    return part_url(record, place) + (f"#id_{field}" if field else "")


def editor_url(record: Methodology, place: PartPlace) -> str:
    """The page of all parts, at one of them."""
    anchor = f"part-{place.kind}-{place.code}" if place.code else "part-top"
    return reverse("methodology_editor", args=[record.pk]) + f"#{anchor}"


def part_url(record: Methodology, place: PartPlace) -> str:
    """The page of one part."""
    if place.code:
        return reverse("methodology_part", args=[record.pk, place.kind, place.code])
    return reverse("methodology_new_part", args=[record.pk, place.kind])


def mendings(record: Methodology, faults: Iterable[tuple[str, str]], *, links: bool = True) -> list[Mending]:
    """The faults with the ways to mend them; without ``links`` for those who read only."""
    return [
        Mending(_after(label_of(path), sentence), address_of(record, path) if links else "", label_of(path))
        for path, sentence in faults
    ]


def _after(label: str, sentence: str) -> str:
    """The sentence as it follows its label: one that begins with the same words says them once."""
    return capfirst(sentence.removeprefix(f"{label}: "))


def label_of(path: str) -> str:
    """What the place is called: «Indicator 1.1.1.1»."""
    place = place_of(path)
    if place.field in _BROTHERS:
        where = f" {place.code}" if place.code else ""
        return _("Weights") + where
    return f"{PARTS[place.kind]} {place.code}".strip()


def linked(record: Methodology, path: str, sentence: str) -> str:
    """A fault of another part, as a sentence with a link to it."""
    said = sentence.removeprefix(f"{path}: ")
    return format_html('<a href="{}">{}</a>: {}', address_of(record, path), label_of(path), said)


def still_needed(record: Methodology, faults: Iterable[FieldFault]) -> list[FieldFault]:
    """What keeps a part from being taken out: each part that uses it, once, or any other fault as it is told."""
    found: dict[str, FieldFault] = {}
    for one in faults:
        uses = place_of(one.field).field in ("formula", "unit", "base")
        said = _("uses it: take it out there first.") if uses else one.sentence
        found.setdefault(label_of(one.field), FieldFault(one.field, linked(record, one.field, said)))
    return list(found.values())
