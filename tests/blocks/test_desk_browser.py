"""The scoring desk in a browser: sixty indicators by the keyboard alone, and nothing typed is lost (c9.3)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import close_old_connections
from django.test import Client
from django.utils.translation import gettext, override
from playwright.sync_api import Browser, Page, expect

from blocks import actions as block_actions
from blocks.models import Mark, PartialConclusion, PartialState
from evaluation import clock
from evaluation.models import JournalEntry, Office, User
from methodologies.models import SourceKind
from reports import actions as report_actions
from reports.entries import ValueEntry
from reports.models import Confidentiality, DatumValue, Document
from tests.worlds import good_files
from tests.worlds.desk import CHOICES, EXPERT, INDICATORS, REPORTED, VALUES
from tests.worlds.keyboard import Keyboard
from tests.worlds.layers import Layers
from tests.worlds.opened import PROGRAMMES, upload
from tests.worlds.scored import MARCH, Scored
from tests.worlds.world import add_person

pytestmark = [pytest.mark.browser, pytest.mark.minutes(3), pytest.mark.django_db(transaction=True)]

EVALUATOR = "civil-service.evaluator"


@pytest.fixture
def year(transactional_db: None, layers: Layers) -> Iterator[Scored]:
    """The long direction, unscored; the whole process stands in March, the server's threads too."""
    cache.clear()  # other tests' attempts to sign in
    made: Scored = layers.value("long_year")
    with override("en"):
        made.proof(made.partials()[0])
    clock.set_source(lambda: MARCH)
    yield made
    clock.set_source(None)
    close_old_connections()


def said(words: str) -> str:
    """A button's words on the Russian page."""
    with override("ru"):
        return gettext(words)


def desk_of(partial: PartialConclusion, language: str = "ru") -> str:
    return f"/{language}/admin/blocks/partialconclusion/{partial.pk}/change/"


def enter(page: Page, person: User) -> None:
    """Sign the person in without the sign-in page."""
    client = Client()
    client.force_login(person)
    page.goto("/healthz")
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value}
    page.context.add_cookies([cookie | {"url": page.evaluate("location.origin")}])  # type: ignore[list-item]


def at_the_desk(page: Page, year: Scored) -> PartialConclusion:
    partial = year.partials()[0]
    enter(page, year.person(EVALUATOR))
    page.goto(desk_of(partial))
    return partial


def acts(partial: PartialConclusion) -> list[str]:
    found = JournalEntry.objects.filter(object_type="blocks.partialconclusion", object_id=partial.pk)
    return [act.partition(".")[2] for act in found.order_by("id").values_list("act", flat=True)]


@pytest.mark.clause("c9.3")
def test_sixty_indicators_without_the_mouse(year: Scored, page: Page) -> None:
    """From the sign-in to "sent for approval" by keys; some two keys for each indicator besides its figure."""
    partial, keys = year.partials()[0], Keyboard(page)
    page.goto("/ru/desk/")
    keys.sign_in(year.person(EVALUATOR))
    keys.tab_to(said("Open the scoring desk"))
    keys.go("Enter")
    keys.tab_to("Минсельхоз", row="3.1")
    keys.go("Enter")
    before = keys.pressed

    keys.press("Alt+2")  # the document behind everything: one press of an arrow chooses the first
    assert keys.at() == "proof:rest"
    while "register" not in str(page.evaluate("document.activeElement.selectedOptions[0].textContent")):
        keys.press("ArrowDown")
    keys.press("Alt+1")
    met: list[str] = []
    while (name := keys.at()) not in met:
        met.append(name)
        item = name.removeprefix("v:datum_")
        if name.startswith("rationale:"):
            keys.type("По обзору совета")
        elif item in {str(one) for one in CHOICES}:
            keys.type("f")  # the answer "full"
        elif item not in {str(one) for one in REPORTED}:
            keys.type("8" if item == str(EXPERT) else "80")
        keys.press("Enter")
    assert len([name for name in met if name.startswith("v:")]) == VALUES + len(REPORTED) + len(PROGRAMMES)
    # seen before anything is saved; of a hundredth each: 0.16 × 80 + 0.16 × 88 (four answers "full") + 0.17 × 52.8
    # (four figures of 12 that stand as reported) + 0.34 × 80 + 0.17 × 79.96 (one of them 80 / 100.5)
    expect(page.locator("#desk-score")).to_have_text("76,65")
    assert not DatumValue.objects.filter(item="datum_1").exists()
    keys.go("Control+Enter")
    expect(page.locator(".desk-progress")).to_contain_text(re.compile("60"))
    assert partial.marks.count() == INDICATORS
    keys.go("Alt+4")

    partial = year.fresh(partial)
    assert partial.state == PartialState.AWAITING_APPROVAL
    assert partial.marks.get(indicator="3.1.6.10").rationale == "По обзору совета"
    assert DatumValue.objects.get(item="datum_1").number == 80
    assert acts(partial) == ["record_values", "save_marks", "submit"]
    assert keys.pressed - before <= 2 * INDICATORS, (
        f"{keys.pressed - before} keys for {INDICATORS} indicators"
    )


