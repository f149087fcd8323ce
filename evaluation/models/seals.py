"""The seals of the journal: each entry's hash, chained to the one before, made by the database as an act commits.

How an entry is hashed stands here twice, for two hands that must not be one: as SQL, which seals, and as Python
(``evaluation/journal_seals.py``), which verifies. docs/security.md tells it for a third.
"""

from __future__ import annotations

import pgtrigger
from django.db import models

from evaluation import clock
from evaluation.models.journal import ERASED_BY_ACT, JournalEntry
from evaluation.models.triggers import OwnersTrigger, Refuses, never_emptied

#: What the first seal names as the one before it.
BEGINNING = "0" * 64
ENTRY_TAG = "sarap journal entry 1"
WORDS_TAG = "sarap journal words 1"
#: What a digest beside the chain covers, each behind a salt of its own.
PERSON, WORDS, KEYS = "person", "words", "keys"
#: The advisory lock under which one seal follows another.
LOCK = 954_009_004


def _text(*expressions: str) -> str:
    """SQL: each text behind its length in bytes, so that no two lists of texts read the same."""
    return " || ".join(f"octet_length({one}) || ':' || {one}" for one in expressions)


def _sha256(text: str) -> str:
    return f"encode(sha256(convert_to({text}, 'UTF8')), 'hex')"


def _salted(what: str, said: str) -> str:
    return _sha256(_text(f"'{WORDS_TAG}'", f"'{what}'", f"NEW.{what}", said))


_DIGEST = _sha256(
    _text(
        f"'{ENTRY_TAG}'",
        "_previous",
        "_position::text",
        "_at",
        *(f"_entry.{name}" for name in ("act", "clause", "object_type", "object_name", "subject_name")),
        "_year",
        "_entry.before",
        "_entry.after",
        *("_person", "_words", "_keys"),
    )
)
_SEAL = f"""
    PERFORM pg_advisory_xact_lock({LOCK});
    SELECT * INTO _entry FROM evaluation_journalentry WHERE id = NEW.entry_id;
    SELECT "position" + 1, digest INTO _position, _previous
        FROM evaluation_journalseal ORDER BY "position" DESC LIMIT 1;
    _position := COALESCE(_position, 0);
    _previous := COALESCE(_previous, '{BEGINNING}');
    _at := to_char(_entry.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"');
    _year := COALESCE(_entry.year::text, '');
    _said := _entry.details::text;
    _ids := COALESCE(_entry.actor_id::text, '-') || ' ' || _entry.object_id::text || ' '
        || COALESCE(_entry.subject_id::text, '-');
    _person := {_salted(PERSON, "_entry.actor_name")};
    _words := {_salted(WORDS, "_said")};
    _keys := {_salted(KEYS, "_ids")};
    INSERT INTO evaluation_journalseal (entry_id, "position", previous, person, words, keys, digest)
        VALUES (NEW.entry_id, _position, _previous, _person, _words, _keys, {_DIGEST});
    RETURN NULL;
"""  # noqa: S608 - of the words of this module alone


class JournalSalt(models.Model):
    """What keeps personal words from being guessed by their digests. Erasing words empties the salt, and no seal breaks.

    Made as the transaction of an act ends; the seal follows when all else that waited for its end is done, so that
    nobody waits for a row while holding the journal's lock.
    """

    entry = models.OneToOneField(JournalEntry, models.PROTECT, primary_key=True, related_name="salt")
    person = models.CharField(max_length=32, blank=True)
    words = models.CharField(max_length=32, blank=True)
    keys = models.CharField(max_length=32, blank=True)

    class Meta:
        triggers = [
            Refuses(
                name="salts_stay",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Condition(
                    "TG_OP = 'DELETE' OR NEW.person <> '' OR NEW.words <> '' OR (OLD.entry_id, OLD.keys) IS DISTINCT "
                    f"FROM (NEW.entry_id, NEW.keys) OR NOT {ERASED_BY_ACT.format(id='entry_id')}"
                ),
            ),
            never_emptied(),
            OwnersTrigger(
                name="seals",
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                timing=pgtrigger.Deferred,
                declare=[
                    ("_entry", "evaluation_journalentry%ROWTYPE"),
                    ("_position", "bigint"),
                    *((name, "text") for name in ("_previous", "_at", "_year", "_said", "_ids")),
                    *((name, "text") for name in ("_person", "_words", "_keys")),
                ],
                func=_SEAL,
            ),
        ]

    def __str__(self) -> str:
        return str(self.entry_id)


class JournalSeal(models.Model):
    """One entry's place in the chain. ``digest`` covers the entry, the place and the digest before it (``previous``).

    ``person``, ``words`` and ``keys`` are salted digests of who acted, of the details and of the database's numbers.
    """

    entry = models.OneToOneField(JournalEntry, models.PROTECT, related_name="seal")
    position = models.BigIntegerField(unique=True)
    previous = models.CharField(max_length=64, unique=True)
    person = models.CharField(max_length=64)
    words = models.CharField(max_length=64)
    keys = models.CharField(max_length=64)
    digest = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ["position"]
        triggers = [
            Refuses(name="seals_stay", operation=pgtrigger.Update | pgtrigger.Delete),
            never_emptied(),
        ]

    def __str__(self) -> str:
        return f"{self.position}: {self.digest}"


class JournalVerification(models.Model):
    """What was found when the whole journal was hashed anew: ``size`` entries, and a fault or none."""

    at = models.DateTimeField(default=clock.now)
    size = models.BigIntegerField()
    root = models.CharField(max_length=64)
    fault = models.CharField(max_length=32, blank=True)
    position = models.BigIntegerField(null=True, blank=True)
    #: Sentences about guards of the database that are missing, off or changed.
    guards: models.JSONField[list[str], list[str]] = models.JSONField(default=list, blank=True)

    class Meta:
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.size}"


class JournalCheckpoint(models.Model):
    """How far the journal had come on an evening, signed; published, and sent to those who keep it elsewhere."""

    at = models.DateTimeField(default=clock.now)
    size = models.BigIntegerField(unique=True)
    root = models.CharField(max_length=64)
    note = models.TextField(max_length=2_000)

    class Meta:
        ordering = ["-size"]
        triggers = [
            Refuses(name="checkpoints_stay", operation=pgtrigger.Update | pgtrigger.Delete),
            never_emptied(),
            # Whether the root is that of the entries, the reading of the whole journal tells.
            Refuses(
                name="checkpoint_of_what_is_there",
                operation=pgtrigger.Insert,
                condition=pgtrigger.Condition(
                    "NEW.size NOT BETWEEN 1 AND (SELECT count(*) FROM public.evaluation_journalseal) "
                    "OR NEW.size <= (SELECT max(size) FROM public.evaluation_journalcheckpoint)"
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.size}: {self.root}"
