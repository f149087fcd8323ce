"""A methodology's whole way in a browser: drafted, tried, refused, mended, agreed, approved; then a mark and the document behind it (c17–c20, c9.3, c9.4)."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from django.db import close_old_connections
from django.test import Client
from django.utils.translation import gettext, override
from playwright.sync_api import Locator, Page, expect

from blocks import actions as block_actions
from blocks.models import PartialState
from evaluation import clock
from methodologies import actions as methodology_actions
from methodologies.models import Methodology, MethodologyState
from reports.models import Document
from tests.worlds.layers import Layers
from tests.worlds.scored import MARCH, Scored

pytestmark = [pytest.mark.browser, pytest.mark.minutes(2), pytest.mark.django_db(transaction=True)]


@pytest.fixture
def year(transactional_db: None, layers: Layers) -> Iterator[Scored]:
    """Agriculture's block 3 of 2018 with all its data; for the live server too the whole process stands in March."""
    made: Scored = layers.value("scored")
    clock.set_source(lambda: MARCH)
    yield made
    clock.set_source(None)
    close_old_connections()


class Visitor:
    """Whoever sits before the browser."""

    def __init__(self, page: Page, year: Scored) -> None:
        self.page, self.year = page, year
        page.goto("/ru/")

    def enter(self, who: str, path: str) -> None:
        """Sign the person in without the sign-in page, and open a page of the Russian portal."""
        client = Client()
        client.force_login(self.year.person(who))
        self.page.context.clear_cookies()
        cookie = {
            "name": "sessionid",
            "value": client.cookies["sessionid"].value,
            "url": self.page.evaluate("location.origin"),
        }
        self.page.context.add_cookies([cookie])  # type: ignore[list-item]
        self.page.goto(f"/ru/{path}")

    def button(self, words: str) -> Locator:
        """A button or a link by its English words, as the Russian page says them."""
        with override("ru"):
            said = gettext(words)
        name = re.compile(f"^{re.escape(said)}$")
        return self.page.get_by_role("button", name=name).or_(self.page.get_by_role("link", name=name)).first

    def click(self, words: str) -> None:
        with self.page.expect_navigation():
            self.button(words).click()


def latest() -> Methodology:
    return Methodology.objects.select_related("cycle").get(cycle__year=2019, subject="3")


@pytest.mark.clause("c17", "c18", "c39", "c9.3", "c9.4", "c44")
def test_from_the_draft_to_the_document_behind_a_number(year: Scored, page: Page) -> None:
    visitor = Visitor(page, year)
    methodology_comes_into_force(visitor)
    marks_are_given_and_approved(visitor)
    ministry_reaches_the_document(visitor)


