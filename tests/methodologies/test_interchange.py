"""Methodologies as files, to the portal and back: commands, downloads, and a workbook that makes or changes a draft."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext
from openpyxl import load_workbook

from engine.methodology_format import load_or_raise
from engine.methodology_workbook import read_workbook, to_workbook
from evaluation import clock
from evaluation.models import Cycle, JournalEntry
from methodologies.content import methodology_of
from methodologies.models import Methodology
from tests.worlds.busy import no_turn, says_busy
from tests.worlds.elements import element, elements, named
from tests.worlds.opened import NOVEMBER, approve_methodology, shipped
from tests.worlds.unguarded import unopen
from tests.worlds.world import World

AUTHOR = "civil-service.methodologist"


@pytest.fixture
def year(world: World) -> Iterator[Cycle]:
    """2018 with nothing approved, in November."""
    unopen(world.cycle.pk)
    with clock.frozen(NOVEMBER):
        yield Cycle.objects.get(pk=world.cycle.pk)


def workbook(**cells: Any) -> bytes:
    """The shipped methodology of block 2 as a workbook, with cells of the sheet of indicators changed."""
    data = to_workbook(load_or_raise(shipped("2")))
    book = load_workbook(io.BytesIO(data))
    for address, value in cells.items():
        book["Indicators"][address] = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    """The exit code and what was said."""
    code = 0
    try:
        call_command(*arguments)
    except SystemExit as stopped:
        code = int(stopped.code or 0)
    said = capsys.readouterr()
    return code, said.out + said.err


@pytest.mark.parametrize("form", ["yaml", "xlsx"])
def test_load_and_dump_are_a_round_trip(
    form: str, year: Cycle, world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = tmp_path / f"in.{form}"
    source.write_bytes(workbook() if form == "xlsx" else shipped("2").encode())
    assert run(capsys, "load_methodology", str(source), "--by", world.person(AUTHOR).username)[0] == 0
    record = Methodology.objects.get()
    assert (record.subject, record.version, record.state) == ("2", 1, "draft")
    assert JournalEntry.objects.filter(act="methodology.import", actor=world.person(AUTHOR)).exists()
    target = tmp_path / f"out.{form}"
    call_command("dump_methodology", "2018", "2", output=str(target))
    found = read_workbook(target.read_bytes()) if form == "xlsx" else load_or_raise(target.read_bytes())
    assert found == methodology_of(record) == load_or_raise(shipped("2"))
    capsys.readouterr()
    call_command("dump_methodology", "2018", "2")
    assert load_or_raise(capsys.readouterr().out) == found


def test_a_bad_file_is_refused_whole_with_every_error_at_its_place(
    year: Cycle, world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = tmp_path / "bad.yaml"
    bad.write_text(shipped("2").replace("weight: ", "wieght: ", 2), encoding="utf-8")
    code, said = run(capsys, "load_methodology", str(bad), "--by", world.person(AUTHOR).username)
    assert code == 3
    lines = [line for line in said.splitlines() if "wieght" in line]
    assert len(lines) == 2
    assert all(": line " in line and "weight" in line for line in lines)
    cells = tmp_path / "bad.xlsx"
    cells.write_bytes(workbook(D3="", L4="outcom"))
    code, said = run(capsys, "load_methodology", str(cells), "--check")
    assert code == 3
    assert "cell Indicators!D3: " in said
    assert "cell Indicators!L4: " in said
    assert not Methodology.objects.exists()


def test_wrong_use_has_its_own_exit_codes(
    year: Cycle, world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good = tmp_path / "good.yaml"
    good.write_text(shipped("2"), encoding="utf-8")
    assert run(capsys, "load_methodology", str(tmp_path / "none.yaml"))[0] == 2
    assert run(capsys, "load_methodology", str(good))[0] == 2
    assert run(capsys, "load_methodology", str(good), "--check")[0] == 0
    code, said = run(capsys, "load_methodology", str(good), "--by", "finance.methodologist")
    assert code == 5
    assert said.strip()
    assert not Methodology.objects.exists()
    code, said = run(capsys, "load_methodology", str(good), "--by", "nobody")
    assert (code, "There is no user nobody." in said) == (2, True)
    with pytest.raises(CommandError) as absent:
        call_command("dump_methodology", "2018", "2")
    assert absent.value.returncode == 2
    assert run(capsys, "load_methodology", str(good), "--by", AUTHOR)[0] == 0
    with pytest.raises(CommandError, match="cannot be written") as unwritten:
        call_command("dump_methodology", "2018", "2", output=str(tmp_path / "none" / "m.yaml"))
    assert unwritten.value.returncode == 2
    with pytest.raises(CommandError) as no_year:
        call_command("verify_scores", year=1999)
    assert no_year.value.returncode == 2


def test_a_sign_that_the_database_cannot_keep_is_refused_with_the_file(
    year: Cycle, world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A zero character passes YAML, and would end in an error of the database."""
    bad = tmp_path / "bad.yaml"
    bad.write_text(shipped("2").replace("  en: ", '  en: "\\0"  #', 1), encoding="utf-8")
    code, said = run(capsys, "load_methodology", str(bad), "--by", AUTHOR)
    assert (code, "U+0000" in said) == (3, True)
    assert not Methodology.objects.exists()


