"""Who is told when corrected results take the place of published ones, in which words, and who is not (c9.5, c52, c53)."""

from __future__ import annotations

import pytest

from commission import actions
from commission.models import Publication
from evaluation import clock
from evaluation.models import User
from schedule.models import Letter
from tests.commission.test_corrections import (
    COORDINATOR,
    LATER,
    NOVEMBER,
    WORKING_BODY,
    counted_again,
    cycle,
    gapped,
    overall,
    person,
)
from tests.worlds.world import World

__all__ = ["gapped"]


def publish_corrected(reasons: dict[str, str] | None = None, release: bool = False) -> Publication:
    """The correction published: agriculture withheld in it for these reasons, if any; culture released, if asked."""
    counted_again()
    with clock.frozen(LATER):
        listed = actions.prepare_publication(cycle(), person(COORDINATOR))
        if reasons:
            item = listed.items.get(overall__body__slug="agriculture")
            actions.withhold_item(item, person(COORDINATOR), True, reasons)
        if release:
            item = listed.items.get(overall__body__slug="culture")
            actions.withhold_item(item, person(COORDINATOR), False, {})
        listed = actions.propose_publication(listed, person(COORDINATOR))
        listed = actions.clear_publication(listed, person(WORKING_BODY))
        return actions.publish_results(listed, person(COORDINATOR))


def told_by(kind: str) -> dict[str, str]:
    """Who was told by letters of this kind, and in which words, since the correction."""
    letters = Letter.objects.filter(kind=kind, written_at__gte=NOVEMBER)
    return dict(letters.values_list("to__username", "text"))


@pytest.mark.clause("c53", "c51")
@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("kk", "Қайта есептелді: Минсельхоз."),
        ("ru", "Вычислены заново: Минсельхоз."),
        ("en", "Computed again: Минсельхоз."),
    ],
)
def test_working_body_and_members_of_the_commission_are_told_what_gave_way(
    gapped: World, language: str, words: str
) -> None:
    User.objects.filter(username__startswith="commission.").update(language=language)
    publish_corrected()
    told = told_by("results.corrected.commission")
    assert set(told) == {WORKING_BODY, "commission.commission_member"}
    assert all(words in text for text in told.values())
    assert not told_by("results.withheld")
    assert not told_by("results.released")


@pytest.mark.clause("c53", "c9.5")
@pytest.mark.parametrize(("language", "reason"), [("kk", "Құпия"), ("ru", "Тайна"), ("en", "Secret")])
def test_head_whose_results_are_withheld_from_now_on_is_told_why(
    gapped: World, language: str, reason: str
) -> None:
    User.objects.filter(username="agriculture.first_head").update(language=language)
    publish_corrected({"kk": "Құпия", "ru": "Тайна", "en": "Secret"})
    told = told_by("results.withheld")
    assert set(told) == {"agriculture.first_head"}, "not the one whose results stay withheld"
    assert reason in told["agriculture.first_head"]
    assert not told_by("results.corrected")
    commission = told_by("results.corrected.commission")
    assert "Не подлежат опубликованию с этого дня: Минсельхоз." in commission[WORKING_BODY]
    assert "Вычислены заново" not in commission[WORKING_BODY]
    scores = [f"{overall(version=version).score:f}" for version in (1, 2)]
    letters = Letter.objects.filter(written_at__gte=NOVEMBER)
    assert not [one for one in letters for score in scores if score in one.text], "a letter tells no number"


@pytest.mark.clause("c53", "c9.5")
def test_head_whose_results_are_released_is_told(gapped: World) -> None:
    publish_corrected(release=True)
    assert set(told_by("results.released")) == {"culture.first_head"}
    assert set(told_by("results.corrected")) == {"agriculture.first_head"}
    assert "Опубликованы с этого дня: Минкультуры." in told_by("results.corrected.commission")[WORKING_BODY]


@pytest.mark.clause("c52", "c53", "c9.5")
def test_first_publication_tells_every_head_and_the_withheld_one_why(gapped: World) -> None:
    told = dict(Letter.objects.filter(kind__startswith="results.").values_list("to__username", "kind"))
    assert told == {
        "agriculture.first_head": "results.published",
        "akmola.first_head": "results.published",
        "prosecutor.first_head": "results.published",
        "culture.first_head": "results.withheld",
    }
    text = Letter.objects.get(kind="results.withheld").text
    assert "Государственная тайна (тест)" in text
