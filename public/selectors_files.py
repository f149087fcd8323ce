"""The files of published conclusions: which of them anybody may read, and how far they are (c53, c9.5)."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import Any

from django.db.models import (
    BooleanField,
    Case,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.fields.json import KT

from blocks.models import Conclusion, ConclusionFile, FileState, TraceIndex
from commission.models import OverallEvaluation, PublicationItem, PublicationState, Withheld, Withholding
from commission.selectors_withholdings import in_effect_now
from evaluation.models import IssuedFile
from public.results import BLOCKS, PublicFile
from reports.models import Confidentiality, Document

SHA256 = re.compile(r"[0-9a-f]{64}")


def published_items() -> QuerySet[PublicationItem]:
    """What publications that took effect list, withheld results among them."""
    return PublicationItem.objects.filter(publication__state=PublicationState.PUBLISHED)


def open_items() -> QuerySet[PublicationItem]:
    """Of these the results that anybody reads: not withheld, neither before publication nor at once afterwards."""
    return published_items().filter(~Exists(_withheld_whole()), withheld=False)


def withheld_items() -> QuerySet[PublicationItem]:
    """And those in whose place a reason stands."""
    return published_items().filter(Q(withheld=True) | Exists(_withheld_whole()))


def _withheld_whole() -> QuerySet[Withholding]:
    return in_effect_now().filter(
        kind=Withheld.RESULT, cycle=OuterRef("overall__cycle"), body=OuterRef("overall__body")
    )


def conclusions_of_results(*conditions: Exists) -> QuerySet[Conclusion]:
    """The conclusions that overall evaluations name as their own, of those that fulfil the conditions."""
    named = {f"named_{block}": KT(f"trace__conclusions__{block}") for block in BLOCKS}
    own = Q(*[(name, OuterRef("number")) for name in named], _connector=Q.OR)
    result = OverallEvaluation.objects.annotate(**named).filter(
        own, *conditions, cycle=OuterRef("cycle"), body=OuterRef("body")
    )
    return Conclusion.objects.filter(Exists(result))


def published_conclusions() -> QuerySet[Conclusion]:
    """The conclusions that published results name as their own, those of withheld ones among them."""
    return conclusions_of_results(Exists(published_items().filter(overall=OuterRef("pk"))))


def open_conclusions() -> QuerySet[Conclusion]:
    """The conclusions that a published, not withheld result names as its own; no other version, no draft, no block
    that two persons withhold."""
    blocks = in_effect_now().filter(
        kind=Withheld.BLOCK, cycle=OuterRef("cycle"), body=OuterRef("body"), block=OuterRef("block")
    )
    named = conclusions_of_results(Exists(open_items().filter(overall=OuterRef("pk"))))
    return named.filter(~Exists(blocks))


def public_files() -> QuerySet[Any]:
    """The files of public conclusions, built or not; ``open_to_all``: whether they tell of nothing that is not public.

    The text of a conclusion names the score and the recommendations of the year before (c45, c50), and its trace the
    documents behind the values: a file that tells of a year which is not public, or names a document which is not
    open, stays inside. What a trace names is known without reading it (``TraceIndex``).
    """
    body, year = OuterRef("conclusion__body"), OuterRef("conclusion__cycle__year")
    told = Conclusion.objects.filter(body=body, block=OuterRef("conclusion__block"), cycle__year=year - 1)
    told_openly = open_items().filter(overall__body=body, overall__cycle__year=year - 1)
    not_open = Document.objects.exclude(confidentiality=Confidentiality.OPEN)
    digests = ExpressionWrapper(OuterRef("digests"), TraceIndex._meta.get_field("digests"))
    its_own: Any = [F("sha256")]
    named = not_open.alias(digests=digests).filter(
        body=OuterRef("conclusion__body"), digests__contains=its_own
    )
    of_others = not_open.filter(cycle=OuterRef("conclusion__cycle"))
    tells_nothing_closed = TraceIndex.objects.filter(
        ~Exists(named), Q(compares=False) | ~Exists(of_others), conclusion=OuterRef("conclusion")
    )
    open_to_all = (~Exists(told) | Exists(told_openly)) & Exists(tells_nothing_closed)
    files = ConclusionFile.objects.filter(conclusion__in=open_conclusions())
    return files.annotate(
        open_to_all=Case(
            When(open_to_all, then=Value(True)), default=Value(False), output_field=BooleanField()
        )
    )


_STATES = {
    FileState.BUILT.value: PublicFile.READY,
    FileState.QUEUED.value: PublicFile.PREPARED,
    FileState.FAILED.value: PublicFile.FAILED,
}


def files_by_number(files: QuerySet[Any]) -> dict[str, dict[str, str]]:
    """Conclusion's number → language → how far the file is. One query."""
    found: dict[str, dict[str, str]] = defaultdict(dict)
    rows = files.order_by("language").values_list("conclusion__number", "language", "state", "open_to_all")
    for number, language, state, is_open in rows:
        found[number][language] = _STATES[state] if is_open else PublicFile.CLOSED
    return dict(found)


def number_in_address(number: str) -> str:
    """A conclusion's number as an address and a file name have it: "2018-1-006-12/2" → "2018-1-006-12-2"."""
    return number.replace("/", "-")


def files_to_ask_for(conclusion: Conclusion, language: str) -> QuerySet[ConclusionFile]:
    """The file of a public conclusion in a language, for a reader who wants it sooner; no query before it is used."""
    return ConclusionFile.objects.filter(conclusion=conclusion, language=language)


def ever_with(checksum: str) -> Q:
    """Files of conclusions that have this SHA-256, or had it when they were issued: bytes may have been built anew."""
    issued = IssuedFile.objects.filter(
        kind=Conclusion._meta.label_lower,
        object_id=OuterRef("conclusion_id"),
        language=OuterRef("language"),
        sha256=checksum,
    )
    return Q(sha256=checksum) | Q(Exists(issued))