def methodology_comes_into_force(visitor: Visitor) -> None:
    """Drafted for 2019, tried on 2018, refused, mended, agreed twice, approved by order."""
    year, page = visitor.year, visitor.page
    visitor.enter("communications.methodologist", "desk/methodologies/")
    source = Methodology.objects.get(cycle=year.cycle, subject="3")
    page.locator("#id_source").select_option(str(source.pk))
    visitor.click("Begin the draft")
    assert latest().state == MethodologyState.DRAFT

    # weights that do not add up are seen at once, and may stand in a draft
    expect(page.locator("#sum-top")).to_contain_text("100")
    page.locator("[name='w:direction:3.1']").fill("40")
    expect(page.locator("#sum-top")).to_contain_text("85")
    visitor.click("Save the weights")
    draft = latest()
    assert [one["weight"] for one in draft.document["directions"]] == [40, 45]

    # a formula is tried while it is typed: first with a mistake, then with its value on agriculture's data
    page.locator("a[href$='/edit/indicator/3.1.1.1/']").first.click()
    page.locator("#id_formula").fill("clamp(100 - 5 * staff_lef, 0, 100)")
    expect(page.locator("#formula-live mark")).to_have_text("staff_lef")
    expect(page.locator("#formula-live")).to_contain_text("staff_left")
    page.locator("#id_formula").fill("clamp(100 - 5 * staff_left, 0, 100)")
    expect(page.locator("#formula-live math")).to_be_visible()
    page.locator("#on-body").select_option("agriculture")
    expect(page.locator("#formula-live .worth-value strong")).to_have_text("75")
    page.locator("#id_requirements__coverage__ru").fill("")
    with page.expect_navigation():
        page.locator(".report-buttons .btn-primary").click()
    expect(page.locator("#form-errors a")).to_have_attribute("href", "#id_requirements__coverage__ru")
    expect(page.locator("#id_formula")).to_have_value("clamp(100 - 5 * staff_left, 0, 100)")
    for language in ("kk", "ru", "en"):
        page.locator(f"#id_requirements__coverage__{language}").fill("")
    with page.expect_navigation():
        page.locator(".report-buttons .btn-primary").click()

    # tried on 2018: 3.1.1.1 gives 75 instead of 100, so agriculture moves, and the page says by what
    page.goto(f"/ru/desk/methodologies/{draft.pk}/trial/")
    row = page.locator("tr", has_text="Минсельхоз")
    expect(row).to_contain_text("80,99")
    expect(row).to_contain_text("3.1.1.1")
    assert page.locator("figure.drawing svg").first.is_visible()

    # refused: the weights and the requirement, each with the way to it; then mended
    page.goto(f"/ru/desk/methodologies/{draft.pk}/")
    visitor.click("Send to state planning for agreement")
    refusal = page.locator("#form-errors")
    expect(refusal).to_have_class(re.compile("alert-refused"))
    expect(refusal.locator("li")).to_have_count(2)
    assert latest().state == MethodologyState.DRAFT
    with page.expect_navigation():
        refusal.locator("a[href$='#id_requirements__coverage__ru']").click()
    expect(page.locator("#id_requirements__coverage__ru")).to_be_in_viewport()
    for language in ("kk", "ru", "en"):
        page.locator(f"#id_requirements__coverage__{language}").fill("Охват полный.")
    with page.expect_navigation():
        page.locator(".report-buttons .btn-primary").click()
    page.locator("[name='w:direction:3.1']").fill("55")
    visitor.click("Save the weights")
    expect(page.locator("#form-errors")).to_have_count(0)

    # agreed twice and approved by order
    page.goto(f"/ru/desk/methodologies/{draft.pk}/")
    visitor.click("Send to state planning for agreement")
    visitor.enter("economy.coordinator", f"desk/methodologies/{draft.pk}/difference/")
    expect(page.locator(".difference").first).to_contain_text("staff_left")
    page.goto(f"/ru/desk/methodologies/{draft.pk}/")
    visitor.click("Agree on behalf of state planning")
    visitor.enter("commission.working_body", f"desk/methodologies/{draft.pk}/")
    visitor.click("Agree on behalf of the working body")
    visitor.enter("communications.approver", f"desk/methodologies/{draft.pk}/")
    page.locator("#id_order_number").fill("19")
    page.locator("#id_order_date").fill("2019-03-11")
    visitor.click("Approve by this order")
    approved = latest()
    assert (approved.state, approved.order_number) == (MethodologyState.APPROVED, "19")
    page.goto("/ru/methodologies/2019/3/")
    expect(page.locator("#indicator-3\\.1\\.1\\.1 .formula-text")).to_contain_text("staff_left")


def marks_are_given_and_approved(visitor: Visitor) -> None:
    """The evaluator lays a document behind the marks of direction 3.1; a second person approves them (c9.3)."""
    year, page = visitor.year, visitor.page
    marked = year.partials()[0]
    visitor.enter(year.office(marked, "evaluator"), f"desk/scoring/{marked.pk}/")
    page.locator("#new-file").set_input_files(
        {"name": "register-2018.txt", "mimeType": "text/plain", "buffer": b"Practice register\n"}
    )
    with override("ru"):
        new_file = gettext("the new file")
    page.locator('select[name="proof:rest"]').select_option(label=new_file)
    visitor.click("Save and send for approval")
    assert year.fresh(marked).state == PartialState.AWAITING_APPROVAL
    visitor.enter(year.office(marked, "approver"), f"desk/scoring/{marked.pk}/")
    visitor.click("Approve the marks")
    visitor.click("Approve the marks")  # the page of the move asks once more
    assert year.fresh(marked).state == PartialState.APPROVED


