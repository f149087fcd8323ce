"""A report's workbook on the portal: down, up, refused with every cell, or shown and confirmed (c40)."""

from __future__ import annotations

import base64
import io
import json
import subprocess
import sys
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from jsonschema import Draft202012Validator
from openpyxl import load_workbook

from engine.methodology_format import dump
from evaluation import clock
from evaluation.models import JournalEntry
from reports import actions
from reports.described import described
from reports.entries import ValueEntry
from reports.models import DatumValue, Report, Submission
from reports.selectors import read_sheet
from tests.worlds.elements import elements, texts
from tests.worlds.opened import Opened
from tests.worlds.report_acts import refused
from tests.worlds.report_pages import page_of, preparer, russian

__all__ = ["preparer", "russian"]

pytestmark = pytest.mark.slow

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ROOT = Path(__file__).resolve().parents[2]
SCHEMA_QUERIES = 8


def downloaded(client: Client, report: Report, language: str = "ru") -> bytes:
    answer = client.get(reverse("report_workbook_file", args=[report.pk, language]))
    assert (answer.status_code, answer["Content-Type"]) == (200, XLSX)
    return answer.content


def changed(data: bytes, **cells: Any) -> bytes:
    workbook = load_workbook(io.BytesIO(data))
    for place, value in cells.items():
        workbook["Значения"][place] = value
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def upload(client: Client, report: Report, data: bytes, name: str = "Отчёт.xlsx", **headers: str) -> Any:
    return client.post(
        reverse("report_workbook", args=[report.pk]),
        {"file": SimpleUploadedFile(name, data)},
        headers=headers,
    )


def rows_of(data: bytes) -> dict[str, int]:
    page = load_workbook(io.BytesIO(data))["Значения"]
    return {str(page.cell(row, 1).value): row for row in range(2, page.max_row + 1)}


def test_help_of_the_form_and_comment_of_the_workbook_are_one_description(
    opened: Opened, preparer: Client
) -> None:
    report = opened.report("agriculture", 1)
    form = preparer.get(page_of(report)).content.decode()
    data = downloaded(preparer, report)
    note = load_workbook(io.BytesIO(data))["Значения"].cell(rows_of(data)["goals_reached"], 1).comment.text
    about = next(one for one in elements(form, ".place-about dl") if "Цели, все целевые" in one.text)
    told = [f"{what}: {text}" for what, text in zip(about.texts("dt"), about.texts("dd"), strict=True)]
    assert [" ".join(line.split()) for line in note.partition("\n\n")[2].split("\n")] == told
    assert "Допустимое значение: Это количество: напишите целое число. Не меньше 0." in told
    bad = changed(data, **{f"D{rows_of(data)['goals_reached']}": 2.5})
    [fault] = upload(preparer, report, bad, accept="application/json").json()["faults"]
    assert fault["wanted"] == "Это количество: напишите целое число."


@pytest.mark.clause("c40")
def test_a_filled_in_workbook_is_shown_and_taken_over_in_one_act(opened: Opened, preparer: Client) -> None:
    report = opened.report("agriculture", 1)
    actions.save_values(
        report, opened.person("agriculture.preparer"), [ValueEntry("goals_planned", number=Decimal(7))]
    )
    data = downloaded(preparer, report)
    rows = rows_of(data)
    assert load_workbook(io.BytesIO(data))["Значения"].cell(rows["goals_planned"], 4).value == 7
    report.refresh_from_db()
    other = [ValueEntry("goals_changed", number=Decimal(1))]
    actions.save_values(report, opened.person("agriculture.preparer"), other)
    cells = {
        f"D{rows['goals_planned']}": "8",
        f"E{rows['goals_reached']}": "План отменён.",
        f"D{rows['goals_changed']}": 2,
    }
    answer = upload(preparer, report, changed(data, **cells))
    assert answer.status_code == 302
    submission = Submission.objects.get()
    assert (submission.outcome, submission.filename, submission.faults) == ("waiting", "Отчёт.xlsx", [])
    assert {value.item: value.number for value in DatumValue.objects.all()} == {
        "goals_planned": 7,
        "goals_changed": 1,
    }

    page = preparer.get(answer["Location"])
    # what somebody wrote after the download is told, and not ticked
    assert texts(page, "tbody td strong") == ["8", "не дано: План отменён.", "2"]
    assert page.content.decode().count("checked") == 2
    report.refresh_from_db()
    chosen = {"take": ["goals_planned", "goals_reached"], "revision": report.revision}
    taken = preparer.post(answer["Location"], chosen)
    assert taken.status_code == 302
    stored = {value.item: value for value in DatumValue.objects.all()}
    assert stored["goals_planned"].number == 8
    assert stored["goals_reached"].reason == "План отменён."
    assert stored["goals_changed"].number == 1
    entry = JournalEntry.objects.filter(act="report.save_values").latest("pk")
    assert entry.details["workbook"] == submission.sha256
    submission.refresh_from_db()
    assert (submission.outcome, submission.values) == ("taken", {})
    again = preparer.post(answer["Location"], chosen)
    assert again.status_code == 409


