"""A report goes back, from the first head and from an evaluator: the words are read, and what was changed since."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal

import pytest
from django.test import Client
from django.utils.translation import override

from evaluation import clock
from evaluation.models import JournalEntry
from reports import actions
from reports.entries import ValueEntry
from reports.models import ReportState
from reports.return_grounds import drafted
from schedule.calendar import current_calendar
from schedule.terms import completion_days
from tests.worlds.elements import elements, texts
from tests.worlds.opened import Opened
from tests.worlds.pages import page
from tests.worlds.report_acts import letters, refused, value

pytestmark = pytest.mark.django_db
HEAD, PREPARER, EVALUATOR = "agriculture.first_head", "agriculture.preparer", "economy.evaluator"
REMARK = "Reached goals: the certificate says 11, the form 12."


def shown(opened: Opened, who: str, pk: int) -> str:
    client = Client()
    opened.world.sign_in(client, who)
    return page(client, f"/en/desk/reports/{pk}/")


def change(opened: Opened, report: object, item: str, number: int) -> None:
    """Another number, the documents kept."""
    stands = value(report, item)  # type: ignore[arg-type]
    entry = ValueEntry(
        item, number=Decimal(number), document_ids=tuple(stands.documents.values_list("pk", flat=True))
    )
    actions.save_values(report, opened.person(PREPARER), [entry])  # type: ignore[arg-type]


@pytest.mark.clause("c40", "c64")
def test_the_first_head_returns_the_report_to_the_preparers(opened: Opened) -> None:
    report = opened.hand(opened.report("agriculture", 1))
    for who in (PREPARER, "culture.first_head", EVALUATOR):
        refused("right", lambda who=who: actions.send_back_report(report, opened.person(who), REMARK))
    refusal = refused("incomplete", lambda: actions.send_back_report(report, opened.person(HEAD), " \n"))
    assert [fault.field for fault in refusal.faults] == ["reason"]
    back = actions.send_back_report(report, opened.person(HEAD), REMARK, report.revision)
    assert (back.state, back.prepared_by, back.head_remark) == (ReportState.DRAFT, None, REMARK)
    assert letters("report.sent_back") == {PREPARER}
    entry = JournalEntry.objects.get(act="report.send_back")
    assert (entry.before, entry.after, entry.details["reason"]) == ("awaiting_signature", "draft", REMARK)
    refused("state", lambda: actions.send_back_report(back, opened.person(HEAD), REMARK))


@pytest.mark.clause("c40", "c64")
def test_the_remark_is_read_until_the_report_is_signed_and_by_the_body_alone(opened: Opened) -> None:
    report = opened.hand(opened.report("agriculture", 1))
    client = Client()
    opened.world.sign_in(client, HEAD)
    address = f"/en/desk/reports/{report.pk}/"
    empty = client.post(f"{address}send-back/", {"revision": report.revision, "reason": ""})
    assert empty.status_code == 422
    answer = client.post(f"{address}send-back/", {"revision": report.revision, "reason": REMARK})
    assert (answer.status_code, answer["Location"]) == (302, address)
    preparer = Client()
    opened.world.sign_in(preparer, PREPARER)
    assert any(REMARK in card for card in texts(page(preparer, "/en/desk/"), ".turn"))
    assert REMARK in page(preparer, address)
    assert REMARK not in shown(opened, EVALUATOR, report.pk)
    report = opened.report("agriculture", 1)
    actions.hand_report_for_signature(report, opened.person(PREPARER))
    again = shown(opened, HEAD, report.pk)
    assert REMARK in again
    assert "No value was changed since then." in again
    change(opened, opened.report("agriculture", 1), "goals_reached", 10)
    actions.hand_report_for_signature(opened.report("agriculture", 1), opened.person(PREPARER))
    again = shown(opened, HEAD, report.pk)
    assert "Changed since then: 1 value" in again
    assert "Goals reached within the allotted funds: 12 → 10" in texts(again, ".alert-box .expander-body li")
    signed = actions.sign_report(opened.report("agriculture", 1), opened.person(HEAD))
    assert signed.head_remark == ""
    assert REMARK in shown(opened, HEAD, report.pk), "the body still reads why it had gone back"
    assert REMARK not in shown(opened, EVALUATOR, report.pk)


@pytest.mark.clause("c40")
def test_an_evaluator_says_which_values_are_meant(opened: Opened) -> None:
    report = opened.sign(opened.report("agriculture", 1))
    examiner = opened.person(EVALUATOR)
    refused("invalid", lambda: actions.return_report(report, examiner, "?", places=["nothing_of_this"]))
    actions.return_report(report, examiner, "The certificate is of 2017.", places=["goals_reached"])
    form = shown(opened, PREPARER, report.pk)
    (place,) = elements(form, ".alert-list li")
    assert place.text.endswith("not changed yet")
    assert elements(form, f"[id='{place.one('a')['href'][1:]}']"), "the link leads to the field"
    assert "The certificate is of 2017." in form
    change(opened, opened.report("agriculture", 1), "goals_reached", 11)
    assert texts(shown(opened, PREPARER, report.pk), ".alert-list li")[0].endswith("changed since")
    kept = JournalEntry.objects.filter(act="report.save_values").latest("pk").details["changed"]
    assert [Decimal(one) for one in kept["goals_reached"][:2]] == [12, 11], (
        "the journal keeps what stood before"
    )
    assert "Changed since then" not in shown(opened, EVALUATOR, report.pk), "not signed yet: a draft"
    handed = actions.hand_report_for_signature(opened.report("agriculture", 1), opened.person(PREPARER))
    actions.sign_report(handed, opened.person(HEAD))
    again = shown(opened, EVALUATOR, report.pk)
    assert "The certificate is of 2017." in again, "the reason stays readable for who wrote it"
    assert "Changed since then: 1 value" in again


@pytest.mark.clause("c40", "c46")
@pytest.mark.parametrize(
    ("returned", "last_day", "days"),
    [
        (date(2019, 3, 4), date(2019, 3, 12), 5),  # 8 March is a day off
        (date(2019, 4, 8), date(2019, 4, 11), 3),  # conclusions are due on Monday 15 April: two days are kept
        (date(2019, 4, 11), date(2019, 4, 12), 1),
        (date(2019, 4, 15), date(2019, 4, 16), 1),  # never less than one
    ],
)
def test_a_late_return_leaves_the_authority_two_days_to_score(
    opened: Opened, returned: date, last_day: date, days: int
) -> None:
    report = opened.sign(opened.report("agriculture", 1))
    with clock.frozen(datetime.combine(returned, time(10), clock.ALMATY)):
        back = actions.return_report(report, opened.person(EVALUATOR), "The certificate is of 2017.")
    term = back.completion_term
    assert term is not None
    assert term.last_day == last_day
    assert completion_days(current_calendar(), returned, date(2019, 4, 15)) == days
    assert completion_days(current_calendar(), returned, None) == 5
    with clock.frozen(datetime.combine(returned, time(11), clock.ALMATY)):
        counted = texts(shown(opened, PREPARER, report.pk), "details.counted")
    assert any(f"{days} working day" in said for said in counted)


@pytest.mark.clause("c40")
def test_the_letter_is_drafted_from_coded_grounds_and_edited_before_it_is_sent(opened: Opened) -> None:
    report = opened.sign(opened.report("agriculture", 1))
    client = Client()
    opened.world.sign_in(client, EVALUATOR)
    address = f"/en/desk/reports/{report.pk}/return/"
    ticked = {"revision": report.revision, "grounds": ["sum", "document_period"], "places": ["goals_reached"]}
    drafted = client.post(address, {**ticked, "reason": "", "then": "draft"})
    assert drafted.status_code == 200
    (letter,) = elements(drafted.content.decode(), "textarea[name=reason]")
    assert letter.text == (
        "Please complete the report. What was found: – a total is not the sum of its parts; – a document is of another "
        "period. The values that are meant: – Goals reached within the allotted funds."
    )
    checked = {one["value"] for one in elements(drafted.content.decode(), "[name=grounds][checked]")}
    assert checked == {"sum", "document_period"}
    assert opened.report("agriculture", 1).state == ReportState.SIGNED
    assert not letters("report.returned")
    assert client.post(address, {**ticked, "grounds": ["none"], "reason": "x"}).status_code == 422
    edited = "The total of line 4 is wrong."
    assert client.post(address, {**ticked, "reason": edited}).status_code == 302
    details = JournalEntry.objects.get(act="report.return_for_completion").details
    assert (details["grounds"], details["reason"]) == (["sum", "document_period"], edited)
    body = shown(opened, PREPARER, report.pk)
    assert "a total is not the sum of its parts; a document is of another period." in body
    assert edited in body


def test_a_letter_drafted_anew_keeps_what_the_evaluator_wrote_and_nothing_of_the_old_draft() -> None:
    with override("en"):
        names = ["Goals planned", "Goals reached"]
        first = drafted(["sum"], names[:1], "", names)
        again = drafted(["unit", "other"], names[1:], first + "\n\nSee line 4.\nCall us.", names)
    assert again.splitlines() == [
        "Please complete the report. What was found:",
        "– a value is in another unit, or of another scale;",
        "– another reason, told in the letter.",
        "",
        "The values that are meant:",
        "– Goals reached.",
        "",
        "See line 4.",
        "Call us.",
    ]


def test_a_return_without_a_code_is_told_in_its_letter_alone(opened: Opened) -> None:
    report = opened.sign(opened.report("agriculture", 1))
    with pytest.raises(ValueError, match="nonsense"):
        actions.return_report(report, opened.person(EVALUATOR), "No.", grounds=["nonsense"])
    actions.return_report(report, opened.person(EVALUATOR), "No.")
    assert JournalEntry.objects.get(act="report.return_for_completion").details["grounds"] == ["other"]