def ministry_reaches_the_document(visitor: Visitor) -> None:
    """From the score of the delivered conclusion down its trace to a document, and the file itself (c9.4)."""
    year, page = visitor.year, visitor.page
    marked, other = year.partials()
    with override("en"):  # the way between is clicked elsewhere (the walk of a year)
        block_actions.deliver_partial(year.fresh(marked), year.person(year.office(marked, "approver")))
        year.deliver(other)
        lead = other.lead.slug
        drawn = block_actions.draw_up_conclusion(year.cycle, marked.body, 3, year.person(f"{lead}.evaluator"))
        approver = year.person(f"{lead}.approver")
        conclusion = block_actions.deliver_conclusion(
            block_actions.approve_conclusion(drawn, approver), approver
        )

    visitor.enter("agriculture.first_head", f"desk/conclusions/{conclusion.pk}/")
    expect(page.locator(".score-figure").first).to_have_text("80,99")
    visitor.click("how it was obtained")
    for summary in page.locator("main details:not([open]) > summary").all():
        if summary.is_visible():
            summary.click()
    link = page.locator("#i-3\\.2\\.1\\.1 a.trace-doc[href*='/desk/documents/']").first
    address = str(link.get_attribute("href"))
    (number,) = re.findall(r"/documents/(\d+)/", address)
    document = Document.objects.get(pk=int(number))
    with page.expect_download() as download:
        page.evaluate("address => { location.href = address }", address)
    with document.file.open("rb") as stored:
        assert download.value.path().read_bytes() == stored.read()


@pytest.mark.clause("c17")
@pytest.mark.parametrize("script", [True, False])
def test_parts_are_put_in_order_and_renamed_without_a_mouse(year: Scored, page: Page, script: bool) -> None:
    """The focus stays on what was moved, also without JavaScript; a new code is written into the formulas that read it."""
    source = Methodology.objects.select_related("cycle").get(cycle=year.cycle, subject="3")
    draft = methodology_actions.begin_draft(source, 2019, year.person("communications.methodologist"))
    keys = page
    if not script:
        browser = page.context.browser
        assert browser is not None
        keys = browser.new_context(
            java_script_enabled=False, base_url=page.url.rpartition("/")[0] or None
        ).new_page()
    visitor = Visitor(page, year)
    visitor.enter("communications.methodologist", f"desk/methodologies/{draft.pk}/edit/")
    if not script:
        keys.context.add_cookies(page.context.cookies())  # type: ignore[arg-type]
        keys.goto(page.url)
    items = [one["code"] for one in draft.document["items"]]
    for place in (1, 2):
        if place == 1:
            keys.locator(f"#down-item-{items[0]}").focus()
        with keys.expect_navigation():
            keys.keyboard.press("Enter")
        expect(keys.locator("button:focus")).to_have_attribute("value", f"item:{items[0]}:down")
        assert [one["code"] for one in latest().document["items"]].index(items[0]) == place
    keys.goto(keys.url.partition("/edit/")[0] + f"/edit/item/{items[0]}/")
    keys.locator("#id_code").fill(f"{items[0]}_now")
    with keys.expect_navigation():
        keys.keyboard.press("Enter")
    expect(keys.locator(f"#part-item-{items[0]}_now")).to_be_visible()
    text = str(latest().document)
    assert f"{items[0]}_now" in text
    assert not re.search(rf"'formula': '[^']*\b{items[0]}\b", text)
    if not script:
        keys.context.close()
