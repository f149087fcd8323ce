"""The editor's form of a choice item: the order of its choices, their new codes, and the codes that cannot be (c17, c18)."""

from __future__ import annotations

import html
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from blocks.methodology_trial import trial_of
from engine.methodology import DataItem
from evaluation import clock
from evaluation.models import Body, Cycle
from methodologies import actions
from methodologies.content import methodology_of, text_of
from methodologies.models import Methodology
from reports.models import DatumValue, Provenance
from reports.places import value_text
from reports.selectors.values import values_of
from tests.worlds.editor import fresh, indicator, part, russian, typed
from tests.worlds.elements import parsed
from tests.worlds.opened import NOVEMBER, approve_methodology, shipped_document
from tests.worlds.scored import Scored, scored
from tests.worlds.unguarded import unopen
from tests.worlds.world import World

__all__ = ["russian", "scored"]
pytestmark = pytest.mark.clause("c17")
ITEM, COUNTING = "site_contacts", "2.3.2.1"


@pytest.fixture
def draft(world: World) -> Methodology:
    """A draft of block 2 for 2019, begun from the text in force for 2018."""
    unopen(world.cycle.pk)
    with clock.frozen(NOVEMBER):
        source = approve_methodology(world, Cycle.objects.get(pk=world.cycle.pk), "2")
    Cycle.objects.filter(pk=world.cycle.pk).update(opened_at=NOVEMBER)
    source = Methodology.objects.select_related("cycle").get(pk=source.pk)
    return actions.begin_draft(source, 2019, world.person("civil-service.methodologist"))


@pytest.fixture
def writer(world: World, client: Client) -> Client:
    world.sign_in(client, "civil-service.methodologist")
    return client


def item(record: Methodology, code: str = ITEM) -> DataItem:
    return next(one for one in methodology_of(fresh(record)).items if one.code == code)


def codes(record: Methodology, code: str = ITEM) -> list[str]:
    return [one.code for one in item(record, code).choices]


def sent(client: Client, record: Methodology, changed: Mapping[str, Any], code: str = ITEM) -> Any:
    """The item's form sent with some fields changed; the page that follows."""
    address = part(record, "item", code)
    answer = client.post(address, typed(client, address) | dict(changed))
    return client.get(answer["Location"]) if answer.status_code == 302 else answer


def read(answer: Any) -> str:
    return html.unescape(answer.content.decode())


def formula(client: Client, record: Methodology, text: str) -> None:
    address = part(record, "indicator", COUNTING)
    assert client.post(address, typed(client, address) | {"formula": text}).status_code == 302


# --- the order -----------------------------------------------------------------------------------------------------


def test_choices_are_moved_with_all_that_was_typed_and_stored_in_their_new_order(
    draft: Methodology, writer: Client
) -> None:
    assert codes(draft) == ["yes", "partly", "no"]
    unfinished = {"move": "2:up", "definition__ru": "Недописанное", "choices__2__points": "0,25", "code": ""}
    answer = sent(writer, draft, unfinished)
    page = parsed(answer)
    assert answer.status_code == 200
    assert page.one("[name=definition__ru]").text == "Недописанное"
    assert not page.all("#form-errors")  # nothing is looked at before it is to be stored
    assert page.one("[name=choices__1__code]")["value"] == "no"
    assert page.one("[name=choices__1__points]")["value"] == "0,25"
    assert page.one("[name=choices__2__code]")["value"] == "partly"
    assert page.one("#choice-1-up").get("autofocus") is not None
    assert codes(draft) == ["yes", "partly", "no"]  # until it is saved
    address = part(draft, "item", ITEM)
    moved = typed(writer, address)
    for name in [one for one in moved if one.startswith("choices__2__")]:
        other = name.replace("__2__", "__1__")
        moved[name], moved[other] = moved[other], moved[name]
    before = item(draft).choices
    assert writer.post(address, moved).status_code == 302
    assert item(draft).choices == (before[0], before[2], before[1])
    assert "->" not in str(fresh(draft).document["items"])


def test_a_move_that_no_button_sends_leads_nowhere_and_rows_can_be_added(
    draft: Methodology, writer: Client
) -> None:
    for strange in ("0:up", "99:up", "1:left", "one:up", ":", "-1:down"):
        assert sent(writer, draft, {"move": strange}).status_code == 404, strange
    page = parsed(sent(writer, draft, {"move": "more", "choices__4__code": "new_one"}))
    assert page.all("[name=choices__6__code]")
    assert page.one("[name=choices__4__code]")["value"] == "new_one"
    # an answer typed in the last row is moved up like any other
    page = parsed(sent(writer, draft, {"move": "4:up", "choices__4__code": "new_one"}))
    assert page.one("[name=choices__3__code]")["value"] == "new_one"


# --- another code --------------------------------------------------------------------------------------------------


