"""The report's pages: the form keeps what is typed, each office sees its own part (c40, c64)."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from engine.manifest import STATEMENTS
from evaluation.models import JournalEntry, Office
from reports import actions
from reports.entries import ValueEntry
from reports.models import DatumValue, Document, Report, ReportState
from tests.worlds.elements import element, elements, parsed, texts
from tests.worlds.opened import Opened
from tests.worlds.report_pages import page_of, preparer, russian, typed
from tests.worlds.world import add_person

__all__ = ["preparer", "russian"]

pytestmark = pytest.mark.slow


# --- filling in ----------------------------------------------------------------------------------------------------


@pytest.mark.clause("c40")
def test_a_report_is_filled_in_and_handed_over_without_a_script(opened: Opened, preparer: Client) -> None:
    """Numbers as the language writes them, a new file beside a value, a programme named on the way, all in one form."""
    report = opened.report("agriculture", 1)
    page = preparer.get(page_of(report))
    assert page.status_code == 200
    place = element(page, "#place-goals_planned")
    assert place.one("label.field-label").text == "Число целей, запланированных на отчётный год"
    assert "Утверждённый стратегический план" in place.one(".place-about").text
    data = typed(report)
    data |= {
        "v:goals_planned": "1\u00a0234",
        "file:goals_planned": SimpleUploadedFile("план.txt", "План".encode()),
        "title:goals_planned": "Стратегический план",
        "kind:goals_planned": "1",
        "conf:goals_planned": "open",
        "no:goals_reached": "1",
        "why:goals_reached": "План отменён.",
        "v:goals_changed": "0",
        "row:new.1.row": "001",
        "v:new.1.programme_plan": "1 000,5",
        "v:new.1.programme_fact": "1000.5",
    }
    answer = preparer.post(page_of(report), data, follow=True)
    assert answer.redirect_chain
    stored = {(v.item, v.row): v for v in DatumValue.objects.all()}
    assert stored["goals_planned", ""].number == 1234
    assert stored["goals_reached", ""].reason == "План отменён."
    assert (
        stored["programme_plan", "001"].number == stored["programme_fact", "001"].number == Decimal("1000.5")
    )
    document = Document.objects.get()
    assert (document.title, document.filename) == ("Стратегический план", "план.txt")
    # the file laid once is chosen for the rest, and the button that saves hands over as well
    report = opened.report("agriculture", 1)
    data = typed(report)
    for name in ("goals_changed", "programme_plan..001", "programme_fact..001"):
        data[f"doc:{name}"] = [str(document.pk)]
    data["then"] = "hand"
    preparer.post(page_of(report), data)
    assert Report.objects.get(pk=report.pk).state == ReportState.AWAITING_SIGNATURE


def test_numbers_are_shown_as_the_language_writes_them(opened: Opened, preparer: Client) -> None:
    report = opened.fill(opened.report("agriculture", 1), programme_fact="1234567.25")
    fact = "[name='v:programme_fact..001']"
    assert element(preparer.get(page_of(report)), fact)["value"] == "1\u00a0234\u00a0567,25"
    assert element(preparer.get(page_of(report, language="en")), fact)["value"] == "1,234,567.25"


@pytest.mark.clause("c40")
def test_nothing_typed_is_lost_when_something_is_wrong(opened: Opened, preparer: Client) -> None:
    report = opened.fill(opened.report("agriculture", 1))
    data = typed(
        report,
        goals_planned={"v": "двенадцать"},
        goals_reached={"v": "77"},
        goals_changed={"no": "1", "why": ""},
        programme_fact__001={"v": "-3"},
    )
    data["file:goals_reached"] = SimpleUploadedFile("акт.txt", b"act")
    data |= {"v:new.1.programme_plan": "5"}
    answer = preparer.post(page_of(report), data)
    text = answer.content.decode()
    assert answer.status_code == 422
    form = parsed(text)
    for name, kept in (
        ("goals_planned", "двенадцать"),
        ("goals_reached", "77"),
        ("programme_fact..001", "-3"),
        ("new.1.programme_plan", "5"),
    ):
        assert form.one(f"[name='v:{name}']")["value"] == kept
    faults = {link["href"] for link in form.all("#form-errors a")}
    assert {"#at-goals_planned", "#at-programme_fact-2e--2e-001"} <= faults
    assert "#at-new-2e-1-2e-row" in faults  # values of a programme without its code
    assert DatumValue.objects.get(item="goals_reached").number == 77  # what could be taken is
    kept_file = Document.objects.get(filename="акт.txt")
    # the file itself is not asked for again
    assert form.all(f"#place-goals_reached [value='{kept_file.pk}'][checked]")


def test_a_wrong_file_is_named_at_its_place(opened: Opened, preparer: Client) -> None:
    report = opened.fill(opened.report("agriculture", 1))
    data = typed(report, goals_planned={"v": "13"})
    data["file:goals_planned"] = SimpleUploadedFile("план.exe", b"MZ")
    answer = preparer.post(page_of(report), data)
    assert answer.status_code == 422
    error = element(answer, "#state-goals_planned .field-error").text
    assert error.startswith("Ошибка: Файл «план.exe» не принят.")
    assert DatumValue.objects.get(item="goals_planned").number == 12


def test_theirs_stands_beside_mine(opened: Opened, preparer: Client) -> None:
    """A form opened before somebody else's change: theirs is shown, mine kept, and places I left alone follow theirs."""
    report = opened.fill(opened.report("agriculture", 1))
    data = typed(report, goals_planned={"v": "30"})
    other = add_person(opened.world.body("agriculture"), Office.PREPARER, "agriculture.other")
    actions.save_values(
        report,
        other,
        [ValueEntry("goals_planned", number=Decimal(20)), ValueEntry("goals_reached", number=Decimal(19))],
    )
    answer = preparer.post(page_of(report), data)
    text = answer.content.decode()
    assert answer.status_code == 409
    mine = element(text, "#place-goals_planned")
    assert f"изменил(а) значение: {other}." in mine.one(".field-error").text
    assert mine.one("[name='v:goals_planned']")["value"] == "30"
    assert [one.text for one in elements(text, "#state-goals_planned strong.num")] == ["30", "20"]
    assert element(text, "[name='v:goals_reached']")["value"] == "19"
    assert DatumValue.objects.get(item="goals_planned").number == 20
    again = dict(re.findall(r'name="((?:was|seen):goals_planned)" value="([^"]*)"', text))
    data |= again
    assert preparer.post(page_of(report), data).status_code == 302
    assert DatumValue.objects.get(item="goals_planned").number == 30


