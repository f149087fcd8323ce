"""Every page of the access matrix passes axe (WCAG 2.2 AA) and fits its window, at three widths, in three languages."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.utils.translation import override

from evaluation import clock
from evaluation.models import User
from tests.whole.access_matrix import NO_OFFICE, Row, all_rows, client_of
from tests.worlds.browser import chromium
from tests.worlds.layers import Layers
from tests.worlds.world import World

pytestmark = pytest.mark.slow

LANGUAGES = ("kk", "ru", "en")
PAGES = [row for row in all_rows() if row.method == "GET" and 200 in row.outcomes.values()]
#: Some at a time, so that a slow machine ends each well within its time.
AT_ONCE = 30


def portions() -> Iterator[Any]:
    """The pages by the layer that they stand on, some at a time."""
    for layer in sorted({row.on for row in PAGES}):
        rows = [row for row in PAGES if row.on == layer]
        for start in range(0, len(rows), AT_ONCE):
            mark = pytest.mark.layer(layer)
            yield pytest.param(layer, rows[start : start + AT_ONCE], marks=mark, id=f"{layer}-{start}")


@pytest.mark.django_db
@pytest.mark.parametrize(("layer", "rows"), [*portions()])
def test_everybody_can_use_every_page(
    layer: str, rows: list[Row], layers: Layers, world: World, tmp_path: Path
) -> None:
    User.objects.create(username=NO_OFFICE, language="ru")
    for number, row in enumerate(rows):
        write(row, LANGUAGES[number % 3], f"{number:03}", layers.value(layer), world, tmp_path)
    assert len(list(tmp_path.glob("*.html"))) * 2 >= len(rows), "hardly a page was drawn"
    command = [sys.executable, "-m", "tests.worlds.axe", chromium(), str(tmp_path)]
    run = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert run.returncode == 0, run.stderr
    assert [json.loads(line) for line in run.stdout.splitlines()] == []


def write(row: Row, language: str, number: str, below: Any, world: World, folder: Path) -> None:
    """The row's page as the first person reads it to whom it opens; nothing for what is no page."""
    who = next(person for person, outcome in row.expected() if outcome == 200)
    with clock.frozen(row.at), override(language), transaction.atomic():
        address = row.address(below)
        answer: Any = client_of(world, who).get(address)
        if answer.streaming:
            list(answer.streaming_content)
        elif answer["Content-Type"].startswith("text/html") and b"<html" in answer.content:
            name = re.sub(r"\W+", "-", f"{row.view} {row.query} {row.note}").strip("-")
            (folder / f"{number}-{language}-{name[:60]}.html").write_bytes(answer.content)
        transaction.set_rollback(True)
