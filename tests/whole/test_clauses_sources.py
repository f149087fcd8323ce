"""The sources of c4.2–c4.5 and c29 on their way into a score."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.utils.translation import override

from blocks import actions as block_actions
from blocks.actions.scoring import MarkEntry
from blocks.selectors.scores import score_of
from blocks.selectors.scoring import direction_points
from engine.formulas import NotCounted
from evaluation.models import JournalEntry
from methodologies.models import SourceKind
from reports import actions as report_actions
from reports.entries import ValueEntry
from reports.models import Confidentiality, DatumValue, Document, Provenance
from tests.blocks.test_marks import refused
from tests.worlds.opened import upload
from tests.worlds.scored import Scored, scored

__all__ = ["scored"]  # fixture

pytestmark = pytest.mark.slow

CHECKS_AND_CONTROL = {
    SourceKind.ADMINISTRATION_CHECKS: "проверки Администрации Президента и уполномоченных органов",
    SourceKind.ADMINISTRATION_CONTROL: "контроль исполнения актов и поручений Президента",
    SourceKind.CHANCELLERY_CONTROL: "контроль исполнения актов и поручений Правительства",
    SourceKind.CONTROL_ACTS: "акты контроля государственных органов",
}


def found(scored: Scored, direction: str, kind: SourceKind, **numbers: Decimal) -> Document:
    """The authority lays a document of this kind to agriculture's evaluation and writes what it shows."""
    partial = scored.fresh(scored.partial("agriculture", direction))
    evaluator = scored.person(scored.office(partial, "evaluator"))
    document = report_actions.attach_document(
        scored.cycle,
        partial.body,
        partial.evaluator,
        upload(f"finding-{int(kind)}.txt", f"Finding of kind {int(kind)}".encode()),
        f"Finding of kind {int(kind)}",
        kind,
        Confidentiality.OPEN,
        evaluator,
    )
    entries = [
        ValueEntry(item, number=number, document_ids=(document.pk,)) for item, number in numbers.items()
    ]
    block_actions.record_values(partial, evaluator, entries)
    return document


@pytest.mark.clause("c4.2", "c4.3", "c4.4", "c4.5")
@pytest.mark.parametrize("kind", CHECKS_AND_CONTROL)
def test_what_a_check_found_counts_before_what_was_reported(scored: Scored, kind: SourceKind) -> None:
    """The body reported 15 functions of 20 automated, the check found 10: 3.2.1.1 falls from 75 to 50, both kept."""
    partial = scored.partials()[1]

    def points() -> object:
        return direction_points(partial, score_of(partial.methodology, partial.body, partial.cycle))[
            "3.2.1.1"
        ]

    assert points() == Decimal("75")
    document = found(scored, "3.2", kind, functions_automated=Decimal(10))
    assert points() == Decimal("50")
    kept = DatumValue.objects.filter(cycle=scored.cycle, body=partial.body, item="functions_automated")
    assert dict(kept.values_list("provenance", "number")) == {
        Provenance.REPORTED: Decimal("15"),
        Provenance.VERIFIED: Decimal("10"),
    }
    assert list(kept.get(provenance=Provenance.VERIFIED).documents.all()) == [document]
    on_record = JournalEntry.objects.get(act="document.attach", object_id=document.pk)
    assert on_record.details["source_kind"] == int(kind)
    assert on_record.actor == scored.person("communications.evaluator")
    # the mark stands on that document, and the conclusion's trace leads to it
    evaluator = scored.person("communications.evaluator")
    marked = block_actions.save_marks(partial, evaluator, [MarkEntry("3.2.1.1", document.pk)])
    assert marked.marks.get(indicator="3.2.1.1").document == document


@pytest.mark.clause("c4.2", "c4.3", "c4.4", "c4.5")
def test_the_kinds_of_checks_and_control_are_offered_in_the_laws_words(scored: Scored) -> None:
    with override("ru"):
        for kind, words in CHECKS_AND_CONTROL.items():
            assert str(kind.label) == words
    assert [int(kind) for kind in CHECKS_AND_CONTROL] == [2, 3, 4, 5]
    partial = scored.partials()[1]
    refusal = refused(
        lambda: report_actions.attach_document(
            scored.cycle,
            partial.body,
            partial.evaluator,
            upload(),
            "",
            11,
            Confidentiality.OPEN,
            scored.person("communications.evaluator"),
        )
    )
    assert (refusal.code, refusal.clause) == ("file", "c4")


@pytest.mark.clause("c29")
@pytest.mark.parametrize(("answers", "points"), [(99, None), (100, Decimal("80"))])
def test_quality_of_services_stands_on_a_poll_by_non_governmental_organisations(
    scored: Scored, answers: int, points: Decimal | None
) -> None:
    """Recipients gave 4.2 of 5 on average, (4.2 - 1) / 4 = 80 points; fewer than 100 answers are not counted."""
    partial = scored.partial("agriculture", "2.1")
    poll = found(scored, "2.1", SourceKind.NGO, survey_answers=Decimal(answers), survey_mean=Decimal("4.2"))
    given = DatumValue.objects.get(cycle=scored.cycle, body=partial.body, item="survey_mean")
    assert (given.provenance, list(given.documents.all())) == (Provenance.SURVEY, [poll])
    assert (poll.source_kind, poll.supplied_by.slug) == (9, "civil-service")
    counted = direction_points(partial, score_of(partial.methodology, partial.body, partial.cycle))["2.1.2.1"]
    if points is None:
        assert isinstance(counted, NotCounted)
    else:
        assert counted == points
