"""A process that serves pages asks once for the database's guards, beside its first request, and tells of what it finds."""

from __future__ import annotations

import logging
import subprocess
import sys
import threading

import pytest
from django.conf import settings
from django.db import OperationalError

from config import database_roles, guard_watch
from config.guard_watch import AGAIN_SECONDS, GuardWatch
from evaluation import clock, database_guards
from schedule.models import Letter
from tests.worlds.world import NOW, World


@pytest.fixture
def moments(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The machine's seconds; the last one is now."""
    now = [1000.0]
    monkeypatch.setattr(guard_watch.time, "monotonic", lambda: now[-1])
    return now


def test_what_is_missing_is_told_once_by_log_and_letter(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(database_guards, "faults", lambda: ["The guard “x” is missing."])
    monkeypatch.setattr(database_roles, "faults", list)
    with clock.frozen(NOW), caplog.at_level(logging.ERROR):
        for _process in range(2):
            assert GuardWatch().ask() == ["The guard “x” is missing."]
    assert caplog.text.count("The guard “x” is missing.") == 2
    letters = Letter.objects.filter(kind="journal.fault")
    assert {letter.to.username for letter in letters} == {
        world.person("commission.auditor").username,
        world.person("economy.administrator").username,
    }
    assert letters.count() == 2
    assert "1" in letters[0].text


def test_a_database_that_is_away_is_asked_again_later_and_nothing_fails(
    monkeypatch: pytest.MonkeyPatch, moments: list[float]
) -> None:
    asked, ended = [], threading.Event()

    def away() -> list[str]:
        asked.append(len(asked))
        if len(asked) < 2:
            raise OperationalError("away")
        return []

    monkeypatch.setattr(database_guards, "faults", away)
    monkeypatch.setattr(database_roles, "faults", list)
    monkeypatch.setattr(guard_watch.connections, "close_all", ended.set)
    watch = GuardWatch()
    for seconds, times in ((0.0, 1), (AGAIN_SECONDS - 1, 1), (AGAIN_SECONDS, 2), (3 * AGAIN_SECONDS, 2)):
        due = len(asked) < times
        moments.append(1000.0 + seconds)
        ended.clear()
        watch.hear(sender=None)
        assert ended.wait(10) is True if due else not ended.is_set()
        assert len(asked) == times


def test_every_server_process_watches() -> None:
    code = (
        "import config.wsgi; from django.core.signals import request_started as s;"
        "print([key[0] for key, *_rest in s.receivers].count('config.guard_watch'))"
    )
    told = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=settings.BASE_DIR
    )
    assert told.stdout.strip() == "1"
