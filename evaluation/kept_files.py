"""Which files the portal must have, by what the floors' records say of them; opening one, and comparing them at night.

    kept_files.register(FileKind("documents", Document, lambda row: …, about=lambda row: row))   # registration.py
    with open_whole(document.file, document.sha256, document.size) as file: …                     # every door
    expect(path, sha256, size)                                                                    # whoever stored it

Every fault is a row (``KeptFile``), a card of the administrator and a sentence for whoever wanted the file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from math import ceil
from typing import Any, Final

from django.conf import settings
from django.core.files.base import File
from django.db import transaction
from django.db.models import Exists, F, Model, OuterRef, Q, QuerySet, Value
from django.db.models.fields.files import FieldFile
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from evaluation import clock
from evaluation.models import FileFault, IssuedFile, KeptFile
from evaluation.refusals import Refusal
from evaluation.stored_bytes import fault_of, store

_AT_ONCE: Final = 1000


@dataclass(frozen=True)
class FileKind:
    """Records of one model with a stored ``file`` and its ``sha256``.

    ``rows``: those whose file must be there. ``name``: what a person calls the record, and nothing that not everybody
    may read. ``about``: the record under which the journal files acts on the file. ``build_again``: queues a file that
    the portal itself makes; None for what only its author has.
    """

    code: str
    rows: Callable[[], QuerySet[Any]]
    name: Callable[[Any], str]
    about: Callable[[Any], Model]
    build_again: Callable[[Any], None] | None = None


_kinds: dict[str, FileKind] = {}


def register(kind: FileKind) -> None:
    """Add a kind; registering one of the same code replaces it."""
    _kinds[kind.code] = kind


def owners(path: str) -> list[tuple[FileKind, Any]]:
    """The records that lean on the path, with their kinds. A query for each kind."""
    return [(kind, row) for kind in _kinds.values() for row in kind.rows().filter(file=path)]


def expect(path: str, sha256: str, size: int | None) -> None:
    """Remember which bytes lie at ``path``; call it right after they were stored and compared."""
    KeptFile.objects.bulk_create(
        [KeptFile(path=path, sha256=sha256, size=size, checked_at=clock.now())],
        update_conflicts=True,
        unique_fields=["path"],
        update_fields=["sha256", "size", "checked_at", "fault", "found_at"],
    )


def issue(kind: str, object_id: int, number: str, language: str, sha256: str, size: int) -> None:
    """Remember for good that these bytes were issued; the same bytes again keep the first day."""
    IssuedFile.objects.bulk_create(
        [
            IssuedFile(
                kind=kind,
                object_id=object_id,
                number=number,
                language=language,
                sha256=sha256,
                size=size,
                issued_at=clock.now(),
            )
        ],
        ignore_conflicts=True,
    )


def open_whole(file: FieldFile, sha256: str, size: int | None = None) -> File[bytes]:
    """The stored bytes, compared with the record. Raises Refusal "lost" with a sentence, and the fault is on record."""
    fault = fault_of(file.name or "", sha256, size)
    if not fault:
        return store().open(str(file.name), "rb")
    if file.name:
        _found(file.name, sha256, size, fault)
    raise lost(fault)


def lost(fault: str) -> Refusal:
    """What a person reads who wanted the file."""
    sentences = {
        FileFault.MISSING: _("The file is not in the store at the moment; its record stands."),
        FileFault.TORN: _("The stored file is damaged: its checksum is not that of the record."),
        FileFault.UNREADABLE: _("The stored file cannot be read from the disk at the moment."),
    }
    return Refusal(
        "lost",
        sentences[FileFault(fault)],
        remedy=_("The administrator is told of it and puts it back; come again later."),
    )


def _found(path: str, sha256: str, size: int | None, fault: FileFault) -> None:
    """Record a fault; one that is known keeps the moment at which it was found first."""
    now = clock.now()
    row = KeptFile(path=path, sha256=sha256, size=size)
    KeptFile.objects.bulk_create([row], ignore_conflicts=True)
    KeptFile.objects.filter(path=path).update(
        fault=fault, checked_at=now, found_at=Coalesce("found_at", Value(now))
    )


def compare(row: KeptFile) -> FileFault:
    """Read the file anew and write what was found; a file that no record names any more leaves the list."""
    fault = fault_of(row.path, row.sha256, row.size, anew=True)
    if fault and not owners(row.path):
        row.delete()
        return FileFault.NONE
    if fault:
        _found(row.path, row.sha256, row.size, fault)
    else:
        KeptFile.objects.filter(pk=row.pk).update(checked_at=clock.now(), fault="", found_at=None)
    return fault


def sweep(everything: bool = False) -> tuple[int, int]:
    """Compare tonight's share of the files, those that waited longest first, and all known faults anew.

    A share is such that every file is compared within ``settings.FILES_COMPARED_WITHIN_NIGHTS``. Returns how many
    files were compared, and how many have a fault.
    """
    _list_the_unlisted()
    store().sweep_parts()
    count = KeptFile.objects.count()
    share = count if everything else ceil(count / settings.FILES_COMPARED_WITHIN_NIGHTS)
    longest = KeptFile.objects.filter(fault="").order_by(F("checked_at").asc(nulls_first=True), "pk")
    faulty = KeptFile.objects.exclude(fault="").order_by("pk")
    tonight = [*faulty.values_list("pk", flat=True), *longest.values_list("pk", flat=True)[:share]]
    compared = 0
    for pk in tonight:
        with transaction.atomic():
            row = KeptFile.objects.select_for_update(skip_locked=True).filter(pk=pk).first()
            if row is not None:
                compare(row)
                compared += 1
    return compared, KeptFile.objects.exclude(fault="").count()


def _list_the_unlisted() -> None:
    """Files that were stored before there was a list of them."""
    for kind in _kinds.values():
        listed = KeptFile.objects.filter(path=OuterRef("file"))
        rows = kind.rows().filter(~Exists(listed), ~Q(file="")).order_by("pk")
        for batch in _batches(rows.values("file", "sha256").iterator(_AT_ONCE)):
            KeptFile.objects.bulk_create(
                (KeptFile(path=row["file"], sha256=row["sha256"]) for row in batch), ignore_conflicts=True
            )


def _batches(rows: Iterable[dict[str, str]]) -> Iterable[list[dict[str, str]]]:
    batch: list[dict[str, str]] = []
    for row in rows:
        batch.append(row)
        if len(batch) == _AT_ONCE:
            yield batch
            batch = []
    if batch:
        yield batch


@dataclass(frozen=True)
class Faulty:
    """One file with a fault, for the administrator: which records lean on it, and whether it can be made anew."""

    row: KeptFile
    names: tuple[str, ...]
    again: bool


def faulty(at_most: int) -> list[Faulty]:
    """The files with faults, the oldest first. A query, and one for each kind of files."""
    return _with_names(KeptFile.objects.exclude(fault="").order_by("found_at", "pk")[:at_most])


def faulty_of(row: KeptFile) -> Faulty:
    """One of them. A query for each kind of files."""
    return _with_names([row])[0]


def _with_names(rows: Iterable[KeptFile]) -> list[Faulty]:
    rows = list(rows)
    by_path: dict[str, list[tuple[FileKind, Any]]] = {}
    for kind in _kinds.values():
        for one in kind.rows().filter(file__in=[row.path for row in rows]):
            by_path.setdefault(str(one.file.name), []).append((kind, one))
    return [
        Faulty(
            row,
            tuple(kind.name(one) for kind, one in by_path.get(row.path, ())),
            any(kind.build_again for kind, _one in by_path.get(row.path, ())),
        )
        for row in rows
    ]


def build_lost_again() -> int:
    """Queue every lost file that the portal makes itself; returns how many."""
    queued = 0
    for row in KeptFile.objects.exclude(fault="").order_by("pk"):
        for kind, record in owners(row.path):
            if kind.build_again is not None:
                kind.build_again(record)
                queued += 1
    return queued
