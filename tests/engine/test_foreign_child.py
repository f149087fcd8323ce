"""A foreign file is read in a child process: whatever it does there, the portal answers with a sentence and lives."""

from __future__ import annotations

import contextlib
import errno
import io
import json
import os
import signal
import socket
import subprocess
import threading
import time
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import NoReturn

import pytest
from openpyxl import Workbook

from engine.foreign import child, reader
from engine.foreign.gate import BEYOND, read_here
from engine.foreign.numbers import TypedNumber
from engine.foreign.plain import packed, unpacked
from engine.formulas.terms import Term
from engine.methodology_files import read_methodology
from engine.methodology_format import FileProblem
from engine.table_faults import TableFault
from engine.tables import TableRow, read_cells, read_table
from reports.evidence import NotShown, readable
from reports.file_kinds import fault_of, fault_said
from tests.worlds.foreign_readers import Found, do, sleep
from tests.worlds.good_files import picture

ROOT = Path(__file__).resolve().parents[2]
KEYS = ("body", "item", "value")
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


# --- the child --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("what", "answer"),
    [
        ("read", Found(("read",), 1)),
        ("think for ever", "took_too_long"),
        ("take all memory", "too_much_memory"),
        ("nest", "too_deep"),
        ("name a sentence", "too_deep"),
        ("answer for ever", "too_much_found"),
        ("crash", "damaged"),
        ("end", "damaged"),
        ("lie", "damaged"),
        ("open a file", "damaged"),
        ("connect", "damaged"),
        ("start a program", "damaged"),
    ],
)
def test_whatever_a_reader_does_comes_out_as_a_code_and_the_next_file_is_read(
    what: str, answer: Found | str
) -> None:
    assert do(what) == answer
    served_by = child.pid()
    assert do("next") == Found(("next",), 1)
    assert child.pid() == served_by


def test_each_file_has_a_process_of_its_own_with_nothing_of_the_portals_environment() -> None:
    first, second = do("who"), do("who")
    assert isinstance(first, Found)
    assert isinstance(second, Found)
    assert len({os.getpid(), first.number, second.number}) == 3
    seen = do("look around")
    assert isinstance(seen, Found)
    assert not {"DATABASE_URL", "REDIS_URL", "SECRET_KEY", "SARAP_MODE", "DJANGO_SETTINGS_MODULE"} & {
        *seen.words
    }


def test_a_child_that_only_waits_is_ended_by_the_clock() -> None:
    began = time.monotonic()
    assert sleep(60) == "took_too_long"
    assert time.monotonic() - began < 20