def test_a_whole_form_writes_only_what_its_person_changed(opened: Opened, preparer: Client) -> None:
    report = opened.fill(opened.report("agriculture", 1))
    data = typed(report, goals_planned={"v": "30"})
    other = add_person(opened.world.body("agriculture"), Office.PREPARER, "agriculture.other")
    actions.save_values(report, other, [ValueEntry("goals_reached", number=Decimal(19))])
    assert preparer.post(page_of(report), data).status_code == 302
    numbers = dict(DatumValue.objects.filter(item__startswith="goals_").values_list("item", "number"))
    assert (numbers["goals_planned"], numbers["goals_reached"]) == (30, 19)


def test_what_is_missing_is_shown_on_asking(opened: Opened, preparer: Client) -> None:
    report = opened.report("agriculture", 1)
    text = preparer.get(page_of(report) + "?check=1").content.decode()
    faults = {link["href"] for link in elements(text, "#form-errors a")}
    assert {"#at-goals_planned", "#at-new-2e-1-2e-row"} <= faults
    answer = preparer.post(page_of(report, "report_hand"), {"revision": report.revision})
    assert answer["Location"].endswith("?check=1")


def test_last_year_s_value_stands_beside(opened: Opened, preparer: Client) -> None:
    body = opened.world.body("agriculture")
    for provenance, number in (("reported", 8), ("verified", 7)):
        DatumValue.objects.create(
            cycle=opened.world.cycles[2017],
            body=body,
            item="goals_planned",
            provenance=provenance,
            number=number,
            given_by=opened.person("agriculture.preparer"),
            given_at="2018-02-01T05:00:00Z",
        )
    DatumValue.objects.create(
        cycle=opened.world.cycles[2017],
        body=body,
        item="programme_fact",
        row="077",
        provenance="reported",
        number=3,
        given_by=opened.person("agriculture.preparer"),
        given_at="2018-02-01T05:00:00Z",
    )
    text = preparer.get(page_of(opened.report("agriculture", 1))).content.decode()
    assert element(text, "#place-goals_planned .place-before .num").text == "7"  # the one that counted
    # last year's programmes are offered by their codes
    assert element(text, "[name='row:new.1.row']")["value"] == "077"