def upload(client: Client, year: Cycle, data: bytes, **more: Any) -> Any:
    file = SimpleUploadedFile("methodology.xlsx", data)
    return client.post(reverse("methodologies_desk"), {"cycle": year.pk, "file": file, **more})


@pytest.mark.clause("c17")
def test_a_workbook_makes_the_draft_and_then_changes_it(year: Cycle, world: World, client: Client) -> None:
    world.sign_in(client, AUTHOR)
    assert upload(client, year, workbook()).status_code == 302
    record = Methodology.objects.get()
    taken = client.get(reverse("methodology_desk_file", args=[record.pk, "xlsx"]))
    assert taken["Content-Disposition"] == 'attachment; filename="methodology-2018-2-v1.xlsx"'
    assert read_workbook(taken.content) == methodology_of(record)
    book = load_workbook(io.BytesIO(taken.content))
    book.worksheets[1]["C8"] = "Другое название"
    out = io.BytesIO()
    book.save(out)
    key = book.worksheets[1]["A8"].value
    assert upload(client, year, taken.content).status_code == 302  # the same text: nothing is lost
    refused = upload(client, year, out.getvalue())  # another text: the draft has no other copy
    assert refused.status_code == 422
    assert element(refused, "[name=over_draft]")["type"] == "checkbox"
    assert methodology_of(Methodology.objects.get()) == methodology_of(record)
    assert upload(client, year, out.getvalue(), over_draft="on").status_code == 302
    changed = Methodology.objects.get()
    assert (changed.pk, changed.version) == (record.pk, 1)
    assert getattr(methodology_of(changed).title, str(key).removeprefix("title.")) == "Другое название"


@pytest.mark.clause("c17")
def test_a_refused_workbook_lists_every_bad_cell_and_changes_nothing(
    year: Cycle, world: World, client: Client
) -> None:
    world.sign_in(client, AUTHOR)
    with no_turn():
        says_busy(upload(client, year, workbook()))
        text = SimpleUploadedFile("methodology.yaml", shipped("2").encode())
        says_busy(client.post(reverse("methodologies_desk"), {"cycle": year.pk, "file": text}))
    shown = upload(client, year, workbook(D3="", L4="outcom", C5="9.9.9"))
    assert shown.status_code == 422
    for address in ("D3", "L4", "C5"):
        assert named(shown, "#form-errors li", f"Cell Indicators!{address}: ")
    assert not Methodology.objects.exists()


def test_a_workbook_has_no_more_rights_than_any_other_text(year: Cycle, world: World, client: Client) -> None:
    world.sign_in(client, "finance.methodologist")
    assert upload(client, year, workbook()).status_code == 403
    assert not Methodology.objects.exists()


def test_what_is_in_force_is_downloaded_by_anybody_in_both_forms(
    year: Cycle, world: World, client: Client
) -> None:
    record = approve_methodology(world, year, "2")
    page = client.get(reverse("methodology", args=[2018, "2"]))
    for form in ("yaml", "xlsx"):
        address = reverse("methodology_file", args=[2018, "2", form])
        assert elements(page, f"a[href='{address}']")
        data = client.get(address).content
        found = read_workbook(data) if form == "xlsx" else load_or_raise(data)
        assert found == methodology_of(record)
    assert client.get(reverse("methodology_file", args=[2018, "2", "pdf"])).status_code == 404


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_the_workbook_is_written_in_every_language_of_the_portal(language: str) -> None:
    shipped_text = load_or_raise(shipped("2"))
    with translation.override(language):
        data = to_workbook(shipped_text, gettext)
    names = load_workbook(io.BytesIO(data)).sheetnames
    assert len(set(names)) == 10
    assert (names[1] == "Methodology") == (language == "en")
    assert read_workbook(data) == shipped_text


def test_a_year_that_is_open_or_unknown_takes_no_file(
    year: Cycle, world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "block2.yaml"
    path.write_text(shipped("2"), encoding="utf-8")
    Cycle.objects.filter(pk=year.pk).update(opened_at=NOVEMBER)
    code, said = run(capsys, "load_methodology", str(path), "--by", AUTHOR)
    assert (code, "is open" in said, "next year" in said) == (5, True, True)
    path.write_text(shipped("2").replace("cycle: 2018", "cycle: 2031", 1), encoding="utf-8")
    code, said = run(capsys, "load_methodology", str(path), "--by", AUTHOR)
    assert (code, "2031" in said, "2018" in said) == (2, True, True)
    assert not Methodology.objects.exists()
