"""Years side by side, what fell between them, and what the report to the President says of it (D3, c51, c65)."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.utils.translation import gettext, override

from commission.models import CommissionReport, OverallEvaluation
from commission.pdf import report_context
from evaluation.models import Body, Cycle
from tests.worlds.elements import element
from tests.worlds.published import Published, conclusion_of, published

__all__ = ["published"]  # fixture

pytestmark = pytest.mark.slow


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
