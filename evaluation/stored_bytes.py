"""The one store of files (documents, conclusions, reports): bytes lie there whole or not at all.

What is written goes to a name of its own, is synced, then takes its place in one step: a full disk or a killed process
leaves no half of a file under the name of a whole one. What is read is compared with the record's checksum first.
A disk that takes nothing is a ``Refusal`` ("disk"), so that every door says it and keeps what was typed.
"""

from __future__ import annotations

import errno
import hashlib
import logging
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from typing import Any, Final, Protocol, cast

from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import FileSystemStorage, storages
from django.core.files.uploadedfile import TemporaryUploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.utils.translation import gettext as _

from evaluation.models.files import FileFault
from evaluation.refusals import Refusal

#: No room, no more of one's share, mounted for reading only: the administrator frees or mounts, nobody else can.
FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EROFS})
#: Bytes that are read or written at a time.
CHUNK: Final = 1 << 20
_PART: Final = ".part-"
#: A part that is older than so many seconds belongs to no writer any more.
LEFT_BEHIND: Final = 86_400
#: So many files a process remembers to be whole.
MOST_KNOWN: Final = 4096
logger = logging.getLogger(__name__)

#: What this process found whole: (path, file's number, time of change, size) → checksum. A change of any asks anew.
_known: dict[tuple[str, int, int, int], str] = {}


def full_disk() -> Refusal:
    """What a person reads when nothing more can be stored."""
    return not_stored(_("The file was not stored: there is no room left where files are kept."))


def not_stored(why: str) -> Refusal:
    """The store takes nothing now, for the reason that ``why`` says."""
    remedy = _("Nothing was lost of what is stored already. Tell the administrator and send it again later.")
    return Refusal("disk", why, remedy=remedy)


def not_arrived() -> Refusal:
    """Other bytes came than were announced."""
    return Refusal("disk", _("The file did not arrive whole. Send it again."))


@contextmanager
def full_disk_refused() -> Iterator[None]:
    """A disk that takes nothing as a refusal; every other error passes."""
    try:
        yield
    except OSError as error:
        if error.errno not in FULL:
            raise
        logger.error("nothing can be stored: %s", error)
        raise full_disk() from error


def measured(content: Any) -> tuple[str, int]:
    """Checksum and size of all that is to be read; it stands at its beginning again afterwards."""
    digest, size = hashlib.sha256(), 0
    content.seek(0)
    while chunk := content.read(CHUNK):
        data = chunk.encode() if isinstance(chunk, str) else chunk
        digest.update(data)
        size += len(data)
    content.seek(0)
    return digest.hexdigest(), size


class FileStore(FileSystemStorage):
    """Django's store in a folder, but that a file appears under its name only when it is whole."""

    @property
    def folder(self) -> str:
        """Where it lies."""
        return str(self.location)

    def _save(self, name: str, content: Any) -> str:
        """Store under ``name``, or another that is free, as Django does."""
        with full_disk_refused():
            part, _digest, _size = self._part(name, content)
            try:
                while True:
                    try:
                        self._take_free(part, Path(self.path(name)))
                        break
                    except FileExistsError:
                        name = self.get_available_name(name)
            finally:
                part.unlink(missing_ok=True)
            _sync_folder(Path(self.path(name)).parent)
        return str(name).replace("\\", "/")

    @contextmanager
    def beside(self, name: str, content: Any, sha256: str, size: int) -> Iterator[Callable[[str], None]]:
        """Write the bytes beside their place, which takes time; calling what is yielded with a name lets them take it.

        Exactly these bytes then lie at ``name``: nothing is written when they do already, and a torn file is replaced.
        For acts that hold a lock while the file takes its place. Not called, nothing is left. Raises Refusal "disk" when
        there is no room, or when other bytes arrived than were announced.
        """
        if not fault_of(name, sha256, size):
            yield lambda _at: None
            return
        with full_disk_refused():
            content.seek(0)
            part, digest, written = self._part(name, content)
        try:
            if (digest, written) != (sha256, size):
                raise not_arrived()
            yield lambda at: self._take(part, Path(self.path(at)))
        finally:
            part.unlink(missing_ok=True)

    @staticmethod
    def _take(part: Path, target: Path) -> None:
        with full_disk_refused():
            target.parent.mkdir(parents=True, exist_ok=True)
            if part.exists():  # else it has taken its place already
                os.replace(part, target)
            _sync_folder(target.parent)

    def _part(self, name: str, content: Any) -> tuple[Path, str, int]:
        """The bytes beside their place, synced; with their checksum and size."""
        folder = Path(self.path(name)).parent
        folder.mkdir(parents=True, exist_ok=True)
        digest, size = hashlib.sha256(), 0
        handle, part = tempfile.mkstemp(prefix=_PART, dir=folder)
        try:
            with os.fdopen(handle, "wb") as out:
                while chunk := content.read(CHUNK):
                    data = chunk.encode() if isinstance(chunk, str) else chunk
                    out.write(data)
                    digest.update(data)
                    size += len(data)
                out.flush()
                _sync(out.fileno())
            os.chmod(part, self.file_permissions_mode or 0o640)
        except BaseException:
            Path(part).unlink(missing_ok=True)
            raise
        return Path(part), digest.hexdigest(), size

    @staticmethod
    def _take_free(part: Path, target: Path) -> None:
        """The part takes its place; raises FileExistsError when something lies there."""
        try:
            os.link(part, target)
        except OSError as error:
            if isinstance(error, FileExistsError) or error.errno in FULL:
                raise
            if target.exists():  # a file system without links
                raise FileExistsError(str(target)) from error
            os.replace(part, target)

    def discard(self, name: str) -> None:
        """Remove what took its place for an act that was undone."""
        Path(self.path(name)).unlink(missing_ok=True)

    def fault_of(self, name: str, sha256: str, size: int | None = None, *, anew: bool = False) -> FileFault:
        """What is wrong with the bytes at ``name``; `fault_of` of this module says more."""
        return _fault_in_folder(self.path(name), sha256, size, anew=anew)

    def sweep_parts(self) -> int:
        """Remove what writers that were killed left beside the files; returns how many."""
        removed = 0
        for part in Path(self.location).rglob(f"{_PART}*"):
            with suppress(OSError):
                if time.time() - part.stat().st_mtime > LEFT_BEHIND:
                    part.unlink()
                    removed += 1
        return removed