def test_the_same_without_any_script(year: Scored, browser: Browser, live_server: Any) -> None:
    """Tab, access keys and the buttons are enough; Enter in a field sends nothing."""
    context = browser.new_context(base_url=live_server.url, locale="ru-RU", java_script_enabled=False)
    page = context.new_page()
    client = Client()
    client.force_login(year.person(EVALUATOR))
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}
    context.add_cookies([cookie])  # type: ignore[list-item]
    partial = year.partials()[0]
    page.goto(desk_of(partial))
    page.locator('select[name="proof:rest"]').select_option(index=2)
    page.locator('[name="v:datum_1"]').focus()
    page.keyboard.type("70")
    page.keyboard.press("Enter")
    for _stop in range(3):  # the place's further inputs, the mark's, then the next value
        page.keyboard.press("Tab")
    page.keyboard.type("60")
    assert not DatumValue.objects.filter(item="datum_1").exists()
    save = page.get_by_role("button", name=said("Save values and marks"))
    assert save.get_attribute("accesskey") == "3"
    with page.expect_navigation():
        save.press("Enter")
    assert set(DatumValue.objects.filter(provenance="register").values_list("item", "number")) == {
        ("datum_1", Decimal(70)),
        ("datum_2", Decimal(60)),
    }
    # what the report gives already is marked with the same document, the fifty-odd others wait
    assert Mark.objects.filter(partial=partial).count() == 2 + len(REPORTED) + 1
    with page.context.expect_page() as opened:
        page.locator("tr#at-datum_21-row a.doc").first.click()
    expect(opened.value.locator("h1")).to_be_visible()  # beside the desk, which stays as it is
    context.close()


@pytest.mark.clause("c9.3", "c44")
def test_the_document_lies_beside_the_value(year: Scored, page: Page) -> None:
    partial = year.partials()[0]
    with override("en"):
        pdf = report_actions.attach_document(
            year.cycle, partial.body, partial.evaluator, upload("act.pdf", good_files.pdf()), "Act",
            SourceKind.ADMINISTRATION_CHECKS, Confidentiality.OPEN, year.person(EVALUATOR),
        )  # fmt: skip
    at_the_desk(page, year)
    page.locator('select[name="proof:rest"]').select_option(str(pdf.pk))
    field = page.locator("#at-datum_21")
    field.fill("33")
    page.keyboard.press("F2")
    panel, frame = page.locator("#evidence"), page.frame_locator("#evidence iframe")
    expect(frame.locator(".text")).to_contain_text("agriculture")  # what the body laid to its figure
    expect(field).to_be_focused()
    expect(field).to_have_value("33")
    expect(field).to_be_in_viewport()
    page.keyboard.press("F2")  # the next one: the act behind all the rest
    expect(page.locator("#evidence iframe")).to_have_attribute("src", re.compile(f"/{pdf.pk}/view/"))
    page.wait_for_timeout(500)
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    expect(field).to_have_value("33")
    opened = JournalEntry.objects.filter(act="document.open", actor=year.person(EVALUATOR))
    assert set(opened.values_list("object_id", flat=True)) == {
        Document.objects.get(title="report.txt").pk,
        pdf.pk,
    }


@pytest.mark.clause("c9.3")
def test_another_evaluators_saving_is_shown_beside_mine(year: Scored, page: Page) -> None:
    partial = at_the_desk(page, year)
    mine, other = page.locator("#at-datum_1"), page.locator("#at-datum_2")
    mine.fill("80")
    other.fill("70")
    page.locator('select[name="proof:rest"]').select_option(index=2)
    with override("en"):
        colleague = add_person(partial.evaluator, Office.EVALUATOR, "second.evaluator")
        entry = ValueEntry("datum_1", number=Decimal(95), document_ids=(year.proof(partial).pk,))
        block_actions.record_values(year.fresh(partial), colleague, [entry])
    with page.expect_navigation():
        page.keyboard.press("Control+Enter")
    expect(page.locator("#refusal")).to_be_focused()
    expect(mine).to_have_value("80")
    expect(other).to_have_value("70")
    expect(page.locator("#at-datum_1-row .desk-theirs")).to_contain_text("95")
    assert DatumValue.objects.get(item="datum_1").number == 95
    assert not DatumValue.objects.filter(item="datum_2").exists()
    with page.expect_navigation():
        page.keyboard.press("Control+Enter")
    assert DatumValue.objects.get(item="datum_1").number == 80
    assert DatumValue.objects.get(item="datum_2").number == 70


