"""One file sent twelve times at one moment is one document, and its bytes are whole."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from evaluation import clock
from evaluation.models import JournalEntry
from evaluation.refusals import Refusal
from methodologies.models import SourceKind
from reports import actions as report_actions
from reports.models import Document
from tests.worlds.layers import Layers
from tests.worlds.opened import upload
from tests.worlds.together import at_once
from tests.worlds.world import NOW, World

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

DATA = b"The same annual report, practice data\n" * 2000


def test_twelve_uploads_of_one_file_are_one_document(transactional_db: None, layers: Layers) -> None:
    world: World = layers.value("world")
    body, preparer = world.body("agriculture"), world.person("agriculture.preparer")

    def send() -> Document:
        return report_actions.attach_document(
            world.cycle, body, body, upload("report.txt", DATA), "Report", SourceKind.REPORT, "open", preparer
        )

    with clock.frozen(NOW):
        found = at_once(*[send] * 12)
    assert not [one for one in found if isinstance(one, Refusal)]
    document = Document.objects.get()
    assert {one.pk for one in found} == {document.pk}
    assert JournalEntry.objects.filter(act="document.attach").count() == 1
    # the keys are random: a file of another test may lie in the same folder, but none of the same bytes
    root = Path(settings.MEDIA_ROOT)
    holds = [path for path in root.rglob("*") if path.is_file() and path.read_bytes() == DATA]
    assert holds == [root / document.file.name]


def test_uploads_to_different_records_share_one_day_of_the_body(
    transactional_db: None, layers: Layers, settings: Any
) -> None:
    """Two reports and no record at all, each with files of its own, at one moment: the day's share is kept."""
    opened = layers.value("opened")
    settings.BODY_FILES_A_DAY, settings.BODY_BYTES_A_DAY = 4, 10_000
    body, preparer = opened.world.body("agriculture"), opened.person("agriculture.preparer")
    records = [opened.report("agriculture", 1), opened.report("agriculture", 2), None]

    def send(number: int) -> Callable[[], Document]:
        return lambda: report_actions.attach_document(
            opened.cycle, body, body, upload(f"{number}.txt", b"%d" % number), "", SourceKind.REPORT, "open",
            preparer, behind=records[number % 3],
        )  # fmt: skip

    with clock.frozen(NOW):
        found = at_once(*[send(number) for number in range(10)])
    assert sorted(one.code for one in found if isinstance(one, Refusal)) == ["quota"] * 6
    assert Document.objects.count() == 4
