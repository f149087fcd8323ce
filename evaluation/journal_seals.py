"""The journal hashed anew, row by row, and compared with its seals: which entry is the first that differs.

Nothing that the database says of itself is believed: each digest is computed here from the row's own words. What a
whole database put in another's place would hide, a checkpoint kept elsewhere shows (``evaluation/checkpoints.py``).
"""

from __future__ import annotations

import hashlib
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection, transaction
from django.utils.translation import gettext as _t

from engine import merkle
from evaluation.checkpoints import Checkpoint
from evaluation.erasures import ERASING
from evaluation.models.seals import (
    BEGINNING,
    ENTRY_TAG,
    KEYS,
    PERSON,
    WORDS,
    WORDS_TAG,
    JournalCheckpoint,
    JournalVerification,
)

#: Faults, as ``JournalVerification.fault`` keeps them.
ROW, ERASED, CHAIN, PLACE, UNSEALED, SHORTER, OTHER = (
    "row",
    "erased",
    "chain",
    "place",
    "unsealed",
    "shorter",
    "other",
)


class Row(NamedTuple):
    """A seal with its entry as the database gives them, texts as texts; ``entry`` is None where the row is gone."""

    position: int
    previous: str
    person: str
    words: str
    keys: str
    digest: str
    entry: int | None
    at: str
    act: str
    clause: str
    object_type: str
    object_name: str
    subject_name: str
    year: str
    before: str
    after: str
    actor_name: str
    details: str
    ids: str
    object_id: int
    salts: tuple[str | None, str | None, str | None]


_ROWS = """
    SELECT s.position, s.previous, s.person, s.words, s.keys, s.digest, e.id,
        to_char(e.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), e.act, e.clause, e.object_type,
        e.object_name, e.subject_name, COALESCE(e.year::text, ''), e.before, e.after, e.actor_name, e.details::text,
        COALESCE(e.actor_id::text, '-') || ' ' || e.object_id::text || ' ' || COALESCE(e.subject_id::text, '-'),
        e.object_id, salt.person, salt.words, salt.keys
    FROM evaluation_journalseal s
    LEFT JOIN evaluation_journalentry e ON e.id = s.entry_id
    LEFT JOIN evaluation_journalsalt salt ON salt.entry_id = s.entry_id
    WHERE s.position >= %s ORDER BY s.position LIMIT %s
"""
_UNSEALED = """
    SELECT min(e.id) FROM evaluation_journalentry e
    WHERE NOT EXISTS (SELECT FROM evaluation_journalseal s WHERE s.entry_id = e.id)
"""
_AT_ONCE = 5_000


@dataclass
class Found:
    """What the reading gave: the leaves up to the first fault, and the fault, at ``position`` (entry ``entry``)."""

    leaves: list[bytes] = field(default_factory=list)
    fault: str = ""
    position: int | None = None
    entry: int | None = None
    erased: int = 0
    #: The numbers, from 1, of the acts that erased words.
    erasing: list[int] = field(default_factory=list)


def joined(*texts: str) -> bytes:
    """Each text behind its length in bytes: no two lists of texts are joined alike."""
    parts = [text.encode() for text in texts]
    return b"".join(b"%d:%s" % (len(part), part) for part in parts)


def salted(what: str, salt: str, text: str) -> str:
    """The digest of ``text`` that stands in a seal; ``what`` is person, words or keys."""
    return hashlib.sha256(joined(WORDS_TAG, what, salt, text)).hexdigest()


def digest_of(row: Row) -> str:
    """The seal of the row as it stands now, at the place and after the digest that its seal names."""
    return hashlib.sha256(
        joined(
            ENTRY_TAG,
            row.previous,
            str(row.position),
            row.at,
            row.act,
            row.clause,
            row.object_type,
            row.object_name,
            row.subject_name,
            row.year,
            row.before,
            row.after,
            row.person,
            row.words,
            row.keys,
        )
    ).hexdigest()


