"""Objections by clicking: the draft, the documents, filing, the special commission, the decision, the correction."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from appeals import actions, desk
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
from tests.worlds.elements import element, elements, named, texts
from tests.worlds.pages import page, queries
from tests.worlds.unguarded import unguarded

__all__ = ["delivered"]

pytestmark = [pytest.mark.slow, pytest.mark.django_db]

VALUE = f"{INDICATOR}|{ITEM}||"


def signed_in(delivered: Delivered, who: str) -> Client:
    client = Client()
    delivered.world.sign_in(client, who)
    return client


@pytest.mark.clause("c57", "c58", "c59", "c60", "c61")
def test_the_whole_way_by_clicking(delivered: Delivered) -> None:
    preparer, head = signed_in(delivered, PREPARER), signed_in(delivered, HEAD)
    conclusion = delivered.conclusion
    begin = f"/ru/desk/objections/new/{conclusion.pk}/"
    (until,) = texts(page(preparer, begin), ".facts dd > strong")
    assert until == "до 18\N{NO-BREAK SPACE}марта, пн, 24:00"
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
    fault = element(refused, f".alert-refused a[href='#point-{point.pk}']")
    assert fault.text == "Приложите подтверждающий документ."
    upload = SimpleUploadedFile("letter.txt", b"Letter No. 15, practice data")
    form |= {"revision": objection.revision, "upload": upload, "title": "Письмо № 15", "source_kind": 1}
    assert preparer.post(f"{here}point/", form).status_code == 302
    assert texts(page(preparer, here), f"#point-{point.pk} .doc-text") == ["Письмо № 15"]
    objection.refresh_from_db()
    assert head.post(f"{here}file/", {"revision": objection.revision}).status_code == 302
    objection.refresh_from_db()
    assert objection.state == ObjectionState.FILED

    approver = signed_in(delivered, APPROVER)
    fact = named(page(approver, here), ".facts > div", "Результат обжалования").one("dd").text
    assert fact.startswith("до 26\N{NO-BREAK SPACE}марта")  # fifteen calendar days
    seats = {f"seat-{user.pk}": seat for user, seat in delivered.seats()}
    evaluator = delivered.person("communications.evaluator")
    shown = page(approver, here)
    # listed with the reason, and not to be chosen
    assert named(shown, ".plain-list li", f"{evaluator}: ").text.endswith(
        "Значения органа сохранены, 11\N{NO-BREAK SPACE}марта 2019\N{NO-BREAK SPACE}года"
    )
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
    # nothing typed is lost
    assert element(kept, f"[name=decision-{point.pk}]").text == "Письмо показывает 18."
    decision[f"decided-{point.pk}"] = "18"
    assert chair.post(f"{here}decide/", decision).status_code == 302
    objection.refresh_from_db()
    assert objection.state == ObjectionState.ACCEPTED

    shown = page(approver, here)
    becomes = named(shown, ".panel-waiting p", "Со значениями, которые установила комиссия")
    assert "балл блока становится: 80,99 → 82,88" in becomes.text
    assert becomes.one("strong").text == "82,88"
    assert approver.post(f"{here}correct/").status_code == 302
    assert Conclusion.objects.get(body=objection.body, block=3, version=2).score == Decimal("82.88")
    shown = page(head, here)
    changed = named(shown, "section tbody tr", INDICATOR)
    assert [cell.text for cell in changed.all("td.num")[:2]] == ["75,00", "90,00"]


def test_a_number_that_is_none_keeps_what_was_typed(delivered: Delivered) -> None:
    objection = delivered.open()
    client = signed_in(delivered, PREPARER)
    form = {"revision": 0, "value": VALUE, "claimed": "около 18", "argument": "Слова остаются."}
    answer = client.post(f"/ru/desk/objections/{objection.pk}/point/", form)
    assert answer.status_code == 422
    assert element(answer, "[name=argument]").text == "Слова остаются."
    assert element(answer, "[name=claimed]")["value"] == "около 18"
    assert not objection.points.exists()


def test_a_file_of_a_wrong_kind_is_refused_at_its_field(delivered: Delivered) -> None:
    objection = delivered.open()
    upload = SimpleUploadedFile("letter.exe", b"MZ")
    form = {"revision": 0, "value": VALUE, "claimed": "18", "argument": "x", "upload": upload}
    answer = signed_in(delivered, PREPARER).post(f"/en/desk/objections/{objection.pk}/point/", form)
    assert answer.status_code == 422
    assert element(answer, "#id_upload_error").text.startswith("Error: The file “letter.exe” is not taken.")


@pytest.mark.clause("c44")
def test_a_file_for_official_use_is_taken_with_its_legal_ground(delivered: Delivered) -> None:
    objection = delivered.open()
    client, here = signed_in(delivered, PREPARER), f"/en/desk/objections/{objection.pk}/"

    def give(ground: str) -> Any:
        upload = SimpleUploadedFile("letter.txt", b"Letter No. 16, practice data")
        form = {"revision": 0, "value": VALUE, "claimed": "18", "argument": "x", "upload": upload}
        form |= {"confidentiality": "official_use", "legal_ground": ground}
        return client.post(f"{here}point/", form)

    answer = give("")
    assert answer.status_code == 422
    assert element(answer, "#id_legal_ground_error").text.startswith("Error: Name the legal ground")
    assert give("Order No. 5 of 3 May 2018").status_code == 302
    document = objection.points.get().documents.get()
    assert (document.confidentiality, document.legal_ground) == ("official_use", "Order No. 5 of 3 May 2018")


def test_a_point_is_changed_and_removed(delivered: Delivered) -> None:
    objection = delivered.open()
    point = delivered.point(objection)
    client = signed_in(delivered, PREPARER)
    here = f"/en/desk/objections/{objection.pk}/"
    assert element(page(client, f"{here}?point={point.pk}"), "[name=claimed]")["value"] == "18"
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
        assert texts(shown, ".alert-title") == ["The term has passed"]
        assert "/file/" not in shown
        late = signed_in(delivered, HEAD).post(f"/en/desk/objections/{objection.pk}/file/", {"revision": ""})
    assert late.status_code == 409
    assert element(late, "#refusal .clause").text == "cl. 57"


@pytest.mark.clause("c60", "c66")
def test_a_late_result_is_still_asked_for_and_called_late(delivered: Delivered) -> None:
    objection = delivered.in_review()
    assert objection.result_term is not None
    with clock.frozen(objection.result_term.due_at):
        shown = page(signed_in(delivered, CHAIR), f"/en/desk/objections/{objection.pk}/")
    assert element(shown, ".alert-refused .alert-title").text == "The term for the result has passed"
    late = element(shown, ".alert-refused .alert-text").text
    assert f"The delay is recorded as a violation of {objection.authority.short_name}." in late
    assert elements(shown, f"form[action='/en/desk/objections/{objection.pk}/decide/']")


@pytest.mark.clause("c57", "c59", "c60", "c61")
def test_the_desk_says_whose_turn_it_is(delivered: Delivered) -> None:
    def titles(who: str) -> list[str]:
        return texts(page(signed_in(delivered, who), "/en/desk/"), ".turn-title")

    conclusion = reverse_in("en", "conclusion", delivered.conclusion.pk)
    turn = elements(page(signed_in(delivered, HEAD), "/en/desk/"), f".turn a[href='{conclusion}']")
    assert [link.text for link in turn] == ["Read the conclusion"]
    objection = delivered.open()
    delivered.point(objection)
    assert f"File objection {objection.number}" in titles(HEAD)
    assert f"Complete objection {objection.number}" in titles(PREPARER)
    actions.file_objection(objection, delivered.person(HEAD))
    assert f"Form the special commission on objection {objection.number}" in titles(APPROVER)
    actions.form_commission(objection, delivered.person(APPROVER), delivered.seats())
    assert f"Hand objection {objection.number} to the special commission" in titles(APPROVER)
    actions.hand_to_commission(objection, delivered.person(APPROVER))
    assert f"Decide objection {objection.number}" in titles(CHAIR)
    assert f"Decide objection {objection.number}" not in titles(MEMBER)
    sits = f"The special commission in which you sit decides objection {objection.number}"
    for who in (MEMBER, WORKING_BODY):
        assert any(
            sits in text for text in texts(page(signed_in(delivered, who), "/en/desk/"), ".nexts-what")
        )
    assert sits not in page(signed_in(delivered, CHAIR), "/en/desk/")
    decision = actions.PointDecision(objection.points.get(), "accepted", "Shown.", Decimal(18))
    actions.decide_points(objection, delivered.person(CHAIR), [decision], finish=True)
    assert f"Correct the conclusion on objection {objection.number}" in titles(APPROVER)
    actions.correct_by_objection(objection, delivered.person(APPROVER))
    assert "Correct the conclusion" not in page(signed_in(delivered, APPROVER), "/en/desk/")


def reverse_in(language: str, name: str, *args: object) -> str:
    with override(language):
        return reverse(name, args=args)


@pytest.mark.clause("c59", "c60", "c61")
def test_many_objections_of_one_step_are_one_card(
    delivered: Delivered, monkeypatch: pytest.MonkeyPatch
) -> None:
    """How many, the nearest term, and a link to the list that shows these alone."""
    monkeypatch.setattr(desk, "ONE_CARD_FROM", 1)

    def card(who: str) -> tuple[str, str]:
        client = signed_in(delivered, who)
        text = page(client, "/en/desk/")
        links = [link["href"] for link in elements(text, ".turn a[href*='/objections/']")]
        (title,) = [one for one in texts(text, ".turn-title") if "objection" in one]
        (listed,) = set(links)
        assert objection.number in texts(page(client, listed), "tbody a")
        return title, listed.partition("?")[2]

    objection = delivered.filed()
    assert card(APPROVER) == ("Form the special commission on 1 objection", "year=2018&state=filed")
    actions.form_commission(objection, delivered.person(APPROVER), delivered.seats())
    assert card(APPROVER) == ("Hand 1 objection to its special commission", "year=2018&state=filed")
    actions.hand_to_commission(objection, delivered.person(APPROVER))
    assert card(CHAIR) == ("Decide 1 objection", "year=2018&state=in_review")
    decision = actions.PointDecision(objection.points.get(), "accepted", "Shown.", Decimal(18))
    actions.decide_points(objection, delivered.person(CHAIR), [decision], finish=True)
    title = "Correct the conclusion on 1 accepted objection"
    assert card(APPROVER) == (title, "year=2018&state=accepted")


def test_the_desk_of_an_approver_costs_the_same_whatever_is_objected(delivered: Delivered) -> None:
    """Four objections or six: one card, no query more."""
    client = signed_in(delivered, APPROVER)
    delivered.filed()
    laid_beside(delivered, 3)
    page(client, "/en/desk/")
    few = queries(lambda: page(client, "/en/desk/"))
    laid_beside(delivered, 5)
    page(client, "/en/desk/")
    assert queries(lambda: page(client, "/en/desk/")) == few
    assert "Form the special commissions on 6 objections" in texts(page(client, "/en/desk/"), ".turn-title")


def laid_beside(delivered: Delivered, count: int) -> None:
    """So many filed objections to other versions of the conclusion."""
    first = delivered.conclusion
    with unguarded(Conclusion, Objection):  # born in the states that acts would have brought them to
        for number in range(Objection.objects.count(), count + 1):
            conclusion = Conclusion.objects.create(
                cycle=first.cycle,
                body=first.body,
                block=first.block,
                version=number + 1,
                state="superseded",
                lead=first.lead,
                methodology=first.methodology,
                number=f"X{number}",
            )
            Objection.objects.create(
                cycle=first.cycle,
                body=first.body,
                conclusion=conclusion,
                authority=first.lead,
                number=f"X{number}-O",
                state=ObjectionState.FILED,
                filed_at=clock.now(),
                filed_by=delivered.person(HEAD),
                result_term=Objection.objects.earliest("pk").result_term,
            )


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
    assert len([link for link in texts(shown, "tbody a") if link.endswith("-O")]) == 3
    assert queries(lambda: page(client, "/en/desk/objections/")) == one


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_pages_open_in_three_languages(delivered: Delivered, language: str) -> None:
    objection = delivered.decided()
    client = signed_in(delivered, APPROVER)
    for address in ("", f"{objection.pk}/"):
        shown = page(client, f"/{language}/desk/objections/{address}")
        assert element(shown, "html")["lang"] == language


def test_a_seat_is_offered_by_what_a_person_is(delivered: Delivered) -> None:
    objection = delivered.filed()
    shown = page(signed_in(delivered, APPROVER), f"/en/desk/objections/{objection.pk}/")
    member, representative = delivered.person(MEMBER), delivered.person(WORKING_BODY)
    offered = [one["value"] for one in elements(shown, f"[name=seat-{member.pk}] option")]
    assert Seat.CHAIR in offered
    assert Seat.WORKING_BODY not in offered
    offered = [one["value"] for one in elements(shown, f"[name=seat-{representative.pk}] option")]
    assert offered
    assert Seat.CHAIR not in offered
