"""A draft of the overall methodology tried on published years: scores and degrees beside those published (c11, c17)."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override

from blocks.methodology_trial import Shift, Trial, past_cycles, trial_of
from commission.models import OverallEvaluation, PublicationItem
from evaluation.models import Cycle
from methodologies import actions
from methodologies.models import Methodology
from tests.worlds.appeals import refused
from tests.worlds.elements import elements, row, texts
from tests.worlds.opened import approve_methodology
from tests.worlds.published import Published, published

__all__ = ["published"]

METHODOLOGIST = "economy.methodologist"


@pytest.fixture(autouse=True)
def russian() -> Iterator[None]:
    with override("ru"):
        yield


@pytest.fixture
def draft(published: Published) -> Methodology:
    source = Methodology.objects.select_related("cycle").get(cycle__year=2018, subject="overall")
    return actions.begin_draft(source, 2019, published.world.person(METHODOLOGIST))


def changed(published: Published, draft: Methodology, **changes: Any) -> Methodology:
    """The draft with these top-level places written anew."""
    document = Methodology.objects.get(pk=draft.pk).document | changes
    edited = actions.edit_draft(draft, document, published.world.person(METHODOLOGIST))
    return Methodology.objects.select_related("cycle").get(pk=edited.pk)


def weights(*numbers: int) -> list[dict[str, int]]:
    return [{"block": block, "weight": weight} for block, weight in enumerate(numbers, 1)]


def tried(record: Methodology) -> Trial:
    return trial_of(record, Cycle.objects.get(year=2018))


def of(trial: Trial, slug: str) -> Shift:
    return next(one for one in trial.shifts if one.body.slug == slug)


def scores(slug: str) -> dict[int, Decimal]:
    """The blocks' scores as they were published, by block."""
    overall = OverallEvaluation.objects.get(cycle__year=2018, body__slug=slug, state="submitted")
    return {part["block"]: Decimal(part["value"]) for part in overall.trace["blocks"] if part["value"]}


@pytest.mark.clause("c17")
def test_it_is_tried_on_published_years_and_the_same_text_moves_nothing(
    published: Published, draft: Methodology
) -> None:
    record = Methodology.objects.select_related("cycle").get(pk=draft.pk)
    assert [cycle.year for cycle in past_cycles(record)] == [2018, 2017]
    trial = tried(record)
    assert trial.moved == trial.regraded == []
    shift = of(trial, "agriculture")
    assert shift.old == shift.new == OverallEvaluation.objects.get(cycle__year=2018, body=shift.body).score
    assert trial.old == Methodology.objects.get(cycle__year=2018, subject="overall")


@pytest.mark.clause("c11", "c17")
def test_weights_move_the_score_by_the_blocks_and_the_trial_says_by_which(
    published: Published, draft: Methodology
) -> None:
    """By hand: 60/25/15 becomes 20/30/50, so block 1 takes 0.40 of its score away, block 2 adds 0.05, block 3 0.35."""
    trial = tried(changed(published, draft, blocks=weights(20, 30, 50)))
    shift, blocks = of(trial, "agriculture"), scores("agriculture")
    expected = (20 * blocks[1] + 30 * blocks[2] + 50 * blocks[3]) / 100
    assert shift.new == expected.quantize(Decimal("0.01"))
    assert {one.code: one.points for one in shift.causes} == {
        "1": Decimal("-0.40") * blocks[1],
        "2": Decimal("0.05") * blocks[2],
        "3": Decimal("0.35") * blocks[3],
    }
    assert [one.code for one in shift.causes] == ["1", "3", "2"]
    alone = of(trial, "prosecutor")  # block 2 alone applies: whatever its weight, it is the whole
    assert (alone.change, alone.causes) == (0, ())


@pytest.mark.clause("c11")
def test_degrees_move_too(published: Published, draft: Methodology) -> None:
    score = of(tried(Methodology.objects.get(pk=draft.pk)), "agriculture").old
    assert score is not None
    names = {"kk": "айқын", "ru": "образцовая", "en": "exemplary"}
    rest = {"kk": "өзге", "ru": "иная", "en": "other"}
    record = changed(
        published,
        draft,
        degrees=[
            {"code": "best", "from": int(score), "name": names},
            {"code": "rest", "from": 0, "name": rest},
        ],
    )
    trial = tried(record)
    shift = of(trial, "agriculture")
    assert (shift.change, shift.regraded, shift.degrees[1]) == (0, True, "образцовая")
    assert shift in trial.regraded


@pytest.mark.clause("c9.5")
def test_withheld_results_are_named_without_a_number(published: Published, draft: Methodology) -> None:
    shift = of(tried(changed(published, draft, blocks=weights(20, 30, 50))), "culture")
    assert (shift.old, shift.new, shift.causes, shift.degrees) == (None, None, (), ("", ""))
    assert shift.blocked == ("его результаты не подлежат опубликованию",)


@pytest.mark.clause("c17")
def test_the_page_has_drawing_degrees_and_blocks(
    published: Published, draft: Methodology, client: Client
) -> None:
    record = changed(published, draft, blocks=weights(20, 30, 50))
    new = of(tried(record), "agriculture").new
    published.world.sign_in(client, METHODOLOGIST)
    desk = client.get(reverse("methodology_desk", args=[draft.pk]))
    address = reverse("methodology_trial", args=[draft.pk])
    assert elements(desk, f"a[href='{address}']")
    text = client.get(address).content.decode()
    assert len(elements(text, "figure svg")) >= 3
    assert row(text, "Минсельхоз").texts("td")[1] == f"{new:.2f}".replace(".", ",")
    assert "Степень эффективности" in texts(text, "thead th")
    assert client.get(f"{address}?year=2017").context["cycle"].year == 2017
    assert client.get(f"{address}?year=1999").context["cycle"].year == 2018


def test_the_page_costs_the_same_whatever_the_number_of_bodies(
    published: Published, draft: Methodology, client: Client
) -> None:
    published.world.sign_in(client, METHODOLOGIST)
    address = reverse("methodology_trial", args=[draft.pk])

    def cost(year: int) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(f"{address}?year={year}").status_code == 200
        return len(queries)

    cost(2017), cost(2018)
    rows = {
        year: PublicationItem.objects.filter(publication__cycle__year=year).count() for year in (2017, 2018)
    }
    assert rows == {2017: 2, 2018: 4}
    assert cost(2017) == cost(2018)


def test_before_anything_is_published_there_is_nothing_to_try_it_on(
    published: Published, client: Client
) -> None:
    first = Methodology.objects.get(cycle__year=2017, subject="overall")
    published.world.sign_in(client, METHODOLOGIST)
    answer = client.get(reverse("methodology_trial", args=[first.pk]))
    assert (answer.status_code, answer.context["cycle"]) == (200, None)


@pytest.mark.clause("c11", "c17")
def test_the_text_by_which_a_year_was_computed_stays(published: Published) -> None:
    """Whoever is computed again, with a late figure, is computed by the text of all the others (A-METHOD-1)."""
    cycle = Cycle.objects.get(year=2018)
    with override("en"):
        refusal = refused(lambda: approve_methodology(published.world, cycle, "overall"))
    assert (refusal.code, refusal.clause) == ("state", "c11, c17")
    assert "are computed by version 1" in refusal.sentence
    assert Methodology.objects.get(cycle=cycle, subject="overall", state="approved").version == 1
