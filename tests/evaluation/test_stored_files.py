"""The store of files: whole or not at all, compared with the record, missed by the administrator, put back (c4, c44)."""

from __future__ import annotations

import errno
import io
import os
import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, override_settings
from django.urls import reverse

from config.floors import FLOORS
from evaluation import clock, desk, kept_files, stored_bytes
from evaluation.models import JournalEntry, KeptFile
from evaluation.refusals import Refusal
from evaluation.stored_bytes import store
from evaluation.tasks import compare_files
from methodologies.models import SourceKind
from reports import actions as report_actions
from reports.models import Document
from tests.worlds.elements import texts
from tests.worlds.opened import upload
from tests.worlds.world import World

pytestmark = pytest.mark.django_db

DATA = b"Register of services, practice data\n" * 40
ADMINISTRATOR = "economy.administrator"


@pytest.fixture(autouse=True)
def _own_store(tmp_path: Path) -> Iterator[None]:
    """A folder of this test's own: what it tears or loses is nobody else's."""
    with override_settings(MEDIA_ROOT=tmp_path / "media", STORED_FILES_ARE_SYNCED=True):
        yield


@pytest.fixture
def attach(world: World, february: object) -> Callable[..., Document]:
    def attached(data: bytes = DATA, title: str = "") -> Document:
        return report_actions.attach_document(
            world.cycle,
            world.body("agriculture"),
            world.body("agriculture"),
            upload("register.txt", data),
            title,
            SourceKind.REPORT,
            "open",
            world.person("agriculture.preparer"),
        )

    return attached


def lying() -> list[str]:
    """Every file below the store, by its path."""
    root = Path(settings.MEDIA_ROOT)
    return sorted(str(path.relative_to(root)) for path in root.rglob("*") if path.is_file())


