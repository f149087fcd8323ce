"""The list of tasks of a body's reports: one pure function, one page for three blocks, the same for all who read it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from reports import actions
from reports.models import Report
from reports.selectors.tasks import tasks_of
from reports.task_list import (
    BlockFacts,
    Closed,
    PlaceFact,
    Reader,
    SectionFacts,
    Signing,
    TaskState,
    task_list,
)
from tests.reports.test_cost import cost
from tests.worlds.elements import elements
from tests.worlds.opened import Opened

NOW = datetime(2019, 2, 18, 5, 0, tzinfo=UTC)
DUE = NOW + timedelta(days=3)
EARLY, LATER = NOW - timedelta(hours=2), NOW - timedelta(hours=1)


def section(*places: PlaceFact, code: str = "1.1.1") -> SectionFacts:
    return SectionFacts("1.1", code, places)


def block(*sections: SectionFacts, state: str = "draft", due: datetime | None = DUE) -> BlockFacts:
    return BlockFacts(1, state, due, sections, handed_over=state in ("signed", "accepted", "returned"))


GIVEN = PlaceFact(True, "", "Айжан", EARLY)
UNPROVEN = PlaceFact(True, "document", "Берік", LATER)
EMPTY = PlaceFact(False, "value")


@pytest.mark.parametrize(
    ("places", "state", "done", "missing", "who"),
    [
        ((), TaskState.NOT_NEEDED, 0, (), ""),
        ((EMPTY, EMPTY), TaskState.NOT_STARTED, 0, (("value", 2),), ""),
        ((GIVEN, UNPROVEN, EMPTY), TaskState.STARTED, 1, (("value", 1), ("document", 1)), "Берік"),
        ((GIVEN, GIVEN), TaskState.READY, 2, (), "Айжан"),
    ],
)
def test_a_section_says_how_far_it_is_who_worked_on_it_and_what_lacks(
    places: tuple[PlaceFact, ...], state: TaskState, done: int, missing: tuple[object, ...], who: str
) -> None:
    [task] = task_list([block(section(*places))], Reader.PREPARER, NOW).blocks[0].tasks
    assert (task.state, task.done, task.total, task.missing, task.who) == (
        state,
        done,
        len(places),
        missing,
        who,
    )


@pytest.mark.parametrize(
    ("facts", "now", "preparer", "head"),
    [
        (block(section(EMPTY)), NOW, None, Closed.NOT_YOURS),
        (block(section(EMPTY)), DUE, Closed.TERM_OVER, Closed.TERM_OVER),
        (block(section(EMPTY), due=None), DUE, None, Closed.NOT_YOURS),
        (block(section(GIVEN), state="awaiting_signature"), NOW, None, Closed.NOT_YOURS),
        (block(section(GIVEN), state="signed"), DUE, Closed.SUBMITTED, Closed.SUBMITTED),
        (block(section(GIVEN), state="returned"), NOW, None, Closed.NOT_YOURS),
        (block(section(GIVEN), state="accepted"), DUE, Closed.ACCEPTED, Closed.ACCEPTED),
        (block(section()), NOW, Closed.NOTHING_ASKED, Closed.NOTHING_ASKED),
    ],
)
def test_every_closed_door_names_its_rule(
    facts: BlockFacts, now: datetime, preparer: Closed | None, head: Closed | None
) -> None:
    for reader, expected in ((Reader.PREPARER, preparer), (Reader.HEAD, head), (Reader.OTHER, head)):
        assert task_list([facts], reader, now).blocks[0].tasks[0].closed == expected


@pytest.mark.parametrize(
    ("facts", "signing"),
    [
        (block(section(GIVEN), section(EMPTY, code="1.1.2")), Signing.NOT_YET),
        (block(section(GIVEN)), Signing.TO_HAND_OVER),
        (block(section(GIVEN), state="awaiting_signature"), Signing.TO_SIGN),
        (block(section(GIVEN), state="signed"), Signing.SIGNED),
        (block(section(GIVEN), state="accepted"), Signing.ACCEPTED),
        (block(), Signing.TO_HAND_OVER),
    ],
)
def test_the_signature_follows_when_all_sections_are_ready(facts: BlockFacts, signing: Signing) -> None:
    assert task_list([facts], Reader.HEAD, NOW).blocks[0].signing == signing


def test_the_list_is_one_for_all_readers_but_who_works_on_a_draft_stays_inside() -> None:
    facts = [block(section(GIVEN, EMPTY))]
    mine, heads, others = (task_list(facts, reader, NOW).blocks[0].tasks[0] for reader in Reader)
    assert (mine.who, heads.who, others.who) == ("Айжан", "Айжан", "")
    for one in (heads, others):
        assert (one.state, one.done, one.total, one.missing) == (
            mine.state,
            mine.done,
            mine.total,
            mine.missing,
        )
    handed = [block(section(GIVEN), state="signed")]
    assert {task_list(handed, reader, NOW).blocks[0].tasks[0].who for reader in Reader} == {"Айжан"}


def test_after_a_section_comes_the_next_that_lacks_something_from_the_top_again() -> None:
    [tasks] = task_list(
        [block(section(EMPTY), section(GIVEN, code="1.1.2"), section(EMPTY, code="1.2.1"))],
        Reader.PREPARER,
        NOW,
    ).blocks
    order = [
        (code, after.code if (after := tasks.after(code)) else None) for code in ("1.1.1", "1.1.2", "1.2.1")
    ]
    assert order == [("1.1.1", "1.2.1"), ("1.1.2", "1.2.1"), ("1.2.1", "1.1.1")]
    assert task_list([block(section(EMPTY))], Reader.PREPARER, NOW).blocks[0].after("1.1.1") is None


def page(body: str = "agriculture") -> str:
    with override("ru"):
        return reverse("report_tasks", args=[2018, body])


def agriculture(opened: Opened) -> list[Report]:
    return [opened.report("agriculture", number) for number in (1, 2, 3)]


@pytest.mark.clause("c40")
def test_the_page_shows_three_blocks_to_preparer_and_head_alike(opened: Opened, client: Client) -> None:
    opened.fill(opened.report("agriculture", 3))
    texts = {}
    for who in ("agriculture.preparer", "agriculture.first_head"):
        opened.world.sign_in(client, who)
        text = client.get(page()).content.decode()
        assert len(elements(text, ".task-block")) == 3
        texts[who] = [" ".join(chip.text.split()) for chip in elements(text, ".task .chip")]
    assert texts["agriculture.preparer"] == texts["agriculture.first_head"]
    preparer, head = (opened.person(f"agriculture.{office}") for office in ("preparer", "first_head"))
    mine, _sheets = tasks_of(opened.cycle, agriculture(opened), preparer)
    assert [one.signing for one in mine.blocks] == [Signing.NOT_YET, Signing.NOT_YET, Signing.TO_HAND_OVER]
    heads, _sheets = tasks_of(opened.cycle, agriculture(opened), head)
    assert heads.unready == mine.unready > 0


def test_a_body_without_a_block_reads_that_it_is_not_evaluated_by_it(opened: Opened, client: Client) -> None:
    kept = opened.report("agriculture", 2)
    Report.objects.filter(pk=kept.pk).delete()
    opened.world.sign_in(client, "agriculture.preparer")
    text = client.get(page()).content.decode()
    assert "По этому блоку орган не оценивается" in elements(text, ".task-block")[1].text


@pytest.mark.parametrize(
    "who", ["agriculture.preparer", "agriculture.first_head", "economy.evaluator", "commission.working_body"]
)
def test_the_list_costs_the_same_whatever_is_filled_in(opened: Opened, client: Client, who: str) -> None:
    opened.world.sign_in(client, who)
    opened.fill(opened.report("agriculture", 1))
    client.get(page())
    few = cost(client, page())
    for report in agriculture(opened):
        opened.fill(report)
    assert cost(client, page()) == few


def test_a_section_alone_is_saved_and_shown_again(opened: Opened, client: Client) -> None:
    opened.world.sign_in(client, "agriculture.preparer")
    report = opened.report("agriculture", 1)
    preparer = opened.person("agriculture.preparer")
    listed, _sheets = tasks_of(opened.cycle, agriculture(opened), preparer)
    codes = [task.code for task in listed.blocks[0].tasks if task.total]
    with override("ru"):
        address = f"{reverse('report', args=[report.pk])}?section={codes[0]}"
    text = client.get(address).content.decode()
    assert len(elements(text, "[aria-current=page].task-name, .task-current")) == 1
    names = [field["name"] for field in elements(text, ".place [name^='v:']")]
    whole = client.get(address.partition("?")[0]).content.decode()
    assert 0 < len(names) < len(elements(whole, ".place [name^='v:']"))
    sent = {f"{kind}:{names[0][2:]}": "" for kind in ("was", "why")} | {
        names[0]: "12",
        "seen:" + names[0][2:]: "0",
    }
    answer = client.post(address, {"revision": "0", **sent})
    assert (answer.status_code, answer["Location"]) == (302, address)
    assert actions.save_values(opened.report("agriculture", 1), preparer, []).values.count() == 1