@pytest.mark.clause("c40")
def test_of_a_refused_workbook_nothing_stays_but_its_row(opened: Opened, preparer: Client) -> None:
    report = opened.report("agriculture", 1)
    data = downloaded(preparer, report)
    rows = rows_of(data)
    cell = f"D{rows['goals_planned']}"
    bad = changed(data, **{cell: "семь", f"D{rows['goals_reached']}": 2.5})
    answer = upload(preparer, report, bad)
    assert answer.status_code == 422
    submission = Submission.objects.get()
    assert (submission.outcome, submission.values, submission.size) == ("refused", {}, len(bad))
    assert {(one["cell"], one["code"], one["found"]) for one in submission.faults} == {
        (cell, "R-NUM-01", "семь"),
        (f"D{rows['goals_reached']}", "R-NUM-04", "2.5"),
    }
    assert not DatumValue.objects.exists()
    told = texts(answer, "tbody th.plain")
    assert any(f"Значения {cell} R-NUM-01" in one for one in told)
    page = answer.content.decode()
    marked = base64.b64decode(page.partition("sheet;base64,")[2].partition('"')[0])
    note = load_workbook(io.BytesIO(marked))["Значения"][cell].comment.text
    assert note.startswith("R-NUM-01: Напишите число одними цифрами")
    # the same as JSON and as the file, by what the request accepts; the history shows it to the body
    as_json = upload(preparer, report, bad, accept="application/json")
    assert as_json.status_code == 422
    assert {one["cell"] for one in as_json.json()["faults"]} == {cell, f"D{rows['goals_reached']}"}
    right = as_json.json()["right_file"].removeprefix("http://testserver")
    assert right == reverse("report_workbook_file", args=[report.pk, "ru"])
    as_file = upload(preparer, report, bad, accept=XLSX)
    assert (as_file.status_code, as_file["Content-Type"]) == (422, XLSX)
    history = preparer.get(reverse("report_workbook", args=[report.pk]))
    assert len(texts(history, "tbody tr")) == 3
    kept = preparer.get(reverse("submission_json", args=[report.pk, submission.pk])).json()
    assert kept["faults"] == as_json.json()["faults"]


def test_the_command_says_the_page_s_words(opened: Opened, preparer: Client, tmp_path: Path) -> None:
    report = opened.report("agriculture", 1)
    data = downloaded(preparer, report)
    rows = rows_of(data)
    bad = changed(
        data,
        **{
            f"D{rows['goals_planned']}": "семь",
            f"D{rows['goals_reached']}": 2.5,
            "I4": "сноска",
            "XFD1048576": "x",
        },
    )
    said = upload(preparer, report, bad, accept="application/json").json()["faults"]
    assert len(said) == 4
    methodology = read_sheet(report).methodology
    (tmp_path / "m.yaml").write_text(dump(methodology), encoding="utf-8")
    (tmp_path / "w.xlsx").write_bytes(bad)
    (tmp_path / "good.xlsx").write_bytes(data)
    command = [sys.executable, "-m", "engine", "check", str(tmp_path / "m.yaml")]

    def run(*more: str) -> Any:
        return subprocess.run([*command, *more], capture_output=True, text=True, check=False, cwd=ROOT)

    found = run(str(tmp_path / "w.xlsx"), "--language", "ru", "--json")
    assert (found.returncode, json.loads(found.stdout)["faults"]) == (1, said)
    lines = run(str(tmp_path / "w.xlsx"), "--language", "ru").stdout.splitlines()
    page = " ".join(texts(upload(preparer, report, bad), "tbody td"))
    assert all(line.partition(": ")[2] in page for line in lines)
    assert run(str(tmp_path / "good.xlsx")).returncode == 0


def test_the_right_workbook_first(opened: Opened, preparer: Client) -> None:
    report = opened.report("agriculture", 1)
    other = downloaded(preparer, opened.report("agriculture", 2))
    answer = upload(preparer, report, other)
    assert [one["code"] for one in Submission.objects.get().faults] == ["R-TPL-04"]
    assert reverse("report_workbook_file", args=[report.pk, "ru"]) in answer.content.decode()
    text = upload(
        preparer, report, "код;значение\n".encode("cp1251"), name="отчёт.xlsx", accept="application/json"
    )
    assert [one["code"] for one in text.json()["faults"]] == ["R-FILE-04"]