def full_after(monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    """From now on the disk takes so many bytes and no more."""
    opened = os.fdopen

    class Full(io.BufferedWriter):
        left = number

        def write(self, data: Any) -> int:
            if len(data) > self.left:
                super().write(data[: self.left])
                raise OSError(number_of_error, "no room")
            self.left -= len(data)
            return super().write(data)

    number_of_error = errno.ENOSPC
    monkeypatch.setattr(
        stored_bytes.os, "fdopen", lambda handle, mode: Full(opened(handle, mode, buffering=0))
    )


# --- whole or not at all ----------------------------------------------------------------------------------------------


def test_a_full_disk_leaves_nothing_and_the_same_upload_is_whole_later(
    attach: Callable[..., Document], monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        full_after(patch, len(DATA) // 2)
        with pytest.raises(Refusal) as caught:
            attach()
    assert (caught.value.code, caught.value.status) == ("disk", 507)
    assert lying() == []
    assert not Document.objects.exists()
    document = attach()
    assert lying() == [document.file.name]
    with kept_files.open_whole(document.file, document.sha256, document.size) as file:
        assert file.read() == DATA


@pytest.mark.parametrize("error", [errno.ENOSPC, errno.EDQUOT, errno.EROFS])
def test_every_way_of_a_disk_to_take_nothing_is_said(
    attach: Callable[..., Document], monkeypatch: pytest.MonkeyPatch, error: int
) -> None:
    def refuse(_handle: int) -> None:
        raise OSError(error, "no")

    monkeypatch.setattr(stored_bytes.os, "fsync", refuse)
    with pytest.raises(Refusal) as caught:
        attach()
    assert caught.value.code == "disk"
    with pytest.raises(Refusal):
        store().save("conclusions/a.pdf", io.BytesIO(b"%PDF"))
    assert lying() == []


def test_another_error_of_the_disk_is_no_full_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_handle: int) -> None:
        raise OSError(errno.EIO, "broken")

    monkeypatch.setattr(stored_bytes.os, "fsync", broken)
    with pytest.raises(OSError, match="broken"):
        store().save("conclusions/a.pdf", io.BytesIO(b"%PDF"))


def test_half_a_file_is_not_taken_for_the_whole_one(attach: Callable[..., Document]) -> None:
    """The same upload again: it is the document that is there, and its bytes are whole again."""
    document = attach()
    path = Path(settings.MEDIA_ROOT, document.file.name)
    path.write_bytes(DATA[: len(DATA) // 2])
    assert attach() == document
    assert path.read_bytes() == DATA
    path.write_bytes(DATA[:-1] + b"X")  # as long as the true one
    attach(title="Another name")
    assert path.read_bytes() == DATA


def test_two_files_of_one_name_stand_beside_each_other() -> None:
    names = [store().save("conclusions/a.pdf", io.BytesIO(data)) for data in (b"one", b"two")]
    assert names[0] != names[1]
    assert [Path(store().path(name)).read_bytes() for name in names] == [b"one", b"two"]
    assert len(lying()) == 2


def test_what_a_killed_writer_left_is_removed_after_a_day() -> None:
    store().save("conclusions/a.pdf", io.BytesIO(b"one"))
    folder = Path(settings.MEDIA_ROOT, "conclusions")
    (folder / ".part-new").write_bytes(b"x")
    (folder / ".part-old").write_bytes(b"x")
    os.utime(folder / ".part-old", (0, 0))
    assert store().sweep_parts() == 1
    assert lying() == ["conclusions/.part-new", "conclusions/a.pdf"]


def test_an_upload_that_found_no_room_keeps_the_form(
    world: World, february: object, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The disk of temporary files is full: the person reads it on the same form, not on a page of an error."""

    def full(*_args: Any, **_kwargs: Any) -> None:
        raise OSError(errno.ENOSPC, "no room")

    row = KeptFile.objects.create(
        path="documents/aa/a", sha256="0" * 64, fault="missing", found_at=clock.now()
    )
    world.sign_in(client, ADMINISTRATOR)
    monkeypatch.setattr("django.core.files.uploadhandler.TemporaryUploadedFile", full)
    with override_settings(FILE_UPLOAD_MAX_MEMORY_SIZE=1):
        answer = client.post(reverse("lost_file", args=[row.pk]), {"file": SimpleUploadedFile("a.txt", DATA)})
    assert answer.status_code == 507
    assert "no room left" in answer.content.decode() or "осталось места" in answer.content.decode()


# --- what is lost -----------------------------------------------------------------------------------------------------


def lose(document: Document, how: str) -> Path:
    path = Path(settings.MEDIA_ROOT, document.file.name)
    if how == "missing":
        path.unlink()
    else:
        path.write_bytes(DATA[:7])
    return path


@pytest.mark.parametrize("how", ["missing", "torn"])
def test_a_lost_file_is_a_sentence_and_a_card(
    world: World, attach: Callable[..., Document], client: Client, how: str
) -> None:
    document = attach()
    lose(document, how)
    world.sign_in(client, "agriculture.preparer")
    for address in (f"/en/desk/documents/{document.pk}/", f"/en/desk/documents/{document.pk}/view/"):
        answer = client.get(address)
        assert answer.status_code == 503
        assert "The administrator is told of it" in answer.content.decode()
    assert not JournalEntry.objects.filter(act="document.open").exists(), "nothing was opened"
    assert KeptFile.objects.get().fault == how
    administrator = world.sign_in(client, ADMINISTRATOR)
    (card,) = [turn for turn in desk.turns_of(administrator) if "stored file" in str(turn.title)]
    assert f"Document {document.pk}:" in card.text
    assert document.title not in card.text
    shown = client.get("/en/desk/work/").content.decode()
    assert f"Document {document.pk}:" in shown
    preparer = world.person("agriculture.preparer")
    assert not [turn for turn in desk.turns_of(preparer) if "stored file" in str(turn.title)]


def test_a_card_of_many_names_says_that_there_are_more(world: World, attach: Callable[..., Document]) -> None:
    """Also where one file alone has them: the same bytes are stored once for all records."""
    administrator = world.person(ADMINISTRATOR)
    for number in range(1, 7):
        attach(title=f"Register {number}")
        KeptFile.objects.update(fault="missing", found_at=clock.now())
        (card,) = [turn for turn in desk.turns_of(administrator) if "stored file" in str(turn.title)]
        assert card.text.count("Document ") == min(number, 5)
        assert card.text.endswith("; …") is (number > 5)


def test_the_same_bytes_are_put_back_and_no_others(
    world: World, attach: Callable[..., Document], client: Client
) -> None:
    document = attach()
    path = lose(document, "torn")
    compare_files()
    row = KeptFile.objects.get(fault="torn")
    administrator = world.sign_in(client, ADMINISTRATOR)
    address = f"/en/desk/work/files/{row.pk}/"
    assert client.get(address).status_code == 200
    answer = client.post(address, {"file": SimpleUploadedFile("b.txt", b"another")})
    assert answer.status_code == 422
    assert document.sha256 in " ".join(texts(answer, ".alert-refused, .form-errors, .errorlist"))
    assert path.read_bytes() == DATA[:7]
    answer = client.post(address, {"file": SimpleUploadedFile("any.txt", DATA)})
    assert answer.status_code == 302
    assert path.read_bytes() == DATA
    entry = JournalEntry.objects.get(act="document.put_back")
    assert (entry.actor, entry.object_id) == (administrator, document.pk)
    assert entry.details["sha256"] == document.sha256
    assert not KeptFile.objects.exclude(fault="").exists()
    assert client.get(address).status_code == 404


def test_a_file_restored_from_a_backup_is_compared_at_once(
    world: World, attach: Callable[..., Document], client: Client
) -> None:
    document = attach()
    path = lose(document, "missing")
    compare_files()
    row = KeptFile.objects.get(fault="missing")
    world.sign_in(client, ADMINISTRATOR)
    again = f"/en/desk/work/files/{row.pk}/again/"
    assert client.post(again).status_code == 409, "it is lost still, and its author alone has it"
    path.write_bytes(DATA)
    assert client.post(again).status_code == 302
    row.refresh_from_db()
    assert (row.fault, row.found_at) == ("", None)


# --- the nightly comparison -------------------------------------------------------------------------------------------


def test_every_file_is_compared_within_the_nights_the_longest_waiting_first(
    attach: Callable[..., Document],
) -> None:
    documents = [attach(DATA + bytes(f"{n}", "ascii")) for n in range(7)]
    start = clock.now() - timedelta(days=100)
    for n, document in enumerate(documents):
        KeptFile.objects.filter(path=document.file.name).update(checked_at=start + timedelta(days=n))
    KeptFile.objects.filter(path=documents[6].file.name).delete()  # stored before there was a list
    compared = []
    with override_settings(FILES_COMPARED_WITHIN_NIGHTS=3):
        for night in range(3):
            with clock.frozen(clock.now() + timedelta(days=night)):
                compared.append(kept_files.sweep()[0])
                if not night:
                    first = set(
                        KeptFile.objects.filter(checked_at=clock.now()).values_list("path", flat=True)
                    )
    assert compared == [3, 3, 3]
    assert first == {documents[n].file.name for n in (6, 0, 1)}
    assert not KeptFile.objects.filter(checked_at__lt=clock.now()).exists()


def test_bytes_that_rot_without_a_change_of_size_or_time_are_found_at_night(
    attach: Callable[..., Document],
) -> None:
    document = attach()
    path = Path(settings.MEDIA_ROOT, document.file.name)
    kept_files.open_whole(document.file, document.sha256).close()
    before = path.stat()
    with path.open("r+b") as file:
        file.write(b"X")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert compare_files() == 1
    assert KeptFile.objects.get().fault == "torn"


def test_a_path_that_no_record_names_is_forgotten(attach: Callable[..., Document]) -> None:
    attach()
    kept_files.expect("conclusions/gone.pdf", "0" * 64, 7)
    assert kept_files.sweep(everything=True) == (2, 0)
    assert KeptFile.objects.count() == 1


def test_an_unchanged_file_is_read_once(
    attach: Callable[..., Document], monkeypatch: pytest.MonkeyPatch
) -> None:
    document = attach()
    read: list[str] = []
    digest = stored_bytes.hashlib.file_digest
    monkeypatch.setattr(
        stored_bytes.hashlib, "file_digest", lambda file, kind: (read.append(kind), digest(file, kind))[1]
    )
    for _ in range(3):
        kept_files.open_whole(document.file, document.sha256, document.size).close()
    assert len(read) == 1


def test_stored_bytes_are_opened_by_one_door() -> None:
    """No page reads a stored file without comparing it."""
    found = []
    for floor in (
        "evaluation",
        "schedule",
        "methodologies",
        "reports",
        "blocks",
        "appeals",
        "commission",
        "public",
    ):
        for path in (settings.BASE_DIR / floor).rglob("*.py"):
            text = path.read_text(encoding="utf-8")
            found += [str(path)] * any(
                sign in text for sign in (".file.open(", ".file.read(", "default_storage")
            )
    assert found == []


@pytest.mark.parametrize(
    ("where", "step"),
    [
        (stored_bytes.tempfile, "mkstemp"),
        (stored_bytes.os, "replace"),
        (Path, "mkdir"),
        (stored_bytes.os, "chmod"),
    ],
)
def test_a_full_disk_is_said_at_whichever_step_it_shows(
    attach: Callable[..., Document], monkeypatch: pytest.MonkeyPatch, where: Any, step: str
) -> None:
    def full(*_args: Any, **_kwargs: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(where, step, full)
        with pytest.raises(Refusal) as caught:
            attach()
    assert caught.value.code == "disk"
    assert lying() == []
    assert not Document.objects.exists()
    assert attach().size == len(DATA)


def test_a_full_disk_when_a_file_takes_a_free_name(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_args: Any, **_kwargs: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(stored_bytes.os, "link", full)
    with pytest.raises(Refusal) as caught:
        store().save("conclusions/a.pdf", io.BytesIO(b"%PDF"))
    assert caught.value.code == "disk"
    assert lying() == []


def test_files_are_written_by_the_one_store() -> None:
    """Nothing on any floor writes a file by another way, but for commands, whose files are their user's."""
    ways = re.compile(
        r"write_bytes|write_text|mkstemp|NamedTemporaryFile|shutil\.copy|open\([^)\n]*[\"'](?:[waxr]b?\+|[wax]b?)[\"']"
    )
    writing = {
        path.relative_to(settings.BASE_DIR).as_posix()
        for floor in FLOORS
        for path in (settings.BASE_DIR / floor).rglob("*.py")
        if "management" not in path.parts and ways.search(path.read_text(encoding="utf-8"))
    }
    # The keys of the demo's own authority are no files of the portal's: they never leave the demo's server.
    assert writing - {"reports/signing/authority.py"} == {"evaluation/stored_bytes.py"}
