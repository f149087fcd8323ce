"""Filling in, signing, returning and accepting reports (c40, c64)."""

from __future__ import annotations

from blocks.models import ReportState
from tests.opened import Opened


def test_walk(opened: Opened) -> None:
    report = opened.sign(opened.report("agriculture", 1))
    assert report.state == ReportState.SIGNED