def test_it_waits_for_its_submitter_alone_and_not_for_ever(opened: Opened, preparer: Client) -> None:
    report = opened.report("agriculture", 1)
    data = downloaded(preparer, report)
    upload(preparer, report, changed(data, **{f"D{rows_of(data)['goals_planned']}": 8}))
    submission = Submission.objects.get()
    head = opened.person("agriculture.first_head")
    refused("right", lambda: actions.take_over(submission, head, ["goals_planned"], report.revision))
    with clock.frozen(clock.now() + timedelta(hours=25)):
        preparer_ = opened.person("agriculture.preparer")
        refused("state", lambda: actions.take_over(submission, preparer_, ["goals_planned"], report.revision))
        upload(preparer, report, data)
    submission.refresh_from_db()
    assert (submission.outcome, submission.values) == ("left", {})
    second = Submission.objects.exclude(pk=submission.pk).get()
    page = preparer.get(reverse("submission", args=[report.pk, second.pk]))
    assert "ничего нового" in page.content.decode()
    left = preparer.post(reverse("submission", args=[report.pk, second.pk]), {"then": "leave"}, follow=True)
    assert left.status_code == 200


def test_what_changed_since_the_page_was_shown_is_not_written_over(opened: Opened, preparer: Client) -> None:
    report = opened.report("agriculture", 1)
    data = downloaded(preparer, report)
    where = upload(preparer, report, changed(data, **{f"D{rows_of(data)['goals_planned']}": 8}))["Location"]
    seen = Report.objects.get(pk=report.pk).revision
    actions.save_values(
        report, opened.person("agriculture.preparer"), [ValueEntry("goals_planned", number=Decimal(9))]
    )
    answer = preparer.post(where, {"take": ["goals_planned"], "revision": seen})
    assert answer.status_code == 409
    assert DatumValue.objects.get().number == 9
    assert Submission.objects.get().outcome == "waiting"


def test_a_body_uploads_so_many_in_a_day(opened: Opened, preparer: Client, settings: Any) -> None:
    settings.BODY_FILES_A_DAY = 1
    report = opened.report("agriculture", 1)
    assert upload(preparer, report, b"x").status_code == 422
    answer = upload(preparer, report, b"x")
    assert answer.status_code == 422
    assert Submission.objects.count() == 1
    assert "не больше 1" in answer.content.decode()


def test_every_language_opens_and_costs_the_same(opened: Opened, preparer: Client) -> None:
    report = opened.fill(opened.report("agriculture", 1))
    for language, title in (("kk", "Мәндер"), ("ru", "Значения"), ("en", "Values")):
        assert title in load_workbook(io.BytesIO(downloaded(preparer, report, language))).sheetnames
    assert preparer.get(reverse("report_workbook_file", args=[report.pk, "fr"])).status_code == 404
    with CaptureQueriesContext(connection) as some:
        downloaded(preparer, report)
    few = opened.report("agriculture", 3)
    with CaptureQueriesContext(connection) as others:
        downloaded(preparer, few)
    assert len(some) <= len(others) + 1
    assert len(read_sheet(report).slots) > len(read_sheet(few).slots)


def test_after_the_signature_it_is_read_and_not_uploaded(opened: Opened, preparer: Client) -> None:
    report = opened.sign(opened.report("agriculture", 3))
    data = downloaded(preparer, report)
    page = preparer.get(reverse("report_workbook", args=[report.pk])).content.decode()
    assert 'name="file"' not in page
    assert upload(preparer, report, data).status_code == 409
    assert not Submission.objects.exists()
    assert reverse("report_workbook", args=[report.pk]) in preparer.get(page_of(report)).content.decode()


@pytest.mark.clause("c40")
def test_what_the_report_asks_is_described_for_programs(opened: Opened, preparer: Client) -> None:
    """By the words of the form's help and the workbook's comments; what it allows the report takes."""
    report = opened.report("agriculture", 1)
    with CaptureQueriesContext(connection) as caught:
        answer = preparer.get(reverse("report_schema", args=[report.pk]))
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/schema+json")
    told = json.loads(answer.content)
    Draft202012Validator.check_schema(told)
    sheet = read_sheet(report)
    places = {slot.key: slot for slot in sheet.slots.values() if slot.item.per != "programme"}
    assert list(told["properties"]) == list(places)
    for key, slot in places.items():
        about = described(sheet, slot.item, slot.row)
        assert told["properties"][key]["description"] == f"{about.measured}\n{about.text}"
    whole = Draft202012Validator(told)
    assert whole.is_valid({"goals_planned": 12, "goals_reached": {"reason": "Отчёт не получен."}})
    assert whole.is_valid({"programme_plan..001": 5, "programme_fact..001": 4})
    for wrong in (
        {"goals_planned": -1},
        {"goals_planned": {"reason": ""}},
        {"nothing_such": 1},
        {"programme_plan": 5},
    ):
        assert not whole.is_valid(wrong), wrong
    assert len(caught) == SCHEMA_QUERIES
