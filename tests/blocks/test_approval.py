"""The approver's desk: list and pane, one click a thing, what was read, many at once, returns (c9.3, c32, c46)."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from blocks import actions
from blocks.actions.readings import mark_read
from blocks.models import Conclusion, ConclusionState, PartialConclusion, PartialState, Reading
from blocks.selectors.approval import change_of, read_queue
from blocks.selectors.approval_pane import sentence_of
from evaluation import clock, desk
from evaluation.models import JournalEntry
from evaluation.rights import forget_standing
from reports.entries import ValueEntry
from tests.blocks.test_desk import queries
from tests.worlds.elements import element, elements, texts
from tests.worlds.scored import DIRECTION_SCORES, Scored, scored
from tests.worlds.world import NOW

__all__ = ["scored"]

QUEUE = "/en/desk/approve/2018/"
APPROVER = "civil-service.approver"


def others(scored: Scored, *slugs: str) -> list[PartialConclusion]:
    """Direction 3.1 of further bodies, marked and sent to the same approver."""
    found = []
    for slug in slugs:
        with clock.frozen(NOW):
            report = scored.sign(scored.report(slug, 3))
        scored.accept(report)
        found.append(scored.submit(scored.give_values(scored.partials(slug)[0])))
    return found


def keys(client: Client, query: str = "") -> list[str]:
    page = client.get(f"{QUEUE}{query}")
    return [re.sub(".*show=", "", str(link.get("href"))) for link in elements(page, ".queue a")]


@pytest.mark.clause("c9.3")
@pytest.mark.clause("c32")
def test_every_direction_is_one_click_and_the_next_opens_by_itself(scored: Scored, client: Client) -> None:
    waiting = [scored.submit(scored.partials()[0]), *others(scored, "culture", "akmola")]
    scored.world.sign_in(client, APPROVER)
    clicks = 1  # the card on the desk
    page = client.get(element(client.get("/en/desk/"), f"a[href='{QUEUE}']").get("href"))
    while form := elements(page, ".pane-acts form[action$='/approve/']"):
        sent = {one.get("name"): one.get("value") for one in elements(form[0], "input")}
        page = client.post(str(form[0].get("action")), sent, follow=True)
        clicks += 1
    assert clicks == 1 + len(waiting) == 4
    states = PartialConclusion.objects.filter(pk__in=[one.pk for one in waiting])
    assert set(states.values_list("state", flat=True)) == {PartialState.DELIVERED}
    assert texts(page, "h1") == ["0 await your approval"]
    acts = JournalEntry.objects.filter(object_id=waiting[0].pk, object_type="blocks.partialconclusion")
    assert list(acts.order_by("-id").values_list("act", flat=True)[:2]) == [
        "partialconclusion.deliver",
        "partialconclusion.approve",
    ]


def test_the_list_shows_the_draft_score_and_the_pane_the_whole(scored: Scored, client: Client) -> None:
    partial = scored.submit(scored.partials()[0])
    assert partial.score == DIRECTION_SCORES["3.1"]
    scored.world.sign_in(client, APPROVER)
    page = client.get(QUEUE)
    (row,) = elements(page, ".queue li")
    assert "89.00" in element(row, ".queue-score").text
    assert "first year" in element(row, ".queue-change").text
    assert element(row, ".queue-what").text.startswith("3.1 ")
    pane = element(page, "#pane")
    assert [heading.split(" · ")[0] for heading in texts(pane, ".pane-line h3")] == [
        "3.1.1.1",
        "3.1.1.2",
        "3.1.2.1",
        "3.1.2.2",
    ]
    assert [mark.split()[1] for mark in texts(pane, ".pane-mark")] == ["100.00", "80.00", "99.00", "70.00"]
    assert "480" in pane.text  # hours beyond the norm, the authority's own value
    assert len(elements(pane, ".pane-documents .doc")) == 4
    assert "Approve 89.00" in texts(pane, "[data-act=approve]")
    # a score sent before it was kept is computed for the list
    PartialConclusion.objects.filter(pk=partial.pk).update(score=None)
    assert "89.00" in texts(client.get(QUEUE), ".queue-score")


def test_what_was_opened_is_read_until_it_changes(scored: Scored, client: Client) -> None:
    partial = scored.submit(scored.partials()[0])
    scored.world.sign_in(client, APPROVER)
    assert "awaits you" in texts(client.get(QUEUE), ".queue-signs .chip")
    assert not Reading.objects.exists()  # the first of the list stands there unasked
    opened = f"{QUEUE}?show=marks-{partial.pk}"
    assert client.head(opened).status_code == 200
    assert not Reading.objects.exists()
    assert "read" in texts(client.get(opened), ".queue-signs .chip")
    reading = Reading.objects.get()
    assert (reading.person, reading.revision) == (scored.person(APPROVER), partial.revision)
    PartialConclusion.objects.filter(pk=partial.pk).update(revision=partial.revision + 1)
    assert "awaits you" in texts(client.get(QUEUE), ".queue-signs .chip")


@pytest.mark.clause("c9.3")
def test_many_at_once_are_those_that_were_read(scored: Scored, client: Client) -> None:
    first = scored.submit(scored.partials()[0])
    second, third = others(scored, "culture", "akmola")
    approver = scored.person(APPROVER)
    for one in (first, second):
        mark_read(one, approver)
    scored.world.sign_in(client, APPROVER)
    page = client.get(f"{QUEUE}read/")
    ticked = [str(box.get("value")) for box in elements(page, "input[name=line]")]
    assert sorted(ticked) == sorted(f"marks-{one.pk}:{one.revision}" for one in (first, second))
    assert third.body.short_name in texts(page, "ul.panel li")[-1]
    # what was not read is not approved, whatever a browser sends; nor what changed after the page was shown
    stale = f"marks-{second.pk}:{second.revision - 1}"
    sent = [f"marks-{first.pk}:{first.revision}", stale, f"marks-{third.pk}:{third.revision}"]
    answer = client.post(f"{QUEUE}read/", {"line": sent}, follow=True)
    assert [scored.fresh(one).state for one in (first, second, third)] == [
        PartialState.DELIVERED,
        PartialState.AWAITING_APPROVAL,
        PartialState.AWAITING_APPROVAL,
    ]
    assert any(second.body.short_name in words for words in texts(answer, ".messages .alert-refused"))


def test_whole_conclusions_are_not_approved_unread(scored: Scored, client: Client) -> None:
    drawn = scored.draw_up()
    scored.world.sign_in(client, "communications.approver")
    assert client.get(f"{reverse('conclusion_bulk', args=['approve'])}?year=2018").status_code == 404
    listed = client.get(reverse("conclusions"))
    assert [link.get("href") for link in elements(listed, ".row-of-buttons a")] == [QUEUE]
    many = f"{QUEUE}read/"
    line = f"conclusion-{drawn.pk}:{drawn.revision}"
    assert elements(client.get(many), "input[name=line]") == []
    client.post(many, {"line": [line]})
    assert Conclusion.objects.get().state == ConclusionState.DRAFT
    client.get(f"{QUEUE}?show=conclusion-{drawn.pk}")
    assert [box.get("value") for box in elements(client.get(many), "input[name=line]")] == [line]
    client.post(many, {"line": [line]})
    assert Conclusion.objects.get().state == ConclusionState.APPROVED


def test_a_conclusion_is_read_whole_and_approved_from_the_pane(scored: Scored, client: Client) -> None:
    drawn = scored.draw_up()
    scored.world.sign_in(client, "communications.approver")
    page = client.get(f"{QUEUE}?show=conclusion-{drawn.pk}")
    pane = element(page, "#pane")
    assert [one.split()[0] for one in texts(pane, "tbody th")] == ["3.1", "3.2"]
    for section in drawn.content["en"]:
        for paragraph in section["paragraphs"]:
            assert paragraph in pane.text
    form = element(pane, "form[action$='/approve/']")
    sent = {one.get("name"): one.get("value") for one in elements(form, "input")}
    assert client.post(str(form.get("action")), sent).status_code == 302
    assert Conclusion.objects.get().state == ConclusionState.APPROVED


def test_a_return_opens_the_next_and_an_empty_one_keeps_the_page(scored: Scored, client: Client) -> None:
    partial = scored.submit(scored.partials()[0])
    (second,) = others(scored, "culture")
    scored.world.sign_in(client, APPROVER)
    opened = f"{QUEUE}?show=marks-{partial.pk}"
    form = element(client.get(opened), "form[action$='/send_back/']")
    sent = {one.get("name"): one.get("value") for one in elements(form, "input")}
    address = str(form.get("action"))
    empty = client.post(address, {**sent, "reason": " "})
    assert empty.status_code == 422
    assert elements(empty, "#return-form[open]")
    answer = client.post(address, {**sent, "reason": "The document is of another year."})
    assert answer.url.endswith(f"show={sent['next']}" if sent["next"] else QUEUE + "?")
    assert scored.fresh(partial).state == PartialState.SCORING
    assert scored.fresh(partial).score is None
    assert keys(client) == [f"marks-{second.pk}"]
    # sent again, it stands among what needs attention, with the remark beside it
    actions.submit_marks(scored.fresh(partial), scored.person("civil-service.evaluator"))
    assert keys(client, "?filter=corrected") == [f"marks-{partial.pk}"]
    assert keys(client)[0] == f"marks-{partial.pk}"
    assert "another year" in element(client.get(opened), "#pane .typed").text


def test_who_gave_a_mark_is_told_who_may_approve(scored: Scored, client: Client) -> None:
    partial = scored.submit(scored.partials()[0])
    approver = scored.person(APPROVER)
    partial.marks.filter(indicator="3.1.1.1").update(scored_by=approver)
    scored.world.sign_in(client, APPROVER)
    page = client.get(f"{QUEUE}?show=marks-{partial.pk}")
    assert elements(page, ".queue a") == []
    assert not elements(page, "[data-act=approve]")
    assert "A second person approves" in element(page, "#pane .alert-waiting").text


def test_another_value_than_the_report_s_is_told(scored: Scored, client: Client) -> None:
    partial = scored.partials()[1]
    entry = ValueEntry("functions_automated", number=Decimal(10), document_ids=(scored.proof(partial).pk,))
    evaluator = scored.person("communications.evaluator")
    partial = actions.record_values(partial, evaluator, [entry])
    partial = scored.submit(partial)
    scored.world.sign_in(client, "communications.approver")
    assert keys(client, "?filter=differs") == [f"marks-{partial.pk}"]
    flag = element(client.get(f"{QUEUE}?show=marks-{partial.pk}"), ".pane-flag").text
    assert "the body reported 15, what counts is 10" in flag


def test_a_stranger_approves_nothing_here(scored: Scored, client: Client) -> None:
    partial = scored.submit(scored.partials()[0])
    scored.world.sign_in(client, "finance.approver")
    assert keys(client) == []
    assert keys(client, f"?show=marks-{partial.pk}") == []
    for move in ("approve", "send_back"):
        address = reverse("approval_act", args=[2018, "marks", partial.pk, move])
        assert client.post(address, {"reason": "Why"}).status_code == 404
    assert (
        client.post(reverse("approval_act", args=[2018, "marks", partial.pk, "deliver"])).status_code == 404
    )


def test_few_queries_whatever_waits(scored: Scored, client: Client) -> None:
    first = scored.submit(scored.partials()[0])
    scored.world.sign_in(client, APPROVER)
    opened = f"{QUEUE}?show=marks-{first.pk}"
    few = queries(client, opened), queries(client, f"{QUEUE}read/")
    others(scored, "culture", "akmola")
    person = scored.person(APPROVER)
    forget_standing(person)
    assert len(read_queue(person, 2018).lines) == 3
    assert (queries(client, opened), queries(client, f"{QUEUE}read/")) == few
    with CaptureQueriesContext(connection) as seen, desk.reading():
        desk.turns_of(person)
    assert len(seen) <= 30


def test_as_few_queries_for_three_conclusions_as_for_one(scored: Scored, client: Client) -> None:
    drawn = scored.draw_up()
    approver = f"{drawn.lead.slug}.approver"
    scored.world.sign_in(client, approver)
    opened = f"{QUEUE}?show=conclusion-{drawn.pk}"
    few = queries(client, opened), queries(client, f"{QUEUE}read/")
    for slug in ("culture", "akmola"):
        other = Conclusion.objects.get(pk=drawn.pk)
        other.pk, other.body, other.number = None, scored.world.body(slug), f"{drawn.number}-{slug}"
        other.save()
    person = scored.person(approver)
    forget_standing(person)
    waiting = [one.key for one in read_queue(person, 2018).lines]
    assert len([key for key in waiting if key.startswith("conclusion-")]) == 3
    assert (queries(client, opened), queries(client, f"{QUEUE}read/")) == few


@pytest.mark.parametrize(
    ("score", "before", "told"),
    [
        (None, Decimal(90), "Nothing of it is counted, so there is no score."),
        (Decimal(90), None, "Score 90.00. There is none for 2018 to compare with."),
        (Decimal("90.004"), Decimal("90.001"), "Score 90.00, the same as for 2018."),
        (Decimal("74.7"), Decimal("90.5"), "Score 74.70: 15.80 lower than for 2018."),
        (Decimal("90.5"), Decimal("74.7"), "Score 90.50: 15.80 higher than for 2018."),
    ],
)
def test_the_sentence(score: Decimal | None, before: Decimal | None, told: str) -> None:
    assert sentence_of(score, before, 2018) == told


def test_the_sentence_names_the_indicator_that_did_most() -> None:
    parts = [
        ("Complaints", Decimal(-53), Decimal(42), Decimal(95)),
        ("In time", Decimal("-0.6"), Decimal("96.8"), Decimal("97.4")),
        ("Satisfied", Decimal(8), Decimal("82.8"), Decimal(82)),
    ]
    assert sentence_of(Decimal("74.7"), Decimal("90.5"), 2018, parts).endswith(
        "Most of it comes from “Complaints”: 42.00 instead of 95.00."
    )
    even = [(name, Decimal(-1), Decimal(1), Decimal(2)) for name in "abc"]
    assert "Most of it" not in sentence_of(Decimal("74.7"), Decimal("90.5"), 2018, even)


def test_the_difference_is_that_of_the_numbers_shown() -> None:
    assert change_of(Decimal("74.745"), Decimal("90.494")) == Decimal("74.75") - Decimal("90.49")
