"""A report at the keyboard alone, from the desk to the signature: a workbook refused and mended, two preparers (c40, c64)."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.utils.translation import gettext, override
from playwright.sync_api import Page, expect

from engine.manifest import STATEMENTS
from evaluation import clock
from evaluation.models import Body
from reports import actions
from reports.entries import ValueEntry
from reports.models import DatumValue, Report, ReportState, Signatory, Signature, Submission
from reports.signing.authority import Responder, save
from reports.signing.practice import Practice
from tests.worlds.certificates import BIN, IIN, head, means, root
from tests.worlds.filled_workbooks import filled_in
from tests.worlds.keyboard import Keyboard
from tests.worlds.ncalayer import layer
from tests.worlds.opened import Opened
from tests.worlds.opened_browser import year

pytestmark = [pytest.mark.browser, pytest.mark.minutes(2), pytest.mark.django_db(transaction=True)]
__all__ = ["layer", "year"]
SHOTS = Path(__file__).parents[2] / "docs" / "screenshots"
SHOWN = {
    "workbook-refused-kk", "workbook-difference-ru", "report-conflict-ru", "sign-kk", "sign-statements-ru", "signature-ru",
}  # fmt: skip
PREPARER, HEAD = "agriculture.preparer", "agriculture.first_head"


class Official(Keyboard):
    """A person of the body at the keyboard, in one language and one width; looks may be kept as pictures."""

    def __init__(self, page: Page, language: str, width: int) -> None:
        super().__init__(page)
        self.language, self.width = language, width
        page.set_viewport_size({"width": width, "height": 900})

    def said(self, words: str) -> str:
        with override(self.language):
            return gettext(words)

    def enter(self, year: Opened, who: str) -> None:
        """By the sign-in page and its second step."""
        self.page.context.clear_cookies()
        self.page.goto(f"/{self.language}/desk/")
        self.sign_in(year.person(who))

    def open(self, link: str) -> None:
        """Follow the link that ends so."""
        self.tab_on(f'a[href$="{link}"]')
        self.go("Enter")
        assert self.page.evaluate("document.documentElement.scrollWidth") <= self.width, self.page.url

    def tab_on(self, selector: str, most: int = 250) -> None:
        """Tab until the focus is on what the selector names; what has the focus can be seen."""
        for _time in range(most):
            if self.page.evaluate("what => document.activeElement.matches(what)", selector):
                assert self.page.evaluate(SEEN), f"{selector} has the focus and cannot be seen"
                return
            self.press("Tab")
        raise AssertionError(f"{most} Tabs do not reach {selector!r} on {self.page.url}")

    def look(self, name: str) -> None:
        """With SARAP_SCREENSHOTS=1 the page is kept as a picture, if the documents show it."""
        if os.environ.get("SARAP_SCREENSHOTS") == "1" and f"{name}-{self.language}" in SHOWN:
            self.page.screenshot(path=SHOTS / f"{name}-{self.language}.png")


#: Whether what has the focus lies within the window and nothing covers its middle.
SEEN = """() => {
  const at = document.activeElement;
  const box = (at.labels?.[0]?.contains(at) ? at.labels[0] : at).getBoundingClientRect();
  if (box.width < 1 || box.height < 1) return false;
  const x = Math.min(Math.max(box.left + box.width / 2, 0), innerWidth - 1);
  const y = Math.min(Math.max(box.top + Math.min(box.height / 2, 12), 0), innerHeight - 1);
  const top = document.elementFromPoint(x, y);
  return box.bottom > 0 && box.top < innerHeight && !!top && (at.contains(top) || top.contains(at));
}"""


@pytest.mark.clause("c4", "c40", "c64")
@pytest.mark.parametrize(
    ("language", "width", "way"), [("kk", 360, "demo"), ("ru", 1280, "ncalayer")], ids=["kk", "ru"]
)
def test_a_report_is_filled_in_and_signed_without_the_mouse(
    year: Opened, page: Page, settings: Any, tmp_path: Path, faults: list[str], monkeypatch: pytest.MonkeyPatch,
    layer: tuple[Practice, str], language: str, width: int, way: str,
) -> None:  # fmt: skip
    practice, settings.SIGNING_NCALAYER_URL = layer
    settings.SIGNING_WAYS, settings.SIGNING_DEMO_DIR = [way], tmp_path / "authority"
    if way == "ncalayer":
        save(practice.keys / f"1-{BIN}-{IIN}.pem", head())
        found = replace(means(), asks=Responder(root(), clock.now(), {}))
        monkeypatch.setattr("reports.actions.signing.means_now", lambda: found)
    agriculture = year.world.body("agriculture")
    Body.objects.filter(pk=agriculture.pk).update(bin=BIN)
    Signatory.objects.create(body=agriculture, user=year.person(HEAD), iin=IIN, valid_from=date(2018, 1, 1))
    report = year.report("agriculture", 3)
    official = Official(page, language, width)

    official.enter(year, PREPARER)
    workbook_is_refused_mended_and_taken_over(official, report, tmp_path)
    colleague_has_written_meanwhile(official, report, year)
    documents_are_attached(official, tmp_path)
    official.tab_on("button[name=then][value=hand]")
    official.go("Enter")
    report.refresh_from_db()
    assert report.state == ReportState.AWAITING_SIGNATURE

    official.enter(year, HEAD)
    head_reads_and_signs(official, report, way)
    faults.clear()


def workbook_is_refused_mended_and_taken_over(official: Official, report: Report, folder: Path) -> None:
    page = official.page
    official.open(f"/desk/reports/{report.pk}/")
    official.open(f"/desk/reports/{report.pk}/workbook/")
    official.look("workbook")
    for name, numbers in (
        ("bad.xlsx", {"functions_due": "много", "functions_automated": 1054}),
        ("good.xlsx", {"functions_due": 1240, "functions_automated": 1054}),
    ):
        file = folder / name
        file.write_bytes(filled_in(report, **numbers))
        official.tab_on('input[type="file"]')
        page.locator('input[type="file"]').set_input_files(file)  # the system's own window
        official.tab_on('form[enctype] button[type="submit"]')
        official.go("Enter")
        if name == "bad.xlsx":
            refused = Submission.objects.get()
            assert [(one["sheet"], one["cell"]) for one in refused.faults] == [("Значения", "D2")]
            expect(page.locator("h1")).to_have_text(official.said("The workbook is not taken in"))
            expect(page.locator(".content, main").first).to_contain_text(refused.faults[0]["cell"])
            assert not DatumValue.objects.exists()
            official.look("workbook-refused")
    expect(page.locator("h1")).to_have_text(official.said("What the workbook would change"))
    expect(page.locator('input[name="take"]:checked')).to_have_count(2)
    official.look("workbook-difference")
    official.tab_on('form button[type="submit"]:not([name])')
    official.go("Enter")
    assert dict(DatumValue.objects.values_list("item", "number")) == {
        "functions_due": 1240,
        "functions_automated": 1054,
    }


def colleague_has_written_meanwhile(official: Official, report: Report, year: Opened) -> None:
    """On the same value: both are shown with who wrote the other, and the official chooses."""
    page = official.page
    page.goto(f"/{official.language}/desk/reports/{report.pk}/")
    official.tab_on("#at-functions_due")
    actions.save_values(report, year.person(PREPARER), [ValueEntry("functions_due", number=Decimal(1300))])
    official.press("Control+A")
    official.type("1250")
    official.press("Tab")
    asked = page.locator("#state-functions_due .place-two")
    expect(asked).to_contain_text("1300")
    official.look("report-conflict")
    page.locator("#at-functions_due").focus()
    official.tab_on("#state-functions_due .place-two button")
    official.press("Enter")
    expect(asked).to_have_count(0)


def documents_are_attached(official: Official, folder: Path) -> None:
    page = official.page
    file = folder / "register.txt"
    file.write_text("Утверждённый реестр\n", encoding="utf-8")
    for name in ("functions_due", "functions_automated"):
        place = page.locator(f"#documents-{name}")
        official.tab_on(f"#documents-{name} summary")
        official.press("Enter")
        official.tab_on(f"#file-{name}")
        page.locator(f"#file-{name}").set_input_files(file)  # the system's own window
        expect(place.locator("a.doc .doc-text")).to_have_text("register.txt")


def head_reads_and_signs(official: Official, report: Report, way: str) -> None:
    page = official.page
    official.open(f"/desk/reports/{report.pk}/")
    official.open(f"/desk/reports/{report.pk}/sign/")
    expect(page.locator("#warnings-title")).to_be_visible()
    official.look("sign")
    for statement in STATEMENTS:
        official.tab_on(f'input[name="{statement}"]')
        official.press("Space")
    official.tab_on('form[action$="/sign/"] button[type="submit"]')
    official.look("sign-statements")
    official.go("Enter")
    if way == "ncalayer":
        official.tab_on("#ncalayer button")
        official.press("Enter")
    expect(page.locator("#signature-title")).to_be_visible()
    report.refresh_from_db()
    assert report.state == ReportState.SIGNED
    signature = Signature.objects.get()
    assert (signature.way, signature.state) == (way, "valid")
    official.look("signature")
