"""One file sent twelve times at one moment is one document, and its bytes are whole."""

from __future__ import annotations

from pathlib import Path

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
    path = Path(settings.MEDIA_ROOT, document.file.name)
    assert path.read_bytes() == DATA
    assert [one.name for one in path.parent.iterdir()] == [path.name]
