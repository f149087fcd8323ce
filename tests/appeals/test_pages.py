"""Objections by clicking: the draft, the documents, filing, the special commission, the decision, the correction."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override

from appeals.models import Objection, ObjectionState, Seat
from blocks.models import Conclusion
from evaluation import clock
from tests.worlds.appeals import (
    APPROVER,
    CHAIR,
    HEAD,
    INDICATOR,
    ITEM,
    MEMBER,
    PREPARER,
    WORKING_BODY,
    Delivered,
    delivered,
)

__all__ = ["delivered"]

pytestmark = [pytest.mark.slow, pytest.mark.django_db]

VALUE = f"{INDICATOR}|{ITEM}||"


def page(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, answer.status_code
    return answer.content.decode()


def queries(call: Callable[[], object]) -> int:
    with CaptureQueriesContext(connection) as caught:
        call()
    return len(caught)


def signed_in(delivered: Delivered, who: str) -> Client:
    client = Client()
    delivered.world.sign_in(client, who)
    return client


@pytest.mark.clause("c57", "c58", "c59", "c60", "c61")
def test_the_whole_way_by_clicking(delivered: Delivered) -> None:
    preparer, head = signed_in(delivered, PREPARER), signed_in(delivered, HEAD)
    conclusion = delivered.conclusion
    begin = f"/ru/desk/objections/new/{conclusion.pk}/"
    assert "18\N{NO-BREAK SPACE}марта" in page(preparer, begin)
    assert preparer.post(begin).status_code == 302
    objection = Objection.objects.get()
    here = f"/ru/desk/objections/{objection.pk}/"
    form = {
        "revision": objection.revision,
        "value": VALUE,
        "claimed": "18,0",
        "argument": "Автоматизировано 18.",
    }
    assert preparer.post(f"{here}point/", form).status_code == 302  # a draft may still lack its document
    objection.refresh_from_db()
    refused = head.post(f"{here}file/", {"revision": objection.revision})
    assert refused.status_code == 422
    point = objection.points.get()
    assert point.claimed == Decimal(18)
    assert f'href="#point-{point.pk}"' in refused.content.decode()
    upload = SimpleUploadedFile("letter.txt", b"Letter No. 15, practice data")
    form |= {"revision": objection.revision, "upload": upload, "title": "Письмо № 15", "source_kind": 1}
    assert preparer.post(f"{here}point/", form).status_code == 302
    assert "Письмо № 15" in page(preparer, here)
    objection.refresh_from_db()
    assert head.post(f"{here}file/", {"revision": objection.revision}).status_code == 302
    objection.refresh_from_db()
    assert objection.state == ObjectionState.FILED

    approver = signed_in(delivered, APPROVER)
    assert "26\N{NO-BREAK SPACE}марта" in page(approver, here)  # fifteen calendar days
    seats = {f"seat-{user.pk}": seat for user, seat in delivered.seats()}
    evaluator = delivered.person("communications.evaluator")
    shown = page(approver, here)
    assert f"<li>{evaluator}: " in shown  # listed with the reason, and not to be chosen
    assert f'name="seat-{evaluator.pk}"' not in shown
    one = dict(list(seats.items())[:1])
    assert approver.post(f"{here}commission/", {"revision": objection.revision, **one}).status_code == 422
    assert approver.post(f"{here}commission/", {"revision": objection.revision, **seats}).status_code == 302
    assert approver.post(f"{here}hand/", {"revision": objection.revision}).status_code == 302

    chair = signed_in(delivered, CHAIR)
    objection.refresh_from_db()
    decision = {
        "revision": objection.revision,
        f"outcome-{point.pk}": "accepted",
        f"decided-{point.pk}": "восемнадцать",
        f"decision-{point.pk}": "Письмо показывает 18.",
        "finish": "1",
    }
    kept = chair.post(f"{here}decide/", decision)
    assert kept.status_code == 422
    assert "Письмо показывает 18." in kept.content.decode()  # nothing typed is lost
    decision[f"decided-{point.pk}"] = "18"
    assert chair.post(f"{here}decide/", decision).status_code == 302
    objection.refresh_from_db()
    assert objection.state == ObjectionState.ACCEPTED

    shown = page(approver, here)
    assert "80,99 → <strong>82,88</strong>" in shown
    assert approver.post(f"{here}correct/").status_code == 302
    assert Conclusion.objects.get(body=objection.body, block=3, version=2).score == Decimal("82.88")
    shown = page(head, here)
    assert "75,00" in shown
    assert "90,00" in shown


def test_a_number_that_is_none_keeps_what_was_typed(delivered: Delivered) -> None:
    objection = delivered.open()
    client = signed_in(delivered, PREPARER)
    form = {"revision": 0, "value": VALUE, "claimed": "около 18", "argument": "Слова остаются."}
    answer = client.post(f"/ru/desk/objections/{objection.pk}/point/", form)
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "Слова остаются." in text
    assert 'value="около 18"' in text
    assert not objection.points.exists()


def test_a_file_of_a_wrong_kind_is_refused_at_its_field(delivered: Delivered) -> None:
    objection = delivered.open()
    upload = SimpleUploadedFile("letter.exe", b"MZ")
    form = {"revision": 0, "value": VALUE, "claimed": "18", "argument": "x", "upload": upload}
    answer = signed_in(delivered, PREPARER).post(f"/en/desk/objections/{objection.pk}/point/", form)
    assert answer.status_code == 422
    assert "letter.exe" in answer.content.decode()


def test_a_point_is_changed_and_removed(delivered: Delivered) -> None:
    objection = delivered.open()
    point = delivered.point(objection)
    client = signed_in(delivered, PREPARER)
    here = f"/en/desk/objections/{objection.pk}/"
    assert 'value="18"' in page(client, f"{here}?point={point.pk}")
    objection.refresh_from_db()
    client.post(f"{here}point/{point.pk}/remove/", {"revision": objection.revision})
    assert not objection.points.exists()


def test_a_draft_is_the_bodys_own(delivered: Delivered) -> None:
    objection = delivered.open()
    here = f"/en/desk/objections/{objection.pk}/"
    for who in (APPROVER, CHAIR, "culture.preparer", WORKING_BODY):
        page(signed_in(delivered, who), here, 404)
    page(signed_in(delivered, HEAD), here)


def test_a_filed_objection_is_seen_by_those_whom_it_concerns(delivered: Delivered) -> None:
    objection = delivered.in_review()
    here = f"/en/desk/objections/{objection.pk}/"
    for who in (PREPARER, APPROVER, CHAIR, MEMBER, WORKING_BODY, "economy.coordinator", "commission.auditor"):
        page(signed_in(delivered, who), here)
    for who in ("culture.first_head", "finance.approver", "finance.special_commission_member"):
        page(signed_in(delivered, who), here, 404)


@pytest.mark.clause("c57")
def test_after_the_term_the_page_says_so_and_offers_nothing(delivered: Delivered) -> None:
    objection = delivered.open()
    delivered.point(objection)
    term = objection.objection_term
    with clock.frozen(term.due_at):
        shown = page(signed_in(delivered, HEAD), f"/en/desk/objections/{objection.pk}/")
        assert "The term has passed" in shown
        assert "/file/" not in shown
        late = signed_in(delivered, HEAD).post(f"/en/desk/objections/{objection.pk}/file/", {"revision": ""})
    assert late.status_code == 409
    assert "cl. 57" in late.content.decode()


@pytest.mark.clause("c60", "c66")
def test_a_late_result_is_still_asked_for_and_called_late(delivered: Delivered) -> None:
    objection = delivered.in_review()
    assert objection.result_term is not None
    with clock.frozen(objection.result_term.due_at):
        shown = page(signed_in(delivered, CHAIR), f"/en/desk/objections/{objection.pk}/")
    assert "The term for the result has passed" in shown
    assert "recorded as a violation of" in shown
    assert f"/en/desk/objections/{objection.pk}/decide/" in shown


@pytest.mark.clause("c57", "c59", "c60", "c61")
def test_the_desk_says_whose_turn_it_is(delivered: Delivered) -> None:
    def desk(who: str) -> str:
        return page(signed_in(delivered, who), "/en/desk/")

    assert reverse_in("en", "conclusion", delivered.conclusion.pk) in desk(HEAD)
    objection = delivered.open()
    delivered.point(objection)
    assert f"File objection {objection.number}" in desk(HEAD)
    assert f"Complete objection {objection.number}" in desk(PREPARER)
    from appeals import actions

    actions.file_objection(objection, delivered.person(HEAD))
    assert f"Form the special commission on objection {objection.number}" in desk(APPROVER)
    actions.form_commission(objection, delivered.person(APPROVER), delivered.seats())
    assert f"Hand objection {objection.number} to the special commission" in desk(APPROVER)
    actions.hand_to_commission(objection, delivered.person(APPROVER))
    assert f"Decide objection {objection.number}" in desk(CHAIR)
    assert f"Decide objection {objection.number}" not in desk(MEMBER)
    decision = actions.PointDecision(objection.points.get(), "accepted", "Shown.", Decimal(18))
    actions.decide_points(objection, delivered.person(CHAIR), [decision], finish=True)
    assert f"Correct the conclusion on objection {objection.number}" in desk(APPROVER)
    actions.correct_by_objection(objection, delivered.person(APPROVER))
    assert "Correct the conclusion" not in desk(APPROVER)


def reverse_in(language: str, name: str, *args: object) -> str:
    with override(language):
        return reverse(name, args=args)


def test_the_list_costs_the_same_whatever_the_number_of_objections(delivered: Delivered) -> None:
    delivered.open()
    client = signed_in(delivered, HEAD)
    page(client, "/en/desk/objections/")
    one = queries(lambda: page(client, "/en/desk/objections/"))
    first = delivered.conclusion
    for block in (1, 2):
        conclusion = Conclusion.objects.create(
            cycle=first.cycle,
            body=first.body,
            block=block,
            lead=first.lead,
            methodology=first.methodology,
            number=f"X{block}",
        )
        Objection.objects.create(
            cycle=first.cycle,
            body=first.body,
            conclusion=conclusion,
            authority=first.lead,
            number=f"X{block}-O",
        )
    shown = page(client, "/en/desk/objections/")
    assert shown.count("-O</a>") == 3
    assert queries(lambda: page(client, "/en/desk/objections/")) == one


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_pages_open_in_three_languages(delivered: Delivered, language: str) -> None:
    objection = delivered.decided()
    client = signed_in(delivered, APPROVER)
    assert f'lang="{language}"' in page(client, f"/{language}/desk/objections/")
    assert f'lang="{language}"' in page(client, f"/{language}/desk/objections/{objection.pk}/")


def test_a_seat_is_offered_by_what_a_person_is(delivered: Delivered) -> None:
    objection = delivered.filed()
    shown = page(signed_in(delivered, APPROVER), f"/en/desk/objections/{objection.pk}/")
    member, representative = delivered.person(MEMBER), delivered.person(WORKING_BODY)
    chosen = shown.split(f'name="seat-{member.pk}"')[1].split("</select>")[0]
    assert Seat.CHAIR in chosen
    assert Seat.WORKING_BODY not in chosen
    chosen = shown.split(f'name="seat-{representative.pk}"')[1].split("</select>")[0]
    assert 'value="chair"' not in chosen