def test_a_choice_s_new_code_is_written_into_every_formula_and_its_old_one_kept(
    draft: Methodology, writer: Client
) -> None:
    formula(
        writer,
        draft,
        'mean(choose(site_contacts: "yes" -> 1, "no" -> 0, else 0.5) over language) * 60'
        ' + share("yes" among site_heads, site_contacts over language) * 40',
    )
    answer = sent(writer, draft, {"choices__0__code": "full", "default": "yes"})
    said = read(answer)
    assert answer.status_code == 200
    assert COUNTING in said
    assert "site_heads" in said
    assert indicator(draft, COUNTING).formula == (
        'mean(choose(site_contacts: "full" -> 1, "no" -> 0, else 0.5) over language) * 60'
        ' + share("full" among site_heads, site_contacts over language) * 40'
    )
    now = item(draft)
    assert [(one.code, one.formerly) for one in now.choices] == [
        ("full", ("yes",)),
        ("partly", ()),
        ("no", ()),
    ]
    assert now.default == "full"
    assert codes(draft, "site_heads")[0] == "full"
    assert codes(draft, "site_budget")[0] == "yes"
    # with the item's own code at once, and back again
    sent(writer, draft, {"choices__0__code": "yes", "default": "", "code": "contacts_now"})
    back = item(draft, "contacts_now")
    assert [(one.code, one.formerly) for one in back.choices] == [("yes", ()), ("partly", ()), ("no", ())]
    assert 'choose(contacts_now: "yes"' in indicator(draft, COUNTING).formula


def test_a_code_that_cannot_be_is_refused_at_its_field(draft: Methodology, writer: Client) -> None:
    before = fresh(draft).document
    address = part(draft, "item", ITEM)
    for changed, sentence in (
        ({"choices__0__code": "no"}, "уже код варианта 3"),
        ({"choices__0__code": "no", "choices__2__code": "", "choices__2__points": ""}, "уже код"),
    ):
        cleared = {f"choices__2__name__{one}": "" for one in ("kk", "ru", "en")} if len(changed) > 1 else {}
        answer = writer.post(address, typed(writer, address) | changed | cleared)
        assert answer.status_code == 422
        assert sentence in read(answer)
        assert 'href="#id_choices__0__code"' in read(answer)
    assert fresh(draft).document == before
    # «partly» goes, and afterwards its code may not be another answer's: last year's answers stand under it
    gone = {
        f"choices__1__{one}": "" for one in ("code", "points", "name__kk", "name__ru", "name__en", "formerly")
    }
    assert sent(writer, draft, gone).status_code == 200
    assert codes(draft) == ["yes", "no"]
    answer = sent(writer, draft, {"choices__0__code": "partly"})
    assert answer.status_code == 422
    assert "того года" in read(answer)
    assert codes(draft) == ["yes", "no"]


def test_another_block_that_has_the_choice_by_its_old_code_is_named(
    world: World, draft: Methodology, writer: Client
) -> None:
    document = shipped_document("3")
    shared = next(one for one in fresh(draft).document["items"] if one["code"] == ITEM)
    other = actions.import_methodology(
        Cycle.objects.get(year=2019),
        {**document, "items": [*document["items"], shared]},
        world.person("communications.methodologist"),
    )
    assert other.get_subject_display() in read(sent(writer, draft, {"choices__0__code": "full"}))


# --- earlier years -------------------------------------------------------------------------------------------------


def test_last_year_s_answers_and_the_trial_find_a_renamed_choice(scored: Scored, writer: Client) -> None:
    """The answers of an item renamed: the trial on last year's data gives the scores that it gave before."""
    source = Methodology.objects.select_related("cycle").get(cycle=scored.cycle, subject="2")
    draft = actions.begin_draft(source, 2019, scored.person("civil-service.methodologist"))
    body = Body.objects.get(slug="agriculture")
    for code in ("contacts", "heads", "services", "reception", "budget", "vacancies"):
        for language, choice in (("kk", "partly"), ("ru", "yes")):
            DatumValue.objects.create(
                cycle=scored.cycle, body=body, item=f"site_{code}", language=language, choice=choice,
                provenance=Provenance.REGISTER, given_by=scored.person("economy.evaluator"), given_at=NOVEMBER,
            )  # fmt: skip
    before = trial_of(draft, scored.cycle)
    assert any(isinstance(one.new, Decimal) for one in before.shifts)
    renamed = {"choices__0__code": "full", "choices__1__code": "in_part", "choices__2__code": "absent"}
    assert sent(writer, draft, renamed).status_code == 200
    assert codes(draft) == ["full", "in_part", "absent"]
    after = trial_of(fresh(draft), scored.cycle)
    assert [(one.body, one.old, one.new, one.causes) for one in after.shifts] == [
        (one.body, one.old, one.new, one.causes) for one in before.shifts
    ]
    # in the draft's own year the answer of the year before is read, and shown, as the same answer
    values = values_of(methodology_of(fresh(draft)), fresh(draft).cycle, [body])[body.pk]
    assert values.previous is not None
    assert values.previous.data[ITEM, "kk"].value == "in_part"
    assert values.previous.data[ITEM, "ru"].value == "full"
    old = next(one for one in methodology_of(source).items if one.code == ITEM)
    shown = DatumValue.objects.get(cycle=scored.cycle, body=body, item=ITEM, language="kk")
    assert value_text(shown, item(draft)) == text_of(old.choices[1].name)
