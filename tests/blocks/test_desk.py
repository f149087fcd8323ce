"""The scoring desk in the admin and the turns of scoring: nothing typed is lost, strangers find nothing, few queries."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from blocks import actions
from blocks.desk import scoring as desk_scoring
from blocks.models import PartialConclusion, PartialState
from blocks.rights import visible_partials
from blocks.scoring_form import ScoringForm
from blocks.selectors.workspace import read_workspace
from evaluation import clock, desk
from evaluation.models import Assignment
from evaluation.rights import forget_standing, standing
from reports.models import DatumValue, Document, Provenance
from tests.worlds.busy import no_turn, says_busy
from tests.worlds.elements import element, elements, texts
from tests.worlds.scored import Scored, scored
from tests.worlds.world import NOW

__all__ = ["scored"]

pytestmark = pytest.mark.slow

QUEUE = "admin:blocks_partialconclusion_changelist"


def page_of(partial: PartialConclusion) -> str:
    return reverse("admin:blocks_partialconclusion_change", args=[partial.pk])


def sent(scored: Scored, partial: PartialConclusion, **changes: Any) -> dict[str, Any]:
    """What the browser sends of the page as it stands, with ``changes`` typed over it."""
    partial = scored.fresh(partial)
    form = ScoringForm(read_workspace(partial))
    data: dict[str, Any] = {"revision": partial.revision}
    for place in form.places.values():
        data[f"v:{place.name}"] = place.typed.text
        data[f"was:{place.name}"] = place.was
        data[f"why:{place.name}"] = place.typed.reason
        data[place.document_input] = place.chosen
    for mark in form.marks.values():
        data[mark.document_input] = mark.proof
        data[f"rationale:{mark.code}"] = mark.rationale
        data[f"marked:{mark.code}"] = mark.was
    return {**data, **{name.replace("__", ":"): value for name, value in changes.items()}}


def test_the_queue_offers_the_directions_that_the_person_sees(scored: Scored, client: Client) -> None:
    for office in ("civil-service.evaluator", "commission.auditor"):
        scored.world.sign_in(client, office)
        listed = client.get(reverse(QUEUE)).context["cl"]
        [offered] = [one for one in listed.filter_specs if one.title == "direction"]
        seen = visible_partials(scored.person(office)).values_list("assignment__direction", flat=True)
        assert list(offered.lookup_choices) == sorted(set(seen))
    assert len(set(Assignment.objects.values_list("direction", flat=True))) > len(
        set(visible_partials(scored.person("civil-service.evaluator")).values_list("assignment__direction"))
    )


def test_the_queue_is_of_my_authority_and_a_stranger_finds_nothing(scored: Scored, client: Client) -> None:
    first, second = scored.partials()
    scored.world.sign_in(client, "civil-service.evaluator")
    rows = client.get(reverse(QUEUE)).context["cl"].queryset
    assert {row.evaluator.slug for row in rows} == {"civil-service"}
    assert first in rows
    assert client.get(page_of(first)).status_code == 200
    scored.world.sign_in(client, "finance.evaluator")
    assert client.get(page_of(first)).status_code == 404
    assert client.post(page_of(first), sent(scored, first)).status_code == 404
    scored.world.sign_in(client, "communications.evaluator")
    led = client.get(page_of(first))  # the lead reads, and has nothing to type into
    assert led.status_code == 200
    assert b'name="v:staff"' not in led.content
    assert client.post(page_of(first), sent(scored, first, v__staff="7")).status_code == 403
    assert DatumValue.objects.get(item="staff").number == 100
    assert client.get(page_of(second)).content.count(b'name="v:') > 0
    for office in ("agriculture.preparer", "agriculture.first_head"):
        scored.world.sign_in(client, office)
        assert client.get(page_of(first)).status_code == 403


def test_the_queue_puts_what_waits_first_and_says_how_far_it_is(scored: Scored, client: Client) -> None:
    first, _second = scored.partials()
    scored.world.sign_in(client, "civil-service.evaluator")
    address = reverse(QUEUE) + "?assignment__direction=3.1"
    rows = client.get(address).context["cl"].queryset
    assert {row.state for row in rows} == {"scoring"}
    last = rows[len(rows) - 1]
    scored.deliver(first)
    rows = client.get(address).context["cl"].queryset
    assert [row.state for row in rows] == ["scoring"] * (len(rows) - 1) + ["delivered"]
    assert (rows[len(rows) - 1], last == first) == (first, False)
    page = client.get(address).content.decode()
    made = first.marks.count()
    # nothing is sent on half marked; what waits comes first
    assert texts(page, "td .ready-count") == [
        f"Marked indicators {done} / {made}" for done in [0] * (len(rows) - 1) + [made]
    ]
    # who scores is said only where others' directions are among the rows
    assert "evaluator_name" not in page
    assert elements(client.get(address + "&whose=all"), "th.column-evaluator_name")


@pytest.mark.clause("c9.3")
def test_the_page_shows_reported_values_last_years_and_the_formula_in_words(
    scored: Scored, client: Client
) -> None:
    partial = scored.partials()[1]
    DatumValue.objects.create(
        cycle=scored.world.cycles[2017],
        body=partial.body,
        item="functions_automated",
        provenance=Provenance.REPORTED,
        number=Decimal(11),
        given_by=scored.person("agriculture.preparer"),
        given_at=NOW,
    )
    scored.world.sign_in(client, "communications.evaluator")
    with translation.override("ru"):
        answer = client.get(page_of(partial))
    place = answer.context["form"].places["functions_automated"]
    assert (place.reported, place.before, place.from_body) == ("15", "11", True)
    line = next(line for line in answer.context["workspace"].lines if line.code == "3.2.1.1")
    assert line.result == "75,00"
    assert "×" in line.words
    assert "functions_automated" not in line.words
    assert answer.context["workspace"].value == Decimal("71.2")


@pytest.mark.clause("c9.3")
def test_values_and_marks_are_saved_by_one_button_and_sent_by_another(scored: Scored, client: Client) -> None:
    partial = scored.partials()[0]
    proof = scored.proof(partial)
    scored.world.sign_in(client, "civil-service.evaluator")
    changes: dict[str, Any] = {"v__filled_by_competition": "9", "rationale__3.1.1.1": "By the register"}
    changes["proof:rest"] = str(proof.pk)
    assert client.post(page_of(partial), sent(scored, partial, **changes)).status_code == 302
    marks = dict(partial.marks.values_list("indicator", "score"))
    assert marks["3.1.1.2"] == 90
    assert len(marks) == 4
    assert partial.marks.get(indicator="3.1.1.1").rationale == "By the register"
    assert client.post(page_of(partial), sent(scored, partial, then="submit")).status_code == 302
    assert scored.fresh(partial).state == PartialState.AWAITING_APPROVAL
    scored.world.sign_in(client, "civil-service.approver")
    for move, state in (("approve", PartialState.APPROVED), ("deliver", PartialState.DELIVERED)):
        address = reverse("admin:blocks_partialconclusion_move", args=[partial.pk, move])
        assert elements(client.get(page_of(partial)), f"a[href='{address}']")
        assert client.post(address, {"revision": scored.fresh(partial).revision}).status_code == 302
        assert scored.fresh(partial).state == state


@pytest.mark.clause("c9.3")
def test_a_mark_without_a_document_comes_back_with_its_fault_and_all_that_was_typed(
    scored: Scored, client: Client
) -> None:
    partial = scored.partials()[0]
    scored.world.sign_in(client, "civil-service.evaluator")
    changes = {"v__staff": "90", "rationale__3.1.1.1": "Typed and kept"}
    answer = client.post(page_of(partial), sent(scored, partial, **changes))
    assert answer.status_code == 422
    form = answer.context["form"]
    assert form.marks["3.1.1.1"].errors
    assert form.marks["3.1.1.1"].rationale == "Typed and kept"
    assert element(answer, "[name='rationale:3.1.1.1']")["value"] == "Typed and kept"
    # the value was good: it is written, and its place no longer counts as changed
    assert DatumValue.objects.get(item="staff").number == 90
    assert not partial.marks.exists()
    # and what was saved is told beside what was not
    assert [str(said) for said in answer.context["messages"]] == ["Saved: 1 value."]


def test_of_several_documents_behind_a_value_one_is_changed_and_the_others_stay(
    scored: Scored, client: Client
) -> None:
    partial = scored.partials()[0]
    value = DatumValue.objects.get(item="staff")
    shown, other, new = (
        scored.document("agriculture", f"{name}.txt", "civil-service", "evaluator")
        for name in ("a", "b", "c")
    )
    value.documents.set([shown, other])
    scored.world.sign_in(client, "civil-service.evaluator")
    answer = client.post(page_of(partial), sent(scored, partial, doc__staff=str(new.pk)))
    assert answer.status_code == 302
    assert set(value.documents.values_list("pk", flat=True)) == {other.pk, new.pk}


def test_what_cannot_be_read_is_refused_at_its_place_and_nothing_is_written(
    scored: Scored, client: Client
) -> None:
    partial = scored.partials()[0]
    scored.world.sign_in(client, "civil-service.evaluator")
    changes = {"v__staff": "many", "v__staff_left": "-3", "v__overtime_hours": "10"}
    answer = client.post(page_of(partial), sent(scored, partial, **changes))
    assert answer.status_code == 422
    form = answer.context["form"]
    assert [form.places[name].typed.text for name in ("staff", "staff_left", "overtime_hours")] == [
        "many",
        "-3",
        "10",
    ]
    assert form.places["staff"].errors
    assert form.places["staff_left"].errors
    assert not form.places["overtime_hours"].errors
    assert DatumValue.objects.get(item="overtime_hours").number == 480


def test_a_stale_form_shows_theirs_beside_mine_and_saves_when_sent_again(
    scored: Scored, client: Client
) -> None:
    partial = scored.partials()[0]
    mine = sent(scored, partial, v__staff="80")
    scored.give_values(partial, staff=95)
    scored.world.sign_in(client, "civil-service.evaluator")
    answer = client.post(page_of(partial), mine)
    assert answer.status_code == 409
    place = answer.context["form"].places["staff"]
    assert (place.typed.text, place.theirs) == ("80", "95")
    assert DatumValue.objects.get(item="staff").number == 95
    again = {**mine, "revision": scored.fresh(partial).revision, "was:staff": place.was}
    assert client.post(page_of(partial), again).status_code == 302
    assert DatumValue.objects.get(item="staff").number == 80


def test_the_same_form_sent_twice_is_no_fault(scored: Scored, client: Client) -> None:
    partial = scored.partials()[0]
    scored.world.sign_in(client, "civil-service.evaluator")
    data = sent(scored, partial, v__staff="80")
    assert client.post(page_of(partial), data).status_code == 302
    assert client.post(page_of(partial), data).status_code == 302
    assert DatumValue.objects.get(item="staff").number == 80


@pytest.mark.clause("c4")
def test_a_new_file_stands_behind_what_chose_it(scored: Scored, client: Client) -> None:
    partial = scored.partials()[0]
    scored.world.sign_in(client, "civil-service.evaluator")
    changes: dict[str, Any] = {"proof__3.1.1.1": "new", "title": "Act of check", "kind": "2"}
    upload = SimpleUploadedFile("act.txt", b"What was found\n")
    answer = client.post(page_of(partial), {**sent(scored, partial, **changes), "file": upload})
    assert answer.status_code == 302
    mark = partial.marks.get()
    assert (mark.indicator, mark.document.title) == ("3.1.1.1", "Act of check")
    assert mark.document.supplied_by == partial.evaluator
    bad = SimpleUploadedFile("act.exe", b"MZ")
    answer = client.post(page_of(partial), {**sent(scored, partial, v__staff="80"), "file": bad})
    assert answer.status_code == 422
    assert answer.context["form"].places["staff"].typed.text == "80"
    assert Document.objects.filter(supplied_by=partial.evaluator, title="act.exe").count() == 0
    good = SimpleUploadedFile("other.txt", b"Another one\n")
    with no_turn():
        answer = client.post(page_of(partial), {**sent(scored, partial, v__staff="80"), "file": good})
    says_busy(answer)
    assert answer.context["form"].places["staff"].typed.text == "80"


@pytest.mark.clause("c44")
def test_a_file_for_official_use_is_taken_with_its_legal_ground(scored: Scored, client: Client) -> None:
    partial = scored.partials()[0]
    scored.world.sign_in(client, "civil-service.evaluator")
    changes: dict[str, Any] = {"proof__3.1.1.1": "new", "title": "Act", "confidentiality": "official_use"}

    def give(ground: str) -> Any:
        upload = SimpleUploadedFile("act.txt", b"What was found\n")
        return client.post(
            page_of(partial), {**sent(scored, partial, **changes), "file": upload, "ground": ground}
        )

    answer = give("")
    assert answer.status_code == 422
    assert elements(answer, "details.desk-more[open] input[name=ground]")
    assert not Document.objects.filter(title="Act").exists()
    assert give("Order No. 5 of 3 May 2018").status_code == 302
    document = Document.objects.get(title="Act")
    assert (document.confidentiality, document.legal_ground) == ("official_use", "Order No. 5 of 3 May 2018")


def test_a_letters_address_leads_to_the_desk_or_to_a_page_for_reading(scored: Scored, client: Client) -> None:
    partial = scored.mark(scored.partials()[0])
    address = reverse("scoring", args=[partial.pk])
    scored.world.sign_in(client, "civil-service.approver")
    assert client.get(address)["Location"] == page_of(partial)
    scored.world.sign_in(client, "commission.working_body")
    assert client.get(address).status_code == 200
    for stranger in ("agriculture.first_head", "finance.evaluator"):
        scored.world.sign_in(client, stranger)
        assert client.get(address).status_code == 404


# --- numbers of queries ------------------------------------------------------------------------------------------


def queries(client: Client, address: str) -> int:
    client.get(address)  # what a process reads once
    with CaptureQueriesContext(connection) as seen:
        assert client.get(address).status_code == 200
    return len(seen)


def test_the_queue_asks_the_database_as_often_for_many_as_for_few(scored: Scored, client: Client) -> None:
    scored.world.sign_in(client, "civil-service.evaluator")
    address = f"{reverse(QUEUE)}?assignment__direction=3.1"
    many = queries(client, address)
    rows = client.get(address).context["cl"].queryset
    before = rows.count()
    PartialConclusion.objects.filter(
        pk__in=[row.pk for row in rows if row.body.slug != "agriculture"]
    ).delete()
    assert client.get(address).context["cl"].queryset.count() == 1 < before
    assert queries(client, address) == many


def turns(scored: Scored, key: str) -> tuple[list[desk.Turn], int]:
    user = scored.person(key)
    forget_standing(user)
    standing(user)
    with desk.reading(), CaptureQueriesContext(connection) as seen:
        found = desk_scoring.turns(user)
    return found, len(seen)


def test_turns_go_from_hand_to_hand_as_one_card_for_many(scored: Scored) -> None:
    first, second = scored.partials()
    with clock.frozen(NOW):
        scored.sign(scored.report("culture", 3))
    cards, few = turns(scored, "civil-service.evaluator")
    assert len(cards) == 1
    assert "Score 3 directions" in str(cards[0].title)  # agriculture in blocks 2 and 3, culture: one card
    assert cards[0].last_day is not None
    with clock.frozen(NOW):
        scored.sign(scored.report("akmola", 3))
    cards, many = turns(scored, "civil-service.evaluator")
    assert len(cards) == 1
    assert "Score 4 directions" in str(cards[0].title)
    assert many == few

    scored.submit(first)
    (card,), _count = turns(scored, "civil-service.approver")
    assert card.url == reverse("approval_queue", args=[2018])
    actions.send_back_marks(scored.fresh(first), scored.person("civil-service.approver"), "Why")
    cards, _count = turns(scored, "civil-service.evaluator")
    assert [card.tone for card in cards] == ["refused", "waiting"]
    scored.deliver(scored.fresh(first))
    assert [c for c in turns(scored, "communications.evaluator")[0] if "draw-up" in c.url] == []
    scored.deliver(second)
    (card,) = [c for c in turns(scored, "communications.evaluator")[0] if "draw-up" in c.url]
    lead = scored.person("communications.evaluator")
    drawn = actions.draw_up_conclusion(scored.cycle, first.body, 3, lead)
    assert [c for c in turns(scored, "communications.evaluator")[0] if "draw-up" in c.url] == []

    page = reverse("conclusion", args=[drawn.pk])
    approver = scored.person("communications.approver")
    queue = reverse("approval_queue", args=[2018])
    assert [card.url for card in turns(scored, "communications.approver")[0]] == [queue]
    delivered = actions.deliver_conclusion(actions.approve_conclusion(drawn, approver), approver)
    assert turns(scored, "communications.approver")[0] == []
    (card,), _count = turns(scored, "agriculture.first_head")
    assert (card.url, card.due_at) == (page, delivered.objection_term and delivered.objection_term.due_at)
    assert turns(scored, "culture.first_head")[0] == []
    assert delivered.objection_term is not None
    with clock.frozen(delivered.objection_term.due_at):
        assert turns(scored, "agriculture.first_head")[0] == []
        assert [card.url for card in turns(scored, "communications.approver")[0]] == [page]
        actions.finalise_conclusion(delivered, approver)
        (card,), _count = turns(scored, "economy.coordinator")
        assert (card.url, card.clause) == (page, "c49")


def test_certificates_on_other_directions_stand_last_in_the_choice(scored: Scored, client: Client) -> None:
    first, second = scored.partials()
    other = scored.proof(second)
    scored.mark(second)
    own = scored.proof(first)
    scored.world.sign_in(client, "civil-service.evaluator")
    choice = elements(client.get(page_of(first)), "select[name='proof:rest']")[0]
    assert [one.get("value") for one in elements(choice, "optgroup option")] == [str(other.pk)]
    assert str(own.pk) in [one.get("value") for one in elements(choice, "select > option")]


def test_the_queue_names_directions_and_shows_a_draft_as_one(scored: Scored, client: Client) -> None:
    scored.submit(scored.partials()[0])
    scored.world.sign_in(client, "civil-service.approver")
    page = client.get(f"{reverse(QUEUE)}?assignment__direction=3.1&state__exact=awaiting_approval")
    row = element(page, "#result_list tbody tr")
    assert "3.1 " in element(row, ".field-direction").text
    assert "89.00 (draft)" in row.text