def test_the_form_sent_over_its_own_autosave_is_taken(opened: Opened, preparer: Client) -> None:
    """A place saved itself a moment before the whole form, opened earlier, was sent; the late autosave is not."""
    report = opened.fill(opened.report("agriculture", 1))
    data = typed(report, goals_planned={"v": "30"})
    one_place = f"{page_of(report)}value/?place=goals_planned"
    saved = preparer.post(one_place, typed(report, goals_planned={"v": "29"}))
    assert saved.status_code == 200
    assert DatumValue.objects.get(item="goals_planned").number == 29
    assert preparer.post(page_of(report), data | {"then": "hand"}).status_code == 302
    report.refresh_from_db()
    assert (report.state, DatumValue.objects.get(item="goals_planned").number) == ("awaiting_signature", 30)
    preparer.post(one_place, typed(report, goals_planned={"v": "28"}) | {"seen:goals_planned": "1"})
    report.refresh_from_db()
    assert (report.state, DatumValue.objects.get(item="goals_planned").number) == ("awaiting_signature", 30)


def test_a_shared_value_is_shown_where_it_is_only_used(opened: Opened, preparer: Client) -> None:
    opened.fill(opened.report("agriculture", 2), rendered=41922)
    text = preparer.get(page_of(opened.report("agriculture", 3))).content.decode()
    assert texts(text, ".report-given span.num") == ["41\u00a0922"]
    assert 'name="v:rendered"' not in text


@pytest.mark.clause("c40")
def test_after_the_term_the_form_is_closed(opened: Opened, preparer: Client) -> None:
    from datetime import UTC, datetime

    from evaluation import clock

    report = opened.fill(opened.report("agriculture", 1))
    data = typed(report, goals_planned={"v": "30"})
    with clock.frozen(datetime(2019, 2, 21, 18, 0, tzinfo=UTC)):
        text = preparer.get(page_of(report)).content.decode()
        assert 'name="v:goals_planned"' not in text
        assert preparer.post(page_of(report), data).status_code == 409
    assert DatumValue.objects.get(item="goals_planned").number == 12


# --- saving while typing -------------------------------------------------------------------------------------------


def one_place(report: Report, name: str, **parts: Any) -> dict[str, Any]:
    """What the page sends of one place."""
    full = typed(report)
    sent = {key: full[key] for key in full if key.endswith(f":{name}")} | {"revision": full["revision"]}
    return sent | {f"{part}:{name}": change for part, change in parts.items()}


def test_one_place_is_saved_while_typing(opened: Opened, preparer: Client) -> None:
    report = opened.report("agriculture", 1)
    address = page_of(report, "report_value") + "?place=goals_planned"
    answer = preparer.post(address, one_place(report, "goals_planned", v="15"))
    text = answer.content.decode()
    assert answer.status_code == 200
    assert DatumValue.objects.get(item="goals_planned").number == 15
    assert element(text, "[name='was:goals_planned']")["value"] == "15||||"
    assert elements(text, "#report-progress[hx-swap-oob]")
    revision = DatumValue.objects.get(item="goals_planned").revision
    assert element(text, "[name='seen:goals_planned']")["value"] == str(revision)
    wrong = preparer.post(address, one_place(opened.report("agriculture", 1), "goals_planned", v="15,5"))
    error = element(wrong, "#state-goals_planned .field-error").text
    assert error == "Ошибка: Это количество: напишите целое число."
    assert DatumValue.objects.get(item="goals_planned").number == 15
    upload = SimpleUploadedFile("план.txt", b"plan")
    answer = preparer.post(address, one_place(opened.report("agriculture", 1), "goals_planned", file=upload))
    assert texts(answer, "#attached-goals_planned .doc-text") == ["план.txt"]
    assert DatumValue.objects.get(item="goals_planned").documents.count() == 1
    assert preparer.post(page_of(report, "report_value") + "?place=nothing", {}).status_code == 404