def test_what_was_typed_outlives_the_session(year: Scored, page: Page) -> None:
    partial = at_the_desk(page, year)
    page.locator('select[name="proof:rest"]').select_option(index=2)
    page.locator("#at-datum_1").fill("80")
    page.locator("#at-datum_12").select_option("partly")
    Session.objects.all().delete()
    keys = Keyboard(page)
    keys.go("Control+Enter")
    assert not DatumValue.objects.filter(item="datum_1").exists()
    keys.sign_in(year.person(EVALUATOR))
    keys.tab_to(said("Send what I typed"))
    keys.go("Enter")
    expect(page).to_have_url(re.compile(f"{desk_of(partial)}\\?document="))
    assert DatumValue.objects.get(item="datum_1").number == 80
    assert DatumValue.objects.get(item="datum_12").choice == "partly"
    assert partial.marks.filter(indicator="3.1.1.1", score=80).exists()


def test_what_was_typed_outlives_a_sign_in_in_another_window(year: Scored, page: Page) -> None:
    at_the_desk(page, year)
    page.locator('select[name="proof:rest"]').select_option(index=2)
    page.locator("#at-datum_1").fill("80")
    Session.objects.all().delete()
    beside, keys = page.context.new_page(), Keyboard(page)
    beside.goto("/ru/accounts/login/")
    Keyboard(beside).sign_in(year.person(EVALUATOR))
    keys.go("Control+Enter")
    keys.tab_to(said("Send what I typed"))
    keys.go("Enter")
    assert DatumValue.objects.get(item="datum_1").number == 80


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_a_double_click_is_one_act(year: Scored, browser: Browser, live_server: Any, script: bool) -> None:
    partial = year.partials()[0]
    context = browser.new_context(base_url=live_server.url, locale="ru-RU", java_script_enabled=script)
    page = context.new_page()
    client = Client()
    client.force_login(year.person(EVALUATOR))
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}
    context.add_cookies([cookie])  # type: ignore[list-item]
    page.goto(desk_of(partial))
    page.locator('select[name="proof:rest"]').select_option(index=2)
    page.locator("#at-datum_1").fill("80")
    page.get_by_role("button", name=said("Save values and marks")).dblclick()
    expect(page.locator("#at-datum_1-row a.doc")).to_be_visible()
    page.wait_for_load_state("networkidle")
    assert acts(partial) == ["record_values", "save_marks"]
    expect(page.locator("#refusal")).to_have_count(0)

    # not yet complete: sent twice, refused once, and the page says why
    page.get_by_role("button", name=said("Save and send for approval")).dblclick()
    expect(page.locator("#refusal li").first).to_be_visible()
    page.wait_for_load_state("networkidle")
    assert acts(partial) == ["record_values", "save_marks"]

    entries = [
        ValueEntry(f"datum_{n}", choice="full" if n in CHOICES else "", number=None if n in CHOICES else Decimal(8),
                   document_ids=(year.proof(partial).pk,))
        for n in range(2, INDICATORS + 1) if n not in (57, 58, 59, *REPORTED)
    ]  # fmt: skip
    places = [
        ("datum_57", "", "kpi-1"),
        ("datum_57", "", "kpi-2"),
        ("datum_58", "kk", ""),
        ("datum_58", "ru", ""),
    ]
    entries += [ValueEntry(*one, number=Decimal(8), document_ids=(year.proof(partial).pk,)) for one in places]
    with override("en"):
        block_actions.record_values(year.fresh(partial), year.person(EVALUATOR), entries)
    page.goto(desk_of(partial))
    page.locator('select[name="proof:rest"]').select_option(index=2)
    page.locator('[name="rationale:3.1.6.10"]').fill("Обзор")
    page.get_by_role("button", name=said("Save and send for approval")).dblclick()
    expect(page.locator("#desk-form")).to_have_count(0)
    page.wait_for_load_state("networkidle")
    expect(page.locator("#refusal")).to_have_count(0)
    assert acts(partial)[2:] == ["record_values", "save_marks", "submit"]
    context.close()


def test_the_way_back_neither_loses_nor_revives(year: Scored, page: Page) -> None:
    """Leaving with something unsaved is asked about; after a saving the page before shows what stands."""
    at_the_desk(page, year)
    asked: list[str] = []

    def stay(dialog: Any) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    page.locator("#at-datum_1").click()
    page.keyboard.type("80")
    page.locator(".desk-facts a").click(no_wait_after=True)
    page.wait_for_timeout(500)
    assert asked == ["beforeunload"]
    expect(page.locator("#at-datum_1")).to_have_value("80")
    page.locator('select[name="proof:rest"]').select_option(index=2)
    with page.expect_navigation():
        page.keyboard.press("Control+Enter")
    with page.expect_navigation():
        page.go_back()
    expect(page.locator("#at-datum_1")).to_have_value("80")
    page.locator("#at-datum_1").fill("81")
    page.locator('select[name="proof:rest"]').select_option(index=2)
    with page.expect_navigation():
        page.keyboard.press("Control+Enter")
    assert DatumValue.objects.get(item="datum_1").number == 81
    assert asked == ["beforeunload"]
