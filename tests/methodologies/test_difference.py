"""What differs between two versions of a methodology, as rows and as a page in the reader's language (c17)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override
from hypothesis import HealthCheck, given, settings

from engine.methodology import MethodologyText as Plain
from engine.methodology import Words
from engine.methodology_difference import changes, pieces, renames
from engine.methodology_format import load_or_raise
from evaluation.models import Cycle
from methodologies import actions
from methodologies.models import Methodology
from tests.worlds.elements import texts
from tests.worlds.methodology_strategies import block_methodologies
from tests.worlds.opened import approve_methodology, shipped, shipped_document
from tests.worlds.unguarded import unopen
from tests.worlds.world import World

pytestmark = pytest.mark.slow

CALM = settings(
    deadline=None, max_examples=25, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


@pytest.fixture(autouse=True)
def russian() -> Iterator[None]:
    with override("ru"):
        yield


def text() -> Plain:
    found = load_or_raise(shipped("3"))
    assert isinstance(found, Plain)
    return found


@CALM
@given(block_methodologies())
def test_a_text_does_not_differ_from_itself(methodology: Plain) -> None:
    assert changes(methodology, methodology) == []


@CALM
@given(block_methodologies(), block_methodologies())
def test_every_part_that_differs_is_named_once(old: Plain, new: Plain) -> None:
    found = changes(old, new)
    places = [(one.kind, one.code) for one in found]
    assert len(places) == len(set(places))
    followed = renames(old, new)
    for kind, parts in (("item", (old.items, new.items)), ("reason", (old.reasons, new.reasons))):
        before, after = ({one.code for one in part} for part in parts)
        gone = {code for one, code in followed if one == kind}
        came = {code for one, code in followed.values() if one == kind}
        assert gone <= before - after
        assert came <= after - before
        named = {what: {c.code for c in found if (c.kind, c.what) == (kind, what)} for what in WHAT}
        assert named["added"] == after - before - came
        assert named["left_out"] == before - after - gone
        assert came <= named["changed"]


WHAT = ("added", "left_out", "changed")


@pytest.mark.clause("c17")
def test_a_part_whose_code_was_changed_is_the_same_part() -> None:
    """An item by its earlier codes, an indicator and its criterion by their names: no part is new, none is left out."""
    old = text()
    criterion = old.directions[0].criteria[0]
    indicator = replace(criterion.indicators[0], code="3.1.9.1", weight=criterion.indicators[0].weight + 1)
    renamed = replace(criterion, code="3.1.9", indicators=(indicator, *criterion.indicators[1:]))
    first = replace(old.directions[0], criteria=(renamed, *old.directions[0].criteria[1:]))
    item = replace(
        old.items[0], code="otherwise_called", name=Words("a", "b", "c"), formerly=(old.items[0].code,)
    )
    new = replace(old, directions=(first, *old.directions[1:]), items=(item, *old.items[1:]))
    found = {(one.kind, one.code): one for one in changes(old, new)}
    assert {one.what for one in found.values()} == {"changed"}
    assert [(one.path, one.before, one.after) for one in found["criterion", "3.1.9"].fields] == [
        ("code", criterion.code, "3.1.9")
    ]
    assert [one.path for one in found["indicator", "3.1.9.1"].fields] == ["code", "weight"]
    assert [one.path for one in found["item", "otherwise_called"].fields] == ["code", "name"]
    assert len(found) == 3


@pytest.mark.clause("c17")
def test_each_changed_field_is_found() -> None:
    old = text()
    direction = old.directions[0]
    criterion = direction.criteria[0]
    indicator = criterion.indicators[0]
    moved = replace(
        indicator,
        weight=indicator.weight + 1,
        formula="100",
        name=replace(indicator.name, en="Another"),
        requirements=replace(indicator.requirements, coverage=None),
        applies_to=replace(indicator.applies_to, kinds=("oblast",)),
    )
    inside = replace(criterion, indicators=(moved, *criterion.indicators[1:]))
    changed = replace(direction, criteria=(inside, *direction.criteria[1:]))
    new = replace(
        old, directions=(changed, *old.directions[1:]), items=old.items[1:], floor=Decimal(5),
        rounding=replace(old.rounding, block=3),
    )  # fmt: skip
    found = {(one.kind, one.code): one for one in changes(old, new)}
    assert {one.path for one in found["head", ""].fields} == {"floor", "rounding.block"}
    assert {one.path for one in found["indicator", indicator.code].fields} == {
        "weight", "formula", "name", "requirements.coverage", "applies_to.kinds",
    }  # fmt: skip
    assert found["item", old.items[0].code].what == "left_out"
    assert set(found) == {("head", ""), ("indicator", indicator.code), ("item", old.items[0].code)}


def test_pieces_give_both_texts_back() -> None:
    before, after = "min(a / b, 1) * 100", "min(a / (b + c), 1) * 100"
    found = pieces(before, after)
    assert "".join(piece for what, piece in found if what != "new") == before
    assert "".join(piece for what, piece in found if what != "gone") == after
    assert ("same", "min(a / ") in found
    assert pieces("steps(a: >= 1 -> 100, else 0)", "b * 7") == [
        ("gone", "steps(a: >= 1 -> 100, else 0)"),
        ("new", "b * 7"),
    ]


@pytest.fixture
def versions(world: World) -> tuple[Methodology, Methodology]:
    """Two versions of block 3 in force one after the other."""
    unopen(world.cycle.pk)
    cycle = Cycle.objects.get(pk=world.cycle.pk)
    first = approve_methodology(world, cycle, "3")
    document: Any = shipped_document("3")
    document["directions"][0]["weight"], document["directions"][1]["weight"] = 40, 60
    indicator = document["directions"][0]["criteria"][0]["indicators"][0]
    indicator["formula"] = "clamp(100 - staff_left, 0, 100)"
    indicator["definition"]["ru"] += " Считается на конец года."
    indicator["name"]["kk"] += " (жаңа)"
    item = next(one for one in document["items"] if one["supplier"] != "body")
    item["supplier"] = "statistics"
    return first, approve_methodology(world, cycle, "3", document)


@pytest.mark.clause("c17")
def test_the_difference_is_read_in_the_reader_s_language(
    versions: tuple[Methodology, Methodology], world: World, client: Client
) -> None:
    first, second = versions
    world.sign_in(client, "communications.methodologist")
    public = reverse("methodology_published_difference", args=[2018, "3"])
    for address in (reverse("methodology_difference", args=[second.pk]), public):
        answer = client.get(address)
        page = answer.content.decode()
        plain = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", page))
        assert answer.context["old"].pk == first.pk
        assert [(one.before, one.after) for one in answer.context["found"].weights] == [(55, 40), (45, 60)]
        assert any(added.endswith("Считается на конец года.") for added in texts(page, "ins"))
        assert "staff_left" in plain
        assert "официальная статистика" in plain
        assert "Қазақша" in plain  # the Kazakh name changed though the Russian one did not


def test_anybody_reads_it_of_texts_in_force_only(
    versions: tuple[Methodology, Methodology], world: World, client: Client
) -> None:
    _first, second = versions
    draft = actions.begin_draft(
        Methodology.objects.select_related("cycle").get(pk=second.pk),
        2019,
        world.person("communications.methodologist"),
    )
    address = reverse("methodology_published_difference", args=[2018, "3"])
    assert client.get(address).status_code == 200
    answer = client.get(address + f"?from={draft.pk}")
    assert answer.context["old"].pk != draft.pk  # a draft is nobody's but its developers'
    assert client.get(reverse("methodology_published_difference", args=[2019, "3"])).status_code == 404
    assert client.get(reverse("methodology", args=[2018, "3"])).content.decode().count(address) == 1


def test_words_are_compared_by_language() -> None:
    from engine.methodology_difference import languages_changed

    assert languages_changed(Words("а", "б", "c"), Words("а", "в", "d")) == ["ru", "en"]
