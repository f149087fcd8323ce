"""A draft tried on a past year's data: scores beside the old ones, who moves and why; by hand from FIGURES (c17, c18)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override

from blocks.methodology_trial import Trial, trial_of
from blocks.shift_drawing import Pair, draw
from evaluation.models import Body
from methodologies import actions
from methodologies.content import methodology_of
from methodologies.models import Methodology
from reports.models import Report
from tests.worlds.elements import parsed, row
from tests.worlds.scored import BLOCK_SCORE, Scored, scored
from tests.worlds.world import SINCE

__all__ = ["scored"]


@pytest.fixture(autouse=True)
def russian() -> Iterator[None]:
    with override("ru"):
        yield


@pytest.fixture
def draft(scored: Scored) -> Methodology:
    """A draft of block 3 for 2019; of 2018 agriculture's data are there, nobody else's."""
    source = Methodology.objects.select_related("cycle").get(cycle=scored.cycle, subject="3")
    return actions.begin_draft(source, 2019, scored.person("communications.methodologist"))


def changed(scored: Scored, draft: Methodology, change: Any) -> Trial:
    document = Methodology.objects.get(pk=draft.pk).document
    change(document)
    edited = actions.edit_draft(draft, document, scored.person("communications.methodologist"))
    return trial_of(Methodology.objects.select_related("cycle").get(pk=edited.pk), scored.cycle)


def of(trial: Trial, slug: str) -> Any:
    return next(one for one in trial.shifts if one.body.slug == slug)


def indicators(document: Any, direction: int) -> list[Any]:
    return [
        one for criterion in document["directions"][direction]["criteria"] for one in criterion["indicators"]
    ]


@pytest.mark.clause("c17", "c18")
def test_the_same_text_moves_nothing(scored: Scored, draft: Methodology) -> None:
    trial = trial_of(draft, scored.cycle)
    shift = of(trial, "agriculture")
    assert (shift.old, shift.new, shift.causes) == (BLOCK_SCORE, BLOCK_SCORE, ())
    assert trial.moved == []
    assert of(trial, "culture").new is None  # nobody gave its data
    assert any("staff" in reason or ":" in reason for reason in of(trial, "culture").blocked)


@pytest.mark.clause("c17", "c18")
def test_weights_move_scores_and_the_trial_says_by_which_indicators(
    scored: Scored, draft: Methodology
) -> None:
    """0.45 × 89 + 0.55 × 71.2 = 79.21 instead of 80.99; direction 3.1 takes 8.9 points off, 3.2 adds 7.12."""

    def exchange(document: Any) -> None:
        document["directions"][0]["weight"], document["directions"][1]["weight"] = 45, 55

    trial = changed(scored, draft, exchange)
    shift = of(trial, "agriculture")
    assert (shift.old, shift.new, shift.change) == (BLOCK_SCORE, Decimal("79.21"), Decimal("-1.78"))
    first = {one.code for _d, _c, one in methodology_of(draft).indicators() if one.code.startswith("3.1")}
    fell = sum(one.points for one in shift.causes if one.code in first)
    rose = sum(one.points for one in shift.causes if one.code not in first)
    assert (round(fell, 4), round(rose, 4)) == (Decimal("-8.9"), Decimal("7.12"))
    assert [abs(one.points) for one in shift.causes] == sorted(
        (abs(one.points) for one in shift.causes), reverse=True
    )
    assert trial.movers == [shift]
    assert {one.code for one in trial.causes} == {one.code for one in shift.causes}
    assert trial.mean_change == Decimal("-1.78")


@pytest.mark.clause("c18")
def test_an_indicator_without_past_data_is_left_out_and_named(scored: Scored, draft: Methodology) -> None:
    """A new indicator of a third of its criterion reads what nobody gave: it is named, and the rest scores as before."""

    def add(document: Any) -> None:
        words = {"kk": "Жаңа", "ru": "Новый", "en": "New"}
        item = {
            "code": "trained",
            "name": words,
            "unit": "person",
            "period": "year",
            "supplier": "body",
            "value": "count",
        }
        new = {**indicators(document, 0)[0], "code": "3.1.9", "name": words, "formula": "min(trained, 100)"}
        document["items"].append(item)
        document["directions"][0]["criteria"][0]["indicators"].append(new)

    trial = changed(scored, draft, add)
    assert [(one.code, one.items) for one in trial.left_out] == [("3.1.9", ("Новый",))]
    assert of(trial, "agriculture").new == BLOCK_SCORE


@pytest.mark.clause("c18")
def test_an_indicator_left_out_and_a_deduction_are_causes(scored: Scored, draft: Methodology) -> None:
    gone = ""

    def change(document: Any) -> None:
        nonlocal gone
        criterion = next(c for d in document["directions"] for c in d["criteria"] if len(c["indicators"]) > 1)
        gone = criterion["indicators"].pop()["code"]
        name = {"kk": "Шегерім", "ru": "Вычет", "en": "Deduction"}
        document.setdefault("penalties", []).append(
            {"code": "extra", "name": name, "formula": "staff_left", "limit": 3}
        )

    trial = changed(scored, draft, change)
    causes = {one.code: one for one in of(trial, "agriculture").causes}
    assert (causes["extra"].points, causes["extra"].what) == (Decimal(-3), "new")
    assert causes[gone].what == "gone"


# --- the page ------------------------------------------------------------------------------------------------------


@pytest.mark.clause("c17", "c18")
def test_the_page_shows_scores_beside_the_old_ones(
    scored: Scored, draft: Methodology, client: Client
) -> None:
    def exchange(document: Any) -> None:
        document["directions"][0]["weight"], document["directions"][1]["weight"] = 45, 55

    changed(scored, draft, exchange)
    scored.world.sign_in(client, "communications.methodologist")
    page = parsed(client.get(reverse("methodology_trial", args=[draft.pk])))
    assert len(page.all("figure svg")) >= 3  # the drawing in three widths
    old, new, moved, *_more = row(page, "Минсельхоз").texts("td")
    assert (old, new, moved) == ("80,99", "79,21", "▼ снижение на 1,78")
    source = Methodology.objects.get(cycle=scored.cycle, subject="3")
    difference = f"{reverse('methodology_difference', args=[draft.pk])}?from={source.pk}"
    assert page.all(f"a[href='{difference}']")


@pytest.mark.clause("c9.2", "c44")
def test_nobody_learns_their_own_body_s_score_before_its_conclusion(
    scored: Scored, draft: Methodology, client: Client
) -> None:
    """The lead's methodologist is of an evaluated body: the trial and the value of a formula leave it out."""
    own = Body.objects.get(slug="communications")
    scored.world.sign_in(client, "communications.methodologist")
    answer = client.get(reverse("methodology_trial", args=[draft.pk]))
    assert own.pk not in {one.body.pk for one in answer.context["trial"].shifts}
    plain = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))
    assert f"До получения заключения за этот год не показывается: {own.short_name}." in plain
    tried = client.post(
        reverse("methodology_formula", args=[draft.pk]), {"formula": "staff", "on_body": own.slug}
    )
    assert own.slug not in [body.slug for body in tried.context["bodies"]]
    assert tried.context["on_body"].slug != own.slug
    # the coordinator, who oversees every evaluation, sees all
    scored.world.sign_in(client, "economy.coordinator")
    answer = client.get(reverse("methodology_trial", args=[draft.pk]))
    assert own.pk in {one.body.pk for one in answer.context["trial"].shifts}


