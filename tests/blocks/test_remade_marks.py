"""Marks made anew after their approval: compared at the stored scale, explained by a code in the reader's language."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blocks.actions import conclusions as verbs
from blocks.conclusion_text import reason_in
from blocks.models import Mark, MarkStatus, PartialConclusion
from blocks.remade_marks import ON_APPEAL, WITH_LATE_FIGURES, Remade
from blocks.stored_scores import PLACES, as_stored
from engine.formulas import NotCounted, Reason
from evaluation.models import JournalEntry
from methodologies.content import methodology_of
from tests.worlds.scored import Scored, scored
from tests.worlds.unguarded import unguarded

__all__ = ["scored"]

THIRD, TWO_THIRDS = Decimal(100) / 3, Decimal(200) / 3


@given(st.decimals(min_value=0, max_value=100, places=10))
def test_a_stored_score_is_what_the_column_gives_back(score: Decimal) -> None:
    stored = as_stored(score)
    assert stored == score.quantize(PLACES)
    assert as_stored(stored) is stored


def test_what_has_fewer_places_stays_as_it_is_written() -> None:
    assert str(as_stored(Decimal("75.40"))) == "75.40"
    assert str(as_stored(THIRD)) == "33.3333"
    assert as_stored(None) is None


@pytest.fixture
def remake(scored: Scored, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Remake the marks of agriculture's block 3 as if each formula came to ``points(code)``, the directions to thirds."""
    conclusion = scored.conclude()
    marks = Mark.objects.filter(partial__assignment__body__slug="agriculture", partial__assignment__block=3)
    with unguarded(Mark):  # approved as such, had the formulas come to it
        marks.update(score=as_stored(THIRD))
    PartialConclusion.objects.filter(pk__in=marks.values("partial")).update(score=as_stored(TWO_THIRDS))
    monkeypatch.setattr(verbs, "direction_value", lambda _partial, _score: TWO_THIRDS)

    def run(points: dict[str, Any], why: Remade = ON_APPEAL) -> list[Mark]:
        monkeypatch.setattr(
            verbs,
            "direction_points",
            lambda partial, _score: {
                mark.indicator: found
                for mark in partial.marks.all()
                if (found := points.get(mark.indicator, THIRD)) is not None
            },
        )
        verbs.remake_marks(conclusion, scored.person("communications.approver"), object(), why)  # type: ignore[arg-type]
        return list(marks.order_by("indicator"))

    return run


@pytest.mark.clause("c61")
def test_a_repeating_fraction_that_did_not_change_is_no_remade_mark(remake: Any) -> None:
    before = JournalEntry.objects.count()
    assert {(mark.score, mark.remade_by) for mark in remake({})} == {(Decimal("33.3333"), None)}
    assert JournalEntry.objects.count() == before, "nothing changed, so nothing is on record"


@pytest.mark.clause("c61")
def test_a_changed_fraction_is_kept_and_told_at_the_stored_scale(scored: Scored, remake: Any) -> None:
    code = remake({})[0].indicator
    remade = [mark for mark in remake({code: TWO_THIRDS}) if mark.remade_by is not None]
    assert [(mark.indicator, mark.score) for mark in remade] == [(code, Decimal("66.6667"))]
    entry = JournalEntry.objects.filter(act="partialconclusion.correct_marks").latest("id")
    assert entry.details == {"marks": {code: ["33.3333", "66.6667"]}}


@pytest.mark.clause("c61")
def test_a_mark_whose_indicator_is_not_asked_any_more_is_not_counted(scored: Scored, remake: Any) -> None:
    code = remake({})[0].indicator
    [mark] = [one for one in remake({code: None}) if one.remade_by]
    assert (mark.indicator, mark.status, mark.score) == (code, MarkStatus.NOT_COUNTED, None)
    assert mark.reason == "not_asked; corrected_on_appeal"
    methodology = methodology_of(scored.partials()[0].methodology)
    said = "показатель более не относится к органу; скорректировано при обжаловании"
    assert reason_in(methodology, mark.reason, "ru") == said


@pytest.mark.clause("c47", "c61")
@pytest.mark.parametrize(
    ("why", "said"),
    [
        (
            ON_APPEAL,
            {
                "kk": "шағымдану кезінде түзетілді",
                "ru": "скорректировано при обжаловании",
                "en": "corrected on appeal",
            },
        ),
        (
            WITH_LATE_FIGURES,
            {
                "kk": "түскен деректермен қайта есептелді",
                "ru": "пересчитано с поступившими данными",
                "en": "counted again with figures that arrived",
            },
        ),
    ],
)
def test_why_a_mark_is_no_longer_counted_is_said_in_the_readers_language(
    scored: Scored, remake: Any, why: Remade, said: dict[str, str]
) -> None:
    code = remake({})[0].indicator
    [mark] = [
        one for one in remake({code: NotCounted((Reason(text="the survey failed"),))}, why) if one.remade_by
    ]
    assert (mark.status, mark.score) == (MarkStatus.NOT_COUNTED, None)
    assert mark.reason == f"the survey failed; {why.code}"
    methodology = methodology_of(scored.partials()[0].methodology)
    for language, words in said.items():
        assert reason_in(methodology, mark.reason, language) == f"the survey failed; {words}"
