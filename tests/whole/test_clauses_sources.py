"""The sources of c4.2–c4.5 and c29 on their way into a score; years side by side and what fell between them (D3, c65)."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.utils.translation import gettext, override

from blocks import actions as block_actions
from blocks.actions.scoring import MarkEntry
from blocks.selectors.scores import score_of
from blocks.selectors.scoring import direction_points
from commission.models import CommissionReport, OverallEvaluation
from commission.pdf import report_context
from engine.formulas import NotCounted
from evaluation.models import Body, Cycle, JournalEntry
from methodologies.models import SourceKind
from reports import actions as report_actions
from reports.entries import ValueEntry
from reports.models import Confidentiality, DatumValue, Document, Provenance
from tests.blocks.test_marks import refused
from tests.worlds.elements import element
from tests.worlds.opened import upload
from tests.worlds.published import Published, conclusion_of, published
from tests.worlds.scored import Scored, scored

__all__ = ["published", "scored"]  # fixtures

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


@pytest.mark.clause("D3", "c6")
def test_two_years_stand_side_by_side_each_by_its_own_methodology(
    published: Published, client: Client
) -> None:
    """A body's page shows every published year with its own score, and the later one against the earlier."""
    scores = {
        year: OverallEvaluation.objects.select_related("methodology__cycle").get(
            body__slug="agriculture", cycle__year=year
        )
        for year in (2017, 2018)
    }
    shown = client.get("/ru/bodies/agriculture/").content.decode()
    table = shown.split('id="years"')[1].split("</table>")[0]
    rows = {year: table.split(f"/ru/results/{year}/")[1].split("</tr>")[0] for year in (2017, 2018)}
    for year, overall in scores.items():
        assert str(overall.score.quantize(Decimal("0.1"), ROUND_HALF_UP)).replace(".", ",") in rows[year]
        assert overall.methodology.cycle.year == year
        for block in (1, 2, 3):
            conclusion = conclusion_of("agriculture", year, block)
            assert conclusion.methodology.cycle.year == conclusion.cycle.year == year
    moved = abs(scores[2018].score - scores[2017].score).quantize(Decimal("0.1"), ROUND_HALF_UP)
    assert str(moved).replace(".", ",") in rows[2018]
    up = scores[2018].score > scores[2017].score
    assert ("move-up" if up else "move-down") in rows[2018]
    assert "move-none" in rows[2017], "there is no year before it"
    assert list(Cycle.objects.order_by("year").values_list("year", flat=True)) == [2017, 2018]


@pytest.mark.clause("c65")
def test_the_report_names_every_body_that_fell_beside_the_commissions_words(published: Published) -> None:
    """On what fell by comparison with the year before the Commission proposes responsibility, in its own words."""
    report = CommissionReport.objects.get(cycle__year=2018)
    earlier = dict(
        OverallEvaluation.objects.filter(cycle__year=2017).values_list("body__slug", "score").order_by("pk")
    )
    rows = report.figures["bodies"]
    assert {row["body"]: row["previous"] and Decimal(row["previous"]) for row in rows} == {
        row["body"]: earlier.get(row["body"]) for row in rows
    }
    figures = {"agriculture": ("70.00", "80.5"), "akmola": ("60", "60"), "culture": ("90", None)}
    for row in rows:  # in memory: the stored figures are frozen
        row["overall"], row["previous"] = figures.get(row["body"], ("50", "49.9"))
    report.summary_ru = "Предлагается рассмотреть вопрос об ответственности."
    said = report_context(report, "ru")
    assert [(row["name"], row["movement"]) for row in said["falling"]] == [("Минсельхоз", Decimal("-10.5"))]
    with override("ru"):
        text = render_to_string("commission/report_pdf.html", said)
    fallen = text.split("<ul>")[-1].split("</ul>")[0]
    assert "Минсельхоз" in fallen
    assert "Акмолинская" not in fallen
    assert report.summary_ru in text


@pytest.mark.clause("c51")
@pytest.mark.parametrize(
    ("kk", "ru", "reader", "words", "written_in", "note"),
    [
        ("Тұжырымдар.", "Выводы.", "kk", "Тұжырымдар.", "kk", False),
        ("Тұжырымдар.", "Выводы.", "ru", "Выводы.", "ru", False),
        ("", "Выводы.", "kk", "Выводы.", "ru", True),  # adopted before there were two languages
        ("Тұжырымдар.", "Выводы.", "en", "Выводы.", "ru", True),
    ],
)
def test_the_report_to_the_president_gives_the_words_in_the_readers_language_or_names_theirs(
    published: Published, kk: str, ru: str, reader: str, words: str, written_in: str, note: bool
) -> None:
    report = CommissionReport.objects.get(cycle__year=2018)
    report.summary_kk, report.summary_ru, report.summary_en = kk, ru, ""
    Body.objects.filter(slug="agriculture").update(**{f"name_{reader}": "Full name of the ministry"})
    with override(reader):
        text = render_to_string("commission/report_pdf.html", report_context(report, reader, official=True))
        told = gettext("The Commission adopted this text in Russian.")
    shown = element(text, ".words")
    assert (shown.text, shown["lang"]) == (words, written_in)
    assert (told in text) is note
    assert "Full name of the ministry" in text, "documents name bodies in full"


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