def test_the_page_costs_the_same_whatever_the_number_of_bodies(
    scored: Scored, draft: Methodology, client: Client
) -> None:
    scored.world.sign_in(client, "communications.methodologist")
    address = reverse("methodology_trial", args=[draft.pk])

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(address)
        assert answer.status_code == 200
        shown = Report.objects.filter(cycle=scored.cycle, block=3).exclude(body__slug="communications")
        assert len(answer.context["trial"].shifts) == shown.count()
        return len(queries)

    cost()
    few = cost()
    for number in range(4):
        names = {
            f"{kind}_{code}": f"Орган {number}"
            for kind in ("name", "short_name")
            for code in ("kk", "ru", "en")
        }
        body = Body.objects.create(slug=f"more-{number}", kind="oblast", valid_from=SINCE, **names)
        Report.objects.create(cycle=scored.cycle, body=body, block=3)
    assert cost() == few


def test_there_may_be_nothing_to_try_it_on(scored: Scored, client: Client) -> None:
    record = Methodology.objects.get(cycle=scored.cycle, subject="3")  # of 2018: no earlier year has data
    scored.world.sign_in(client, "communications.methodologist")
    answer = client.get(reverse("methodology_trial", args=[record.pk]))
    assert answer.status_code == 200
    assert answer.context["cycle"] is None


def test_the_drawing_escapes_names_and_keeps_the_scale() -> None:
    drawing = draw([Pair("A & <b>", Decimal(30), Decimal(90), "A: 30 → 90")], "t", "d", ("old", "new"))
    for svg in (drawing.wide, drawing.medium, drawing.narrow):
        assert "<b>" not in svg
        assert svg.count("<circle") == 4  # the legend's and the body's
        assert ">40</text>" in svg
