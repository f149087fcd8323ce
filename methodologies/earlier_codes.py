"""Codes of earlier years (`formerly`) that no earlier year had: nothing stands under them, so the value that they were to
find would be taken for unknown (c17, c18.1)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from django.utils.translation import gettext as _

from engine.formulas.errors import guiding, nearest
from engine.methodology import MethodologyText
from methodologies.content import text_of
from methodologies.models import Methodology, Subject
from methodologies.models.methodologies import PUBLIC_STATES

Fault = tuple[str, str]


def never_had(record: Methodology, methodology: MethodologyText) -> Iterator[Fault]:
    """Each such code of an item or of a choice, at its field, with the nearest right one. One query, or none."""
    if not any(item.formerly or any(one.formerly for one in item.choices) for item in methodology.items):
        return
    known = _codes_of_earlier_years(record)
    own = {item.code for item in methodology.items}
    for item in methodology.items:
        for code in item.formerly:
            if code not in known:
                said = _(
                    "%(code)s is named as an earlier code of “%(name)s”, but no earlier year had such a data item. "
                    "Correct it, or leave it out."
                )
                said %= {"code": code, "name": text_of(item.name)}
                yield f"items[{item.code}].formerly", _nearest(said, code, known.keys() - own)
        answers = {one for code in (item.code, *item.formerly) for one in known.get(code, ())}
        asked = {choice.code for choice in item.choices}
        for index, choice in enumerate(item.choices):
            for code in choice.formerly:
                if code not in answers:
                    said = _(
                        "%(code)s is named as an earlier code of the choice “%(name)s” of “%(item)s”, but in no earlier "
                        "year was there such a choice. Correct it, or leave it out."
                    )
                    said %= {"code": code, "name": text_of(choice.name), "item": text_of(item.name)}
                    yield (
                        f"items[{item.code}].choices.{index}.formerly",
                        _nearest(said, code, answers - asked),
                    )


def _nearest(sentence: str, code: str, known: Iterable[str]) -> str:
    return guiding(sentence, nearest(code, sorted(known)), _, {"code": code})


def _codes_of_earlier_years(record: Methodology) -> Mapping[str, set[str]]:
    """The codes of the data items of all blocks, each with its choices' codes; those of still earlier years too."""
    earlier = Methodology.objects.filter(cycle__year__lt=record.cycle.year, state__in=PUBLIC_STATES)
    texts = earlier.exclude(subject=Subject.OVERALL).values_list("document__items", flat=True)
    known: dict[str, set[str]] = {}
    for part in (part for parts in texts for part in parts):
        answers = {code for choice in part.get("choices", ()) for code in _codes(choice)}
        for code in _codes(part):
            known.setdefault(code, set()).update(answers)
    return known


def _codes(part: Mapping[str, Iterable[str]]) -> tuple[str, ...]:
    return str(part["code"]), *part.get("formerly", ())
