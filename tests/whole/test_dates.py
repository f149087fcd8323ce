"""Every date in a document is the journal's: of the act that it names, not of another one."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.utils.translation import override

from blocks.conclusion_text import heading
from blocks.models import Conclusion
from blocks.pdf import conclusion_context
from commission.models import CommissionReport
from commission.pdf import report_context
from evaluation import clock
from evaluation.models import Cycle, JournalEntry
from evaluation.presentation import date_of_act_text, date_text
from methodologies.models import SourceKind
from reports.models import Document, Report
from schedule.models import Letter
from tests.worlds.elements import element, parsed
from tests.worlds.published import Published, published

__all__ = ["published"]

pytestmark = pytest.mark.slow

LANGUAGES = ("kk", "ru", "en")
#: A day with its year as documents write it: «18 февраля 2019 года», «2019 жылғы 18 ақпан…», "18 February 2019".
WRITTEN = {
    "kk": re.compile(r"\d{4} жылғы \d{1,2} [а-яәғқңөұүһі]+"),
    "ru": re.compile(r"\d{1,2} [а-я]+ \d{4} года"),
    "en": re.compile(r"\d{1,2} [A-Z][a-z]+ \d{4}"),
}
DECREE = date(2010, 3, 19)


def plain(text: str) -> str:
    return " ".join(text.split())


def day(act: str, pk: int) -> date:
    return clock.day_of(JournalEntry.objects.filter(act=act, object_id=pk).latest("at").at)


def told(moment: date, language: str) -> set[str]:
    return {plain(date_text(moment, language, year=True)), plain(date_of_act_text(moment, language))}


@pytest.mark.clause("c46", "c47")
def test_a_conclusions_dates_are_those_of_its_acts(published: Published) -> None:
    rows = Conclusion.objects.filter(cycle__year=2018).select_related(
        "cycle", "body", "lead", "methodology", "approved_by", "objection_term"
    )
    assert len(rows) > 3
    for conclusion in rows:
        report = Report.objects.get(cycle=conclusion.cycle, body=conclusion.body, block=conclusion.block)
        signed, accepted = day("report.sign", report.pk), day("report.accept", report.pk)
        approved = day("conclusion.approve", conclusion.pk)
        assert len({signed, accepted, approved}) == 3, "or the test could not tell them apart"
        ordered = conclusion.methodology.order_date
        assert ordered is not None
        assert conclusion.objection_term is not None
        assert clock.day_of(conclusion.objection_term.started_at) == day("conclusion.deliver", conclusion.pk)
        known = {DECREE, ordered, signed, accepted, approved, conclusion.objection_term.last_day}
        known |= {given.due_on for given in conclusion.recommendations.all()}
        known |= {
            given.due_on
            for earlier in Conclusion.objects.filter(
                cycle__year=2017, body=conclusion.body, block=conclusion.block
            )
            for given in earlier.recommendations.all()
        }
        for language in LANGUAGES:
            with override(language):
                page = parsed(
                    render_to_string(
                        "blocks/conclusion_pdf.html",
                        conclusion_context(conclusion, language) | {"trace": None},
                    )
                )
            (at,) = {plain(date_text(approved, language, year=True))}
            assert at in plain(page.one(".letterhead").text)
            assert at in plain(page.one(".stamp").text)
            received = plain(conclusion.content[language][0]["paragraphs"][-1])
            places = [
                received.index(plain(date_text(when, language, year=True))) for when in (signed, accepted)
            ]
            assert places == sorted(places)
            assert told(ordered, language) & set(
                WRITTEN[language].findall(plain(heading(conclusion, language)["basis"]))
            )
            written = set(WRITTEN[language].findall(plain(page.text)))
            assert written, "the pattern finds the document's dates"
            assert written <= set().union(*(told(when, language) for when in known)), conclusion.number


@pytest.mark.clause("c51", "c53")
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_report_to_the_president_and_the_results_name_the_days_of_their_acts(
    published: Published, language: str
) -> None:
    report = CommissionReport.objects.get(cycle__year=2018)
    assert report.minutes_date == day("commissionreport.draw_up", report.pk)
    with override(language):
        page = parsed(
            render_to_string("commission/report_pdf.html", report_context(report, language, official=True))
        )
    written = set(WRITTEN[language].findall(plain(page.text)))
    assert written
    assert written <= told(report.minutes_date, language)
    publication = Cycle.objects.get(year=2018).publications.get(state="published")
    lead = plain(element(Client().get(f"/{language}/results/2018/"), ".lead").text)
    assert plain(date_text(day("publication.publish", publication.pk), language, year=True)) in lead


@pytest.mark.clause("c57")
def test_a_letter_about_a_conclusion_names_the_last_day_of_its_own_term(published: Published) -> None:
    letters = Letter.objects.filter(kind="conclusion.received", key__contains=":")
    assert letters
    for conclusion in Conclusion.objects.filter(cycle__year=2018, version=1).select_related("objection_term"):
        assert conclusion.objection_term is not None
        (letter,) = {one.text: one for one in letters if conclusion.number in one.subject}.values()
        with override("ru"):
            said = plain(letter.text_here)
        assert plain(date_text(conclusion.objection_term.last_day, "ru", year=True)) in said


@pytest.mark.clause("c9.4")
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_document_that_the_portal_names_is_named_in_the_readers_language(
    published: Published, language: str
) -> None:
    conclusion = Conclusion.objects.filter(cycle__year=2018, body__slug="agriculture", block=1).latest(
        "version"
    )
    with override(language):
        trace = conclusion_context(conclusion, language)["trace"]
        assert trace is not None
        named = {document.title for document in trace.documents}
    stored = Document.objects.filter(body=conclusion.body).exclude(titles={})
    assert stored
    assert named
    assert named <= {one.titles[language] for one in stored}
    figures = stored.filter(source_kind=SourceKind.STATISTICS).first()
    assert figures is not None
    assert len(set(figures.titles.values())) == 3