class Store(Protocol):
    """What the portal asks of its store, be it a folder (`FileStore`) or a bucket (`object_store.ObjectStore`)."""

    #: The folder whose disk may be full; None for a bucket.
    @property
    def folder(self) -> str | None: ...  # noqa: D102

    def open(self, name: str, mode: str = "rb") -> File[Any]: ...  # noqa: D102
    def beside(  # noqa: D102
        self, name: str, content: Any, sha256: str, size: int
    ) -> AbstractContextManager[Callable[[str], None]]: ...
    def fault_of(  # noqa: D102
        self, name: str, sha256: str, size: int | None = None, *, anew: bool = False
    ) -> FileFault: ...
    def discard(self, name: str) -> None: ...  # noqa: D102
    def sweep_parts(self) -> int: ...  # noqa: D102


def store() -> Store:
    """The portal's one store of files (``STORAGES["default"]``)."""
    return cast(Store, storages["default"])


def _sync(handle: int) -> None:
    if settings.STORED_FILES_ARE_SYNCED:
        os.fsync(handle)


def _sync_folder(folder: Path) -> None:
    """The folder's new entry survives a loss of power too."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        _sync(handle)
    finally:
        os.close(handle)


def fault_of(name: str, sha256: str, size: int | None = None, *, anew: bool = False) -> FileFault:
    """What is wrong with the bytes at ``name``; ``FileFault.NONE`` when they are those of the checksum.

    Bytes that this process compared already are read again only when the file changed, or when asked ``anew``.
    """
    if not name:
        return FileFault.MISSING
    return store().fault_of(name, sha256, size, anew=anew)


def _fault_in_folder(path: str, sha256: str, size: int | None, *, anew: bool) -> FileFault:
    try:
        found = os.stat(path)
        if size is not None and found.st_size != size:
            return FileFault.TORN
        key = (path, found.st_ino, found.st_mtime_ns, found.st_size)
        if anew or _known.get(key) != sha256:
            with open(path, "rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
            if digest != sha256:
                return FileFault.TORN
            if len(_known) >= MOST_KNOWN:
                _known.clear()
            _known[key] = digest
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        return FileFault.MISSING
    except OSError:
        return FileFault.UNREADABLE
    return FileFault.NONE


class NeverArrived(TemporaryUploadedFile):
    """An upload for which the disk had no room: whoever reads it says so, and the form keeps all else."""

    def read(self, *_args: Any) -> bytes:
        """Refused."""
        raise full_disk()

    def seek(self, *_args: Any) -> int:
        """Refused."""
        raise full_disk()

    def chunks(self, chunk_size: int | None = None) -> Iterator[bytes]:
        """Refused."""
        raise full_disk()


class SpooledUpload(TemporaryFileUploadHandler):
    """Django's spooling of large uploads, but that a full disk fails where the file is read and not before the form is."""

    full = False

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin a file; when there is no room for it, it is a ``NeverArrived``."""
        self.full = False
        try:
            super().new_file(*args, **kwargs)
        except OSError as error:
            self._no_room(error)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Spool the bytes, or let them go when there is no room."""
        if self.full:
            return
        try:
            super().receive_data_chunk(raw_data, start)
        except OSError as error:
            self._no_room(error)

    def file_complete(self, file_size: int) -> Any:
        """The spooled file, or what stands in for it."""
        if not self.full:
            try:
                return super().file_complete(file_size)
            except OSError as error:
                self._no_room(error)
        missing = NeverArrived.__new__(NeverArrived)
        missing.file = None
        missing.name, missing.size = self.file_name, file_size
        missing.content_type, missing.charset = self.content_type, self.charset
        missing.content_type_extra = self.content_type_extra
        return missing

    def _no_room(self, error: OSError) -> None:
        if error.errno not in FULL:
            raise error
        self.full = True
        logger.error("an upload found no room: %s", error)
