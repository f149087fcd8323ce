"""The store of files in buckets that speak S3 (Garage, SeaweedFS, Ceph, Amazon), by django-storages (docs/operations.md).

The same promises as of the folder (`stored_bytes.py`): a file appears under its name only when it is whole. What is
written goes to a key of its own, is read back and compared, then copied to its place on the server; nothing that lies
there is written over by another file of the same name.
"""

from __future__ import annotations

import hashlib
import logging
import secrets
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import IO, Any, Final

from botocore.exceptions import BotoCoreError, ClientError
from django.core.files.base import File
from django.utils.translation import gettext as _
from storages.backends.s3 import S3Storage

from evaluation.models.files import FileFault
from evaluation.refusals import Refusal
from evaluation.stored_bytes import CHUNK, LEFT_BEHIND, MOST_KNOWN, measured, not_arrived, not_stored

_PARTS: Final = "parts/"
_AWAY: Final = (BotoCoreError, ClientError)
logger = logging.getLogger(__name__)

#: What this process found whole: (bucket, key, its mark in the store, size) → checksum.
_known: dict[tuple[str, str, str, int], str] = {}


def _away(error: Exception) -> Refusal:
    logger.error("the store of files does not answer: %s", error)
    return not_stored(_("The file was not stored: the store of files does not answer."))


class ObjectStore(S3Storage):
    """django-storages' store, but that what is written is read back and compared first."""

    #: No folder of this machine: the administrator's page tells of no disk.
    folder = None

    def _save(self, name: str, content: Any) -> str:
        """Store under ``name``, or another that is free."""
        digest, size = measured(content)
        free = str(self.get_available_name(name))
        with self.beside(free, content, digest, size) as take:
            take(free)
        return free

    def open(self, name: str, mode: str = "rb") -> File[Any]:
        """The whole file, fetched: what was compared a moment ago is what is given out."""
        spooled: IO[bytes] = tempfile.SpooledTemporaryFile(max_size=CHUNK)  # noqa: SIM115 - closed by its reader
        try:
            self.bucket.download_fileobj(name, spooled)
        except ClientError as error:
            spooled.close()
            raise FileNotFoundError(name) from error
        except BotoCoreError as error:
            spooled.close()
            raise OSError(str(error)) from error
        spooled.seek(0)
        return File(spooled, name)

    @contextmanager
    def beside(self, name: str, content: Any, sha256: str, size: int) -> Iterator[Callable[[str], None]]:
        """As the folder's: write the bytes beside their place; calling what is yielded lets them take it."""
        if not self.fault_of(name, sha256, size):
            yield lambda _at: None
            return
        part = f"{_PARTS}{secrets.token_hex(16)}"
        try:
            content.seek(0)
            # the library closes what it is given
            with tempfile.SpooledTemporaryFile(max_size=CHUNK) as copy:
                while chunk := content.read(CHUNK):
                    copy.write(chunk.encode() if isinstance(chunk, str) else chunk)
                copy.seek(0)
                self.bucket.upload_fileobj(copy, part)
        except _AWAY as error:
            raise _away(error) from error
        try:
            if self.fault_of(part, sha256, size, anew=True):
                raise not_arrived()
            yield lambda at: self._take(part, at)
        finally:
            self.discard(part)

    def _take(self, part: str, at: str) -> None:
        try:
            self.bucket.Object(at).copy_from(CopySource={"Bucket": self.bucket_name, "Key": part})
        except _AWAY as error:
            raise _away(error) from error

    def discard(self, name: str) -> None:
        """Remove what took its place for an act that was undone; a store that is away keeps it, and nothing names it."""
        try:
            self.bucket.Object(name).delete()
        except _AWAY as error:
            logger.warning("%s stays in the store of files: %s", name, error)

    def fault_of(self, name: str, sha256: str, size: int | None = None, *, anew: bool = False) -> FileFault:
        """As the folder's: what is wrong with the bytes at ``name``."""
        try:
            head = self.bucket.Object(name)
            head.load()
            if size is not None and head.content_length != size:
                return FileFault.TORN
            key = (str(self.bucket_name), name, f"{head.e_tag}{head.last_modified}", head.content_length)
            if anew or _known.get(key) != sha256:
                digest = hashlib.sha256()
                for chunk in head.get()["Body"].iter_chunks(CHUNK):
                    digest.update(chunk)
                if digest.hexdigest() != sha256:
                    return FileFault.TORN
                if len(_known) >= MOST_KNOWN:
                    _known.clear()
                _known[key] = sha256
        except ClientError as error:
            is_missing = error.response.get("Error", {}).get("Code") in ("404", "NoSuchKey")
            return FileFault.MISSING if is_missing else FileFault.UNREADABLE
        except BotoCoreError:
            return FileFault.UNREADABLE
        return FileFault.NONE

    def sweep_parts(self) -> int:
        """Remove what writers that were killed left; returns how many."""
        removed = 0
        for one in self.bucket.objects.filter(Prefix=_PARTS):
            if time.time() - one.last_modified.timestamp() > LEFT_BEHIND:
                one.delete()
                removed += 1
        return removed