# --- signing, examining --------------------------------------------------------------------------------------------


@pytest.mark.clause("c64")
def test_the_first_head_sees_the_form_and_signs_with_the_statement(opened: Opened, client: Client) -> None:
    report = opened.hand(opened.report("agriculture", 1))
    opened.world.sign_in(client, "agriculture.first_head")
    address = page_of(report, "report_sign")
    assert element(client.get(page_of(report)), "a.btn[href$='/sign/']")["href"] == address
    text = client.get(address).content.decode()
    words = element(text, "#at-goals_planned .place-words").text
    assert words.startswith("Число целей, запланированных на отчётный год")
    assert [element(text, f"[name={name}]")["type"] for name in STATEMENTS] == ["checkbox"] * 3
    assert 'name="v:goals_planned"' not in text
    assert text.index('href="#sign-title"') < text.index('id="at-goals_planned"')  # told before it is read, …
    assert text.rindex('class="place place-reading"') < text.index('id="sign-title"')  # … signed after
    document = DatumValue.objects.get(item="goals_planned").documents.get()
    facts = element(text, "#at-goals_planned .doc-facts").text
    assert facts == document.file_facts == f"TXT, {document.size}\xa0байт"
    shown = element(text, "[name=shown]")["value"]
    ticked = dict.fromkeys(STATEMENTS, "on") | {"way": "second_factor", "shown": shown}
    refused = client.post(address, {"revision": report.revision})
    assert refused.status_code == 422
    assert [link["href"] for link in elements(refused, "#form-errors a")] == [
        f"#id_{name}" for name in (*STATEMENTS, "way")
    ]
    assert client.post(address, {"revision": report.revision - 1, **ticked}).status_code == 409
    assert Report.objects.get(pk=report.pk).state == ReportState.AWAITING_SIGNATURE
    assert client.post(address, {"revision": report.revision, **ticked}).status_code == 302
    assert Report.objects.get(pk=report.pk).state == ReportState.SIGNED
    assert client.post(address, {"revision": report.revision, **ticked}).status_code == 409


@pytest.mark.clause("c40")
def test_an_evaluator_accepts_or_returns_on_the_page(opened: Opened, client: Client) -> None:
    report = opened.sign(opened.report("agriculture", 1))
    opened.world.sign_in(client, "finance.evaluator")
    text = client.get(page_of(report)).content.decode()
    assert elements(text, f"form[action='{page_of(report, 'report_accept')}']")
    empty = client.post(page_of(report, "report_return"), {"revision": report.revision, "reason": " "})
    assert empty.status_code == 422
    reason = {"revision": report.revision, "reason": "Нет документа к числу целей."}
    assert client.post(page_of(report, "report_return"), reason).status_code == 302
    opened.world.sign_in(client, "agriculture.preparer")
    assert (
        texts(client.get(page_of(report)), ".alert-waiting .alert-text p")[0]
        == "Нет документа к числу целей."
    )
    report = opened.sign(opened.report("agriculture", 1), goals_planned=14)
    opened.world.sign_in(client, "finance.evaluator")
    accept = client.post(page_of(report, "report_accept"), {"revision": report.revision})
    assert accept.status_code == 302
    assert Report.objects.get(pk=report.pk).state == ReportState.ACCEPTED
    assert client.get(page_of(report)).status_code == 200


@pytest.mark.clause("c64", "c9.4")
def test_the_page_tells_what_happened(opened: Opened, client: Client) -> None:
    report = opened.sign(opened.report("agriculture", 1))
    opened.world.sign_in(client, "commission.working_body")
    text = client.get(page_of(report)).content.decode()
    assert (
        len(elements(text, ".journal-at"))
        == JournalEntry.objects.filter(object_type="reports.report", object_id=report.pk).count()
    )
    assert "report." not in re.sub(r"<[^>]+>", "", text).replace("report.txt", "")  # acts have names