def test_threads_read_at_the_same_time() -> None:
    found: dict[int, object] = {}

    def read(number: int) -> None:
        found[number] = do(str(number))

    threads = [threading.Thread(target=read, args=(number,)) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == {number: Found((str(number),), 1) for number in range(12)}


def test_a_reader_process_that_died_is_started_anew() -> None:
    assert do("read") == Found(("read",), 1)
    died = child.pid()
    assert died is not None
    os.kill(died, signal.SIGKILL)
    assert child._server is not None
    child._server.process.wait()
    assert do("read") == Found(("read",), 1)
    assert child.pid() not in (None, died)


def test_a_machine_that_gives_no_more_processes_is_no_fault_of_the_file(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refused(*_args: object, **_kwargs: object) -> NoReturn:
        raise OSError(errno.EAGAIN, "Resource temporarily unavailable")

    child.stop()
    with monkeypatch.context() as patched:
        patched.setattr(subprocess, "Popen", refused)
        assert do("read") == "busy"
    with monkeypatch.context() as patched:
        patched.setattr(socket, "socketpair", refused)
        assert do("read") == "busy"
    assert do("read") == Found(("read",), 1)


@pytest.mark.parametrize("why", [errno.EAGAIN, errno.ENOMEM])
def test_a_child_that_cannot_be_forked_is_told_and_the_reader_lives(
    monkeypatch: pytest.MonkeyPatch, why: int
) -> None:
    """The reader process itself, here in place of a process of its own."""

    def refused() -> NoReturn:
        raise OSError(why, os.strerror(why))

    handlers = signal.getsignal(signal.SIGCHLD), signal.set_wakeup_fd(-1)
    control, ours = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    try:
        server = reader.Server(control)
        monkeypatch.setattr(os, "fork", refused)

        def hand(asked: bytes, *connections: socket.socket) -> None:
            socket.send_fds(ours, [asked], [one.fileno() for one in connections])
            assert server.take()
            server.start(*server.waiting.popleft())

        monkeypatch.setattr(child, "_hand", hand)
        assert do("a" * 1_000_000) == "busy"
        assert do("a") == "busy"
        assert server.children == {}
        server.selector.close()
        os.close(server.woken)
    finally:
        os.close(signal.set_wakeup_fd(handlers[1]))
        signal.signal(signal.SIGCHLD, handlers[0])
        ours.close()
        control.close()


def test_threads_beyond_their_share_are_sent_away_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(child, "_turns", child._Turns(1, 0))
    with child._turns.one():
        began = time.monotonic()
        assert do("beyond") == "busy"
        assert time.monotonic() - began < child.PATIENCE / 2
    monkeypatch.setattr(child, "_turns", child._Turns(1, 1))
    with child._turns.one(), monkeypatch.context() as patched:
        patched.setattr(child, "PATIENCE", 0.05)
        assert do("waits in vain") == "busy"
    assert do("read") == Found(("read",), 1)


def test_one_person_never_holds_all_turns(monkeypatch: pytest.MonkeyPatch) -> None:
    for reading, waiting, most in ((1, 1, 1), (4, 4, 2), (2, 2, 1)):
        turns = child._Turns(reading, waiting)
        monkeypatch.setattr(child, "_turns", turns)
        with contextlib.ExitStack() as held:
            token = child.WHOSE.set(lambda: "somebody")
            for _file in range(most):
                held.enter_context(turns._of_a_person())
            assert do("one too many") == "busy"
            child.WHOSE.set(lambda: "somebody else")
            assert do("another's") == Found(("another's",), 1)
            child.WHOSE.set(lambda: "")
            assert do("the portal's own") == Found(("the portal's own",), 1)
            child.WHOSE.reset(token)
        assert not turns._of_one, "what is over counts no more"


def test_a_web_process_keeps_half_of_its_threads_for_other_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(child, "_turns", child._turns)
    shares = []
    for threads in (1, 4, 16):
        child.allow(threads)
        shares.append(child._turns.numbers)
    assert shares == [(1, 1), (1, 1), (4, 4)]


def test_a_fork_of_the_portal_has_a_reader_of_its_own() -> None:
    assert do("read") == Found(("read",), 1)
    ours = child.pid()
    told, tells = os.pipe()
    forked = os.fork()
    if forked == 0:
        try:
            os.write(tells, json.dumps([do("read") == Found(("read",), 1), child.pid()]).encode())
            child.stop()
        finally:
            os._exit(0)
    os.waitpid(forked, 0)
    read, theirs = json.loads(os.read(told, 1000))
    os.close(told)
    os.close(tells)
    assert read
    assert theirs not in (None, ours)
    assert child.pid() == ours
    assert do("read") == Found(("read",), 1)


def test_every_bound_has_its_own_sentence_for_each_kind_of_file() -> None:
    said = set()
    for code in BEYOND:
        table = TableFault("", code, {"limit": "1"}).sentence()
        problem = FileProblem(code, "", 0, 1, {"limit": "1"})
        assert table == f"{problem.what} {problem.instead}"
        assert "{" not in table
        assert "{" not in fault_said(code, "csv")
        said.add(table)
    assert len(said) == len(BEYOND)


# --- what comes back --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Inner:
    text: str
    numbers: tuple[Decimal | Fraction, ...] = ()


@dataclass(frozen=True)
class Outer:
    inner: Inner | None
    rows: dict[str, list[Inner]]
    fixed: str = field(default="x", init=False)


def test_values_come_back_as_they_were_and_what_is_one_object_stays_one() -> None:
    inner = Inner("ё\ud800\0", (Decimal("0.10"), Fraction(1, 3)))
    value = Outer(inner, {"a": [inner, Inner(Term(("one", "two"))), Inner(TypedNumber("1.5"))]})
    back = unpacked(packed(value), Outer)
    assert back == value
    assert back.inner is back.rows["a"][0]
    assert isinstance(back.rows["a"][1].text, Term)
    assert back.rows["a"][1].text.words == ("one", "two")
    assert isinstance(back.rows["a"][2].text, TypedNumber)
    assert str(back.inner.numbers[0]) == "0.10"


@pytest.mark.parametrize(
    "raw",
    [
        "", "nonsense", "1", "null", "[]", '{"is":"Outer","of":[]}', '{"is":"again","of":0}', '{"is":"Path","of":["/"]}',
        '{"is":"Outer","of":[null,{"is":"map","of":[[1,[]]]}]}', '{"is":"Outer","of":[null,{"is":"map","of":[["a",[1]]]}]}',
        '{"is":"Outer","of":[{"is":"Inner","of":[1,[]]},{"is":"map","of":[]}]}',
        '{"is":"Outer","of":[{"is":"Inner","of":["a",[{"is":"Decimal","of":"x"}]]},{"is":"map","of":[]}]}',
        '{"is":"Outer","of":[{"is":"Inner","of":["a",[{"is":"Fraction","of":"1/0"}]]},{"is":"map","of":[]}]}',
        '{"is":"Outer","of":[{"is":"Inner","of":[{"is":"system","of":"a"},[]]},{"is":"map","of":[]}]}',
        "[" * 100_000,
    ],
)  # fmt: skip
def test_what_was_not_declared_is_not_built(raw: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - whatever it is called
        unpacked(raw.encode(), Outer)


def test_a_child_finds_what_the_same_reader_finds_here() -> None:
    good = (ROOT / "examples" / "services.yaml").read_bytes()
    broken = good.replace(b"weight: ", b"wieght: ").replace(b"formula: ", b"formula: 1 +* ")
    for source in (good, broken, b"\xff", b"a: &a b"):
        assert read_methodology(source) == read_here(read_methodology, source)
    for table in (b"body,item,value\na,b,1.5\n", b"body,item\n", _book()):
        assert read_cells(table, KEYS) == read_here(read_cells, table, KEYS)
    pdf = (ROOT / "tests" / "data" / "pdf").glob("*.pdf")
    for data in [path.read_bytes() for path in sorted(pdf)]:
        assert fault_of("pdf", data) == read_here(fault_of, "pdf", data)


# --- small files that ask for much ------------------------------------------------------------------------------------


def _book() -> bytes:
    book = Workbook()
    assert book.active is not None
    book.active.append(KEYS)
    book.active.append(("a", "b", 1.5))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _packed(parts: dict[str, bytes], of: bytes = b"") -> bytes:
    out = io.BytesIO(of)
    with zipfile.ZipFile(out, "a" if of else "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in parts.items():
            made.writestr(name, data)
    return out.getvalue()


def _word(body: str) -> bytes:
    text = f'<w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>'
    return _packed({"[Content_Types].xml": b"<Types/>", "word/document.xml": text.encode()})


def _names(count: int) -> bytes:
    """An archive whose directory has so many names, made without making its parts."""
    made = bytearray(_packed({"[Content_Types].xml": b"", "word/document.xml": b""}))
    end = made.rindex(b"PK\5\6")
    start = made.index(b"PK\1\2")
    entry = bytes(made[start : made.index(b"PK\1\2", start + 4)])
    return bytes(made[:end] + entry * count + made[end:])


def _sheet(row: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(_book())) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    name = "xl/worksheets/sheet1.xml"
    parts[name] = parts[name].replace(b"</sheetData>", row.encode() + b"</sheetData>")
    return _packed(parts)


def _png(width: int, height: int) -> bytes:
    return (
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"
        + width.to_bytes(4, "big")
        + height.to_bytes(4, "big")
        + b"\x08\2\0\0\0"
    )


def _jpeg(width: int, height: int) -> bytes:
    frame = b"\xff\xc2\0\x11\x08" + height.to_bytes(2, "big") + width.to_bytes(2, "big") + b"\3" + b"\0" * 9
    return b"\xff\xd8\xff\xe0\0\4ab\xff\xff\xc4\0\4cd" + frame + b"\xff\xda\0\2"


def _table(data: bytes) -> list[str]:
    rows = read_table(data, KEYS)
    return ["read" if isinstance(one, TableRow) else one.code for one in rows][:1]


def _methodology(data: bytes) -> list[str]:
    found = read_methodology(data)
    assert isinstance(found, list)
    return [found[0].code]


@pytest.mark.parametrize(
    ("asked", "answer"),
    [
        # a table of text
        (lambda: _table(b"body,item,value" + b"," * 500_000 + b"\na,b,1\n"), ["read"]),
        (lambda: _table(b"body,item,value" + b",x" * 64_000 + b"\na,b,1\n"), ["too_many_columns"]),
        (lambda: _table(b'"' + b'""' * 30_000 + b"\n"), ["open_quote"]),
        (lambda: fault_of("txt", "Отчёт\n".encode("cp1251") * 200_000), ""),
        # a workbook
        (lambda: _table(_sheet('<row r="9">' + '<c r="ZZZ9"><v>1</v></c>' * 10 + "</row>")), ["too_many_columns"]),
        (lambda: _table(_sheet("<a>" * 300 + "</a>" * 300)), ["too_deep"]),
        (lambda: _table(_packed({f"x{n}": b"" for n in range(300)}, _book())), ["swollen"]),
        # a methodology
        (lambda: _methodology(b"format: 1\n" + b"".join(b"k%d: 1\n" % n for n in range(60_000))), ["too_many_elements"]),
        (lambda: _methodology(b"a: &a [x]\nb: *a\n"), ["alias"]),
        (lambda: _methodology(b"[" * 50_000), ["too_nested"]),
        (lambda: _methodology(b"a: " + b"9" * 200_000), ["missing_key"]),
        # evidence
        (lambda: fault_of("docx", _names(20_000)), "too_many_parts"),
        (lambda: fault_of("odt", _names(20_000)), "too_many_parts"),
        (lambda: readable("docx", _word("<w:p>" + "<w:r>" * 5_000 + "</w:r>" * 5_000 + "</w:p>")), NotShown("too_deep")),
        (lambda: fault_of("png", picture("PNG", (12_000, 9_990))), ""),
        (lambda: fault_of("jpg", picture("JPEG", (12_000, 9_990))), ""),
        (lambda: fault_of("png", _png(60_000, 60_000)), "huge_picture"),
        (lambda: fault_of("png", _png(2_000_000, 1)), "huge_picture"),
        (lambda: fault_of("png", _png(7_016, 9_933)), "no_picture"),
        (lambda: fault_of("jpg", _jpeg(65_000, 65_000)), "huge_picture"),
        (lambda: fault_of("jpg", _jpeg(4_000, 3_000)), "no_picture"),
        # a PDF whose objects lead in a circle, or are thousands
        (lambda: fault_of("pdf", b"%PDF-1.4\n9 0 obj 9 0 R endobj\ntrailer << /Encrypt 9 0 R >>\n%%EOF"), "locked"),
        (lambda: fault_of("pdf", b"%PDF-1.4\n" + b"1 0 obj<</Type/XRef>>" * 20_000 + b"\n%%EOF"), "no_pages"),
        (lambda: fault_of("pdf", b"%PDF-1.4\ntrailer " + b"<</A" * 50_000 + b"\n%%EOF"), "no_pages"),
        (lambda: fault_of("pdf", b"%PDF-1.4\ntrailer << /ID (" + b"a" * 2_000_000 + b") >>\n%%EOF"), "no_pages"),
    ],
)  # fmt: skip
def test_a_small_file_that_asks_for_much_is_answered(asked: Callable[[], object], answer: object) -> None:
    assert asked() == answer
