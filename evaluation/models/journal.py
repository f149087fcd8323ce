"""The journal of acts: who did what, when, under which clause. Written once, never changed (c9.4, c44, c63, c66)."""

from __future__ import annotations

from typing import Any

import pgtrigger
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from evaluation import clock
from evaluation.models.bodies import Body
from evaluation.models.triggers import GuardTrigger, OwnersTrigger, Refuses, never_emptied

# No act lies ahead of the database's clock; a demo's, which its row moves, may run before it (A-JOURNAL-1).
_NAMES_OF_THEN = """
    IF NEW.at > clock_timestamp() + interval '1 hour' + GREATEST(interval '0',
        (SELECT "offset" FROM public.evaluation_democlock WHERE id = 1)) THEN
        RAISE EXCEPTION 'sarap: an act at % lies ahead of the clock', NEW.at;
    END IF;
    NEW.subject_name := COALESCE((SELECT slug FROM public.evaluation_body WHERE id = NEW.subject_id), '');
    NEW.actor_name := COALESCE((SELECT username FROM public.evaluation_user WHERE id = NEW.actor_id), '');
    RETURN NEW;
"""
#: The one change there is: words go, by an act of two persons that names the entry (A-JOURNAL-2).
ERASED_BY_ACT = """EXISTS (SELECT FROM public.evaluation_accountchange c WHERE c.kind = 'erasure'
    AND c.state = 'confirmed' AND c.fields->'entries' @> to_jsonb(OLD.{id}))"""
_KEPT: tuple[str, ...] = (
    "id",
    "at",
    "actor_id",
    "act",
    "clause",
    "object_type",
    "object_id",
    "subject_id",
    "year",
    "before",
    "after",
)
_KEPT += ("object_name", "subject_name")
_NOT_ERASED = f"""
    TG_OP = 'DELETE' OR NEW.details <> '{{}}'::jsonb OR NEW.actor_name <> ''
    OR ({", ".join(f"OLD.{name}" for name in _KEPT)}) IS DISTINCT FROM ({", ".join(f"NEW.{name}" for name in _KEPT)})
    OR OLD.act = 'journalentry.erase' OR NOT {ERASED_BY_ACT.format(id="id")}
"""
_SALT = """
    INSERT INTO evaluation_journalsalt (entry_id, person, words, keys) VALUES (NEW.id,
        replace(gen_random_uuid()::text, '-', ''), replace(gen_random_uuid()::text, '-', ''),
        replace(gen_random_uuid()::text, '-', '')) ON CONFLICT DO NOTHING;
    RETURN NULL;
"""


class JournalEntry(models.Model):
    """One act. ``act`` is the verb's code ("report.sign"), ``subject`` the body that the act concerns.

    The database fills in the names of body and person, and seals the entry as its transaction ends
    (``evaluation/models/seals.py``).
    """

    at = models.DateTimeField(_("at"), default=clock.now, db_index=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="acts",
        verbose_name=_("actor"),
    )
    act = models.CharField(_("act"), max_length=64, db_index=True)
    clause = models.CharField(_("clause"), max_length=40, blank=True)
    object_type = models.CharField(_("object type"), max_length=64)
    object_id = models.BigIntegerField(_("object"))
    subject = models.ForeignKey(
        Body, models.PROTECT, null=True, blank=True, related_name="journal", verbose_name=_("body concerned")
    )
    year = models.PositiveSmallIntegerField(_("reporting year"), null=True, blank=True)
    before = models.CharField(_("state before"), max_length=32, blank=True)
    after = models.CharField(_("state after"), max_length=32, blank=True)
    # As they were called then: these words are sealed, so that no number of a database is.
    object_name = models.CharField(max_length=200, blank=True, editable=False)
    subject_name = models.CharField(max_length=200, blank=True, editable=False)
    actor_name = models.CharField(max_length=150, blank=True, editable=False)
    details: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(
        _("details"), default=dict, blank=True
    )

    class Meta:
        verbose_name = _("journal entry")
        verbose_name_plural = _("journal")
        ordering = ["-at", "-id"]
        indexes = [
            models.Index(fields=["object_type", "object_id"], name="journal_by_object"),
            models.Index(fields=["year", "subject"], name="journal_by_subject"),
        ]
        triggers = [
            Refuses(
                name="append_only",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Condition(_NOT_ERASED),
            ),
            never_emptied(),
            GuardTrigger(
                name="names_of_then",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func=_NAMES_OF_THEN,
            ),
            OwnersTrigger(
                name="is_sealed",
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                timing=pgtrigger.Deferred,
                func=_SALT,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.act}"


#: What names a record in law, where it has it; never who a person is.
_NAMING = (
    "slug",
    "year",
    "number",
    "code",
    "item",
    "block",
    "direction",
    "subject",
    "milestone",
    "version",
    "language",
)


def name_of(record: models.Model) -> str:
    """What a record is called, of its own columns alone (no query): "2018-3-006", "3 1"; empty where it has no name."""
    own = {field.name for field in record._meta.concrete_fields if not field.is_relation}
    parts = [str(getattr(record, name)) for name in _NAMING if name in own]
    return " ".join(part for part in parts if part)[:200]


class DemoClock(models.Model):
    """How far the demo's clock stands from the real one; a single row, only in demo mode."""

    offset = models.DurationField()

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="one_demo_clock")]
