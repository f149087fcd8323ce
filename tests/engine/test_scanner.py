"""The scanner's client: clean, infected, not scanned, and nothing else (c44)."""

from __future__ import annotations

import io
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.foreign.scanner import CLEAN, INFECTED, NOT_SCANNED, WHY, Scan, is_alive, read_answer, scan
from tests.worlds.fake_scanner import EICAR, FakeScanner, fake_scanner


@pytest.fixture
def fake() -> Iterator[FakeScanner]:
    with fake_scanner() as found:
        yield found


def test_a_clean_file_and_an_infected_one(fake: FakeScanner) -> None:
    assert scan(fake.address, io.BytesIO(b"report")) == Scan(CLEAN)
    assert scan(fake.address, io.BytesIO(b"report" + EICAR)) == Scan(INFECTED, "Eicar-Test-Signature")
    assert fake.seen == [b"report", b"report" + EICAR]
    assert is_alive(fake.address)


def test_a_file_of_many_pieces_arrives_whole(fake: FakeScanner) -> None:
    data = os.urandom(300_001)
    assert scan(fake.address, io.BytesIO(data)) == Scan(CLEAN)
    assert fake.seen == [data]


def test_nobody_answers() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = server.getsockname()
    assert scan(address, io.BytesIO(b"a")) == Scan(NOT_SCANNED, "away")
    assert not is_alive(address)
    assert scan("/nowhere/clamd.ctl", io.BytesIO(b"a")) == Scan(NOT_SCANNED, "away")


def test_an_answer_that_does_not_come_in_time(fake: FakeScanner) -> None:
    fake.silent = True
    begun = time.monotonic()
    assert scan(fake.address, io.BytesIO(b"a"), seconds=0.2) == Scan(NOT_SCANNED, "late")
    assert time.monotonic() - begun < 5


@pytest.mark.parametrize("kept", range(11))
def test_an_answer_that_is_cut_off_is_none(fake: FakeScanner, kept: int) -> None:
    """ "stream: OK" without its end mark might go on as the name of a virus."""
    fake.cut = kept
    assert len(b"stream: OK\0") == 11
    assert scan(fake.address, io.BytesIO(b"a")) == Scan(NOT_SCANNED, "cut")


def test_a_file_over_the_scanners_limit_was_not_scanned(fake: FakeScanner) -> None:
    fake.limit = 1000
    found = scan(fake.address, io.BytesIO(b"a" * 5_000_000))
    # whether its word is read before the line breaks is the machine's affair; clean it never is
    assert found in (Scan(NOT_SCANNED, "limit"), Scan(NOT_SCANNED, "cut"))
    assert scan(fake.address, io.BytesIO(b"a" * 1001)) == Scan(NOT_SCANNED, "limit")


@pytest.mark.parametrize(
    ("answer", "found"),
    [
        (b"stream: OK\0", Scan(CLEAN)),
        (b"stream: Win.Test.EICAR_HDB-1 FOUND\0", Scan(INFECTED, "Win.Test.EICAR_HDB-1")),
        (b"stream: Heuristics.Limits.Exceeded.MaxFileSize FOUND\0", Scan(NOT_SCANNED, "limit")),
        (b"stream: Heuristics.Limits.Exceeded FOUND\0", Scan(NOT_SCANNED, "limit")),
        (b"INSTREAM size limit exceeded. ERROR\0", Scan(NOT_SCANNED, "limit")),
        (b"stream: Can't allocate memory ERROR\0", Scan(NOT_SCANNED, "error")),
        (b"UNKNOWN COMMAND\0", Scan(NOT_SCANNED, "error")),
        (b"stream: OK FOUND OK\0", Scan(NOT_SCANNED, "error")),
        (b"stream: OK", Scan(NOT_SCANNED, "cut")),
        (b"", Scan(NOT_SCANNED, "cut")),
    ],
)
def test_each_line_of_the_scanner_is_one_of_three_answers(answer: bytes, found: Scan) -> None:
    assert read_answer(answer) == found
    assert found.state != NOT_SCANNED or found.told in WHY


@pytest.fixture(scope="module")
def clamd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A real clamd with one signature: that of EICAR's test file."""
    program = shutil.which("clamd") or "/usr/sbin/clamd"
    if not Path(program).exists():
        pytest.skip("clamd is not installed: apt-get install clamav-daemon")
    home = tmp_path_factory.mktemp("clamd")
    where = home / "clamd.ctl"
    (home / "database").mkdir()
    (home / "database" / "eicar.ndb").write_text(f"Sarap.Test.Eicar:0:*:{EICAR.hex()}\n")
    settings = {
        "LocalSocket": where, "DatabaseDirectory": home / "database", "Foreground": "yes", "LogFile": home / "log",
        "StreamMaxLength": "1M", "AlertExceedsMax": "yes", "MaxThreads": 2, "ScanMail": "no",
    }  # fmt: skip
    (home / "clamd.conf").write_text("".join(f"{name} {value}\n" for name, value in settings.items()))
    process = subprocess.Popen([program, "-c", str(home / "clamd.conf")], stdout=subprocess.DEVNULL)
    try:
        for _moment in range(300):
            if is_alive(str(where)):
                break
            time.sleep(0.1)
        else:
            pytest.fail((home / "log").read_text() if (home / "log").exists() else "clamd did not start")
        yield str(where)
    finally:
        process.terminate()
        process.wait(20)


def test_a_real_clamd(clamd: str) -> None:
    assert scan(clamd, io.BytesIO(b"Annual report, practice data\n")) == Scan(CLEAN)
    assert scan(clamd, io.BytesIO(EICAR)) == Scan(INFECTED, "Sarap.Test.Eicar.UNOFFICIAL")
    too_large = scan(clamd, io.BytesIO(os.urandom(3_000_000)))
    assert too_large in (Scan(NOT_SCANNED, "limit"), Scan(NOT_SCANNED, "cut"))
