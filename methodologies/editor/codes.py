"""The codes of a draft's parts: what keeps one from being given, who follows when it is changed, who had it before (c17)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from engine.methodology_format import FileProblem
from engine.methodology_format.layout import CODE, ITEM_CODE
from methodologies.content import methodology_of
from methodologies.editor.answer_renames import Answer, AnswerHindrance
from methodologies.editor.edits import Document, Part, PartPlace
from methodologies.editor.renames import followers, hindrance
from methodologies.models import Methodology, Subject
from methodologies.models.methodologies import PUBLIC_STATES
from methodologies.words import name_here

#: Parts whose codes stand in formulas, or beside them; the others have the numbers of the Decree's outline.
_SMALL_LETTERS = ("item", "unit", "reason", "degree")


def fault_of(document: Document, place: PartPlace, code: str) -> str:
    """Why ``code`` cannot be given to the part at ``place`` (a new one, when its code is empty); empty if it can."""
    shape = ITEM_CODE if place.kind in _SMALL_LETTERS else CODE
    if not re.fullmatch(shape.pattern, code):
        problem = FileProblem("bad_code", "", 0, 0, {"found": code, "rule": shape.rule})
        return f"{problem.said_what(_)} {problem.said_instead(_)}"
    found = hindrance(document, place, code)
    if found is None:
        return ""
    if found.why == "word":
        said = _(
            "%(code)s is a word of the formula language. Choose another code, for example %(code)s_value."
        )
        return said % {"code": code}
    if found.why == "let":
        said = _(
            "The formula of %(part)s calls a part of its own %(code)s (after “let”). "
            "Choose another code, or rename that part of the formula first."
        )
        return said % {"code": code, "part": found.part["code"]}
    if found.why == "former":
        said = _(
            "%(code)s was the code of “%(name)s” in earlier years: its values stand under it. Choose another."
        )
    else:
        said = _("%(code)s is already the code of “%(name)s”. Choose another.")
    return said % {"code": code, "name": name_here(found.part["name"])}


def said_of_followers(document: Document, place: PartPlace) -> str:
    """A sentence on the formulas that read the part at ``place`` by its code, and will follow when it is changed; or none."""
    codes = followers(document, place)
    if not codes:
        return ""
    said = ngettext(
        "%(count)s formula reads it now and follows when the code is changed: %(codes)s.",
        "%(count)s formulas read it now and follow when the code is changed: %(codes)s.",
        len(codes),
    )
    return said % {"count": len(codes), "codes": ", ".join(codes)}


def asked_in_earlier_years(record: Methodology, item: str) -> bool:
    """Whether a methodology in force in an earlier year asked for the item by this code. One query."""
    earlier = Methodology.objects.filter(cycle__year__lt=record.cycle.year, state__in=PUBLIC_STATES)
    found = earlier.exclude(subject=Subject.OVERALL).filter(document__items__contains=[{"code": item}])
    return found.exists()


def others_with(record: Methodology, item: str) -> list[Methodology]:
    """The latest texts of the other blocks of the year that have the item by this code. One query."""
    others = Methodology.objects.filter(cycle_id=record.cycle_id)
    latest = (
        others.exclude(subject__in=[record.subject, Subject.OVERALL])
        .order_by("subject", "-version")
        .distinct("subject")
        .defer("document")
    )
    return [one for one in latest if any(known.code == item for known in methodology_of(one).items)]


# --- answers of a choice item ----------------------------------------------------------------------------------------


def earlier_answers(record: Methodology, items: Iterable[Part]) -> dict[Answer, Mapping[str, str]]:
    """The names of the items' answers in the texts in force of earlier years, by (item's code now, answer's code).

    One query.
    """
    now = {code: part["code"] for part in items for code in (part["code"], *part.get("formerly", ()))}
    earlier = Methodology.objects.filter(cycle__year__lt=record.cycle.year, state__in=PUBLIC_STATES)
    found: dict[Answer, Mapping[str, str]] = {}
    texts = earlier.exclude(subject=Subject.OVERALL).order_by("cycle__year")
    for parts in texts.values_list("document__items", flat=True):
        for part in parts:
            for choice in part.get("choices", ()) if part["code"] in now else ():
                found[now[part["code"]], choice["code"]] = choice["name"]
    return found


def said_of_answer(found: AnswerHindrance, item: str, code: str) -> str:
    """What keeps an answer of the data item ``item`` from the code, in a sentence."""
    if found.why == "past":
        said = _(
            "In an earlier year %(code)s was the choice “%(name)s”: its answers would be read as this one. "
            "Choose another code."
        )
    elif found.why == "former":
        said = _(
            "%(code)s was the code of the choice “%(name)s” in earlier years: answers stand under it. Choose another."
        )
    elif found.item["code"] != item:
        said = _(
            "Formulas count this choice together with that of “%(item)s”, where %(code)s is “%(name)s”. "
            "Choose another code."
        )
    else:
        said = _(
            "%(code)s is already the code of the choice “%(name)s”. Choose another; the arrows change the order."
        )
    return said % {"code": code, "name": name_here(found.name), "item": name_here(found.item["name"])}
