"""The form of a report in a browser: a value is saved as soon as it is left, a file as soon as it is chosen (c40)."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from engine.manifest import STATEMENTS
from reports.models import DatumValue, Document, Report, ReportState
from tests.worlds.opened import Opened
from tests.worlds.opened_browser import sign_in, year

__all__ = ["year"]

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def enter(page: Page, year: Opened, who: str) -> None:
    """Sign the person in without the sign-in page."""
    page.context.clear_cookies()
    sign_in(page, year, who)


@pytest.mark.clause("c40", "c64")
def test_from_the_first_value_to_the_signature(year: Opened, page: Page, tmp_path: Path) -> None:
    report = year.report("agriculture", 3)
    file = tmp_path / "Архитектура.txt"
    file.write_text("Утверждённая архитектура\n", encoding="utf-8")
    page.goto("/ru/")
    enter(page, year, "agriculture.preparer")
    page.goto(f"/ru/desk/reports/{report.pk}/")
    due, automated = page.locator("#at-functions_due"), page.locator("#at-functions_automated")
    due.fill("1 240")
    automated.focus()  # leaving the place saves it
    expect(page.locator("#state-functions_due .place-saved")).to_be_visible()
    assert DatumValue.objects.get(item="functions_due").number == 1240
    automated.fill("девятьсот")
    due.focus()
    expect(page.locator("#state-functions_automated .field-error")).to_be_visible()
    expect(automated).to_have_value("девятьсот")
    automated.fill("1 054,0")
    due.focus()
    expect(page.locator("#state-functions_automated .place-saved")).to_be_visible()
    for name in ("functions_due", "functions_automated"):
        place = page.locator(f"#documents-{name}")
        place.locator("summary").click()
        page.locator(f"#kind-{name}").select_option(
            "2"
        )  # before the file and after it: all of it is the document's
        page.locator(f"#file-{name}").set_input_files(file)
        expect(place.locator("a.doc .doc-text")).to_have_text("Архитектура.txt")
        expect(page.locator(f"#title-{name}")).to_be_visible()
        page.locator(f"#title-{name}").fill(f"Архитектура {name}")
        page.locator(f"#ground-{name}").fill("Приказ № 5")
        page.locator(f"#conf-{name}").select_option("official_use")
        expect(place.locator("a.doc .doc-text")).to_have_text(f"Архитектура {name}")
        expect(place.locator(".chip")).to_have_count(1)
    named = Document.objects.order_by("pk").values_list("title", "source_kind", "confidentiality")
    assert list(named) == [
        (f"Архитектура {name}", 2, "official_use") for name in ("functions_due", "functions_automated")
    ]
    assert {v.number for v in DatumValue.objects.all()} == {Decimal(1240), Decimal(1054)}
    expect(page.locator("#report-progress")).to_contain_text("2 / 2")
    page.locator("button[name=then]").click()
    assert Report.objects.get(pk=report.pk).state == ReportState.AWAITING_SIGNATURE

    enter(page, year, "agriculture.first_head")
    page.goto(f"/ru/desk/reports/{report.pk}/")
    expect(page.locator(".place-value").first).to_have_text("1240")
    page.locator("a.btn[href$='/sign/']").click()
    for statement in STATEMENTS:
        page.locator(f"input[name={statement}]").check()
    page.locator("form[action$='/sign/'] button").click()
    expect(page.locator(".messages")).to_be_visible()
    assert Report.objects.get(pk=report.pk).state == ReportState.SIGNED


@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_nothing_sticks_out(year: Opened, page: Page, width: int, language: str) -> None:
    """No page of reports and methodologies scrolls sideways, in any language, on a desk or in a hand."""
    report = year.fill(year.report("agriculture", 1))
    page.goto("/ru/")
    enter(page, year, "agriculture.preparer")
    page.set_viewport_size({"width": width, "height": 900})
    for path in (
        "desk/",
        "desk/reports/",
        f"desk/reports/{report.pk}/?check=1",
        "methodologies/",
        "methodologies/2018/1/",
        "methodologies/2018/overall/",
    ):
        page.goto(f"/{language}/{path}")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
