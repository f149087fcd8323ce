"""The coded grounds on which a report is returned for completion, in words, and the letter that is drafted from them (c40)."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from django.db import models
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _


class Ground(models.TextChoices):
    """What is found wrong; kept with each return, so that it can be counted what reports fail by."""

    DOCUMENT_LACKING = "document_lacking", _("no document proves a value")
    DOCUMENT_DIFFERS = "document_differs", _("a document shows another value than the report")
    DOCUMENT_PERIOD = "document_period", _("a document is of another period")
    DOCUMENT_UNREADABLE = "document_unreadable", _("a document cannot be opened or read")
    SUM = "sum", _("a total is not the sum of its parts")
    UNIT = "unit", _("a value is in another unit, or of another scale")
    UNEXPLAINED = "unexplained", _("a jump against last year is not explained")
    VALUE_LACKING = "value_lacking", _("a value is left out without its reason")
    OTHER = "other", _("another reason, told in the letter")


def drafted(
    grounds: Sequence[str], values: Sequence[str], typed: str = "", known: Collection[str] = ()
) -> str:
    """The letter to the body from the chosen grounds and the names of the values that are meant, to be edited.

    What the evaluator has ``typed`` stays below it, without the lines of an earlier draft: ``known`` are the names of
    all values that it may have named.
    """
    greeting, meant = _t("Please complete the report. What was found:"), _t("The values that are meant:")
    lines = [greeting, *_listed([str(Ground(one).label) for one in grounds])]
    if values:
        lines += ["", meant, *_listed(values)]
    of_a_draft = {greeting, meant, *(_item(name) for name in (*map(str, Ground.labels), *known))}
    own = "\n".join(
        line for line in typed.splitlines() if line.strip().rstrip(".;") not in of_a_draft
    ).strip()
    return "\n".join([*lines, "", own] if own else lines)


def _listed(names: Sequence[str]) -> list[str]:
    """Names as lines of the letter, stopped as a list in an official letter is."""
    return [_item(name) + (";" if number < len(names) else ".") for number, name in enumerate(names, start=1)]


def _item(name: str) -> str:
    return f"– {name}"