def read_anew() -> Found:
    """Hash every entry; stop at the first that differs, also from a checkpoint kept here. Memory grows by 32 bytes for an entry."""
    found = Found()
    kept = {row.size: row for row in JournalCheckpoint.objects.all()}
    tree = merkle.Growing()
    wrong: int | None = None
    erasures: set[int] = set()
    emptied: list[tuple[int, int]] = []
    previous = BEGINNING
    with transaction.atomic():
        for row in _rows():
            fault = _fault_of(row, previous, len(found.leaves))
            if fault:
                found.fault, found.position, found.entry = fault, len(found.leaves), row.entry
                return found
            if row.entry is not None and not all(row.salts):
                emptied.append((row.position, row.entry))
            if row.act == ERASING:
                erasures.add(row.object_id)
                found.erasing.append(row.position + 1)
            found.leaves.append(bytes.fromhex(row.digest))
            tree.add(found.leaves[-1])
            previous = row.digest
            checkpoint = kept.pop(tree.size, None)
            if checkpoint is not None and wrong is None and not _agrees(checkpoint, tree.root()):
                wrong = row.position
        with connection.cursor() as cursor:
            cursor.execute(_UNSEALED)
            [(unsealed,)] = cursor.fetchall()
    found.erased = len(emptied)
    secretly = [(position, entry) for position, entry in emptied if entry not in erasures]
    if secretly:
        found.fault, (found.position, found.entry) = ERASED, secretly[0]
    elif unsealed is not None:
        found.fault, found.entry = UNSEALED, unsealed
    elif wrong is not None:
        found.fault, found.position = OTHER, wrong
    elif kept:
        found.fault, found.position = SHORTER, len(found.leaves) - 1
    return found


def _agrees(kept: JournalCheckpoint, root: bytes) -> bool:
    """Whether the row and the note that was signed both name this root. Who signed is asked of those sent elsewhere."""
    lines = kept.note.split("\n")
    return kept.root == root.hex() and lines[1:3] == [str(kept.size), b64encode(root).decode()]


def _rows() -> Iterator[Row]:
    begin = 0
    while True:
        with connection.cursor() as cursor:
            cursor.execute(_ROWS, [begin, _AT_ONCE])
            rows = cursor.fetchall()
        for values in rows:
            yield Row._make((*values[:20], values[20:]))
        if len(rows) < _AT_ONCE:
            return
        begin = rows[-1][0] + 1


def _fault_of(row: Row, previous: str, place: int) -> str:
    if row.position != place:
        return PLACE
    if row.previous != previous:
        return CHAIN
    if row.entry is None:
        return ROW
    said: list[tuple[str, Any, str, str]] = [
        (PERSON, row.salts[0], row.actor_name, row.person),
        (WORDS, row.salts[1], row.details, row.words),
        (KEYS, row.salts[2], row.ids, row.keys),
    ]
    # Words whose salt is gone are told by their digest alone; whether they were erased lawfully is asked at the end.
    differ = [what for what, salt, text, digest in said if salt and salted(what, salt, text) != digest]
    return ROW if differ or digest_of(row) != row.digest else ""


def compared(found: Found, checkpoint: Checkpoint) -> Found:
    """What the checkpoint adds: entries that it counts and the journal has no more, or another beginning."""
    if found.fault and (found.position is None or found.position < checkpoint.size):
        return found
    if len(found.leaves) < checkpoint.size:
        found.fault, found.position, found.entry = SHORTER, len(found.leaves) - 1, None
    elif merkle.root(found.leaves[: checkpoint.size]) != checkpoint.root:
        found.fault, found.position, found.entry = OTHER, checkpoint.size - 1, None
    return found


def sentence(fault: str, position: int | None, entry: int | None = None) -> str:
    """What was found, for people; ``position`` counts from 0, people from 1."""
    number = "" if position is None else str(position + 1)
    told = {
        "": _t("Every entry agrees with its seal, and each seal with the one before it."),
        ROW: _t(
            "Entry %(number)s of the journal is not what was sealed: it was changed or removed afterwards."
        ),
        ERASED: _t(
            "The words of entry %(number)s of the journal are gone, and no act on record erased them."
        ),
        CHAIN: _t(
            "The seal of entry %(number)s does not follow from the one before it: seals were written anew."
        ),
        PLACE: _t("The seal of entry %(number)s of the journal is missing."),
        UNSEALED: _t("An entry of the journal has no seal: it was written past the database's guard."),
        SHORTER: _t(
            "The journal ends at entry %(number)s, before the checkpoint: its last entries were removed."
        ),
        OTHER: _t("The journal is not the one of the checkpoint: entries before it were written anew."),
    }[fault]
    said = told % {"number": number}
    return said if entry is None else f"{said} (id {entry})"


@dataclass(frozen=True)
class LastVerification:
    """For pages: when it was, how many entries, what was found, and the guards that are not as they should be."""

    at: datetime
    size: int
    whole: bool
    finding: str
    guards: list[str]


def last_verification() -> LastVerification | None:
    """The last reading of the whole journal; None before the first. One query."""
    row = JournalVerification.objects.first()
    if row is None:
        return None
    whole = not row.fault and not row.guards
    return LastVerification(row.at, row.size, whole, sentence(row.fault, row.position), row.guards)
