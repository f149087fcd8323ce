"""What a trace names, set apart by the database as the trace is written: pages ask it without reading traces."""

from __future__ import annotations

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models

from blocks.models.conclusions import Conclusion
from evaluation.models.editions import new_edition_where
from evaluation.models.triggers import OwnersTrigger

_WRITE = """
    INSERT INTO blocks_traceindex (conclusion_id, digests, compares) VALUES (
        NEW.id,
        ARRAY(SELECT DISTINCT m[1] FROM regexp_matches(NEW.trace::text, '[0-9a-f]{64}', 'g') AS m),
        (SELECT strpos(document::text, 'peers_') > 0 FROM methodologies_methodology WHERE id = NEW.methodology_id)
    ) ON CONFLICT (conclusion_id) DO UPDATE SET digests = excluded.digests, compares = excluded.compares;
    RETURN NULL;
"""


class TraceIndex(models.Model):
    """Of one conclusion: every SHA-256 in its trace, and whether its methodology compares bodies with each other.

    Written by the database alone, whenever trace or methodology change; a conclusion without a row is told to nobody.
    """

    conclusion = models.OneToOneField(
        Conclusion, models.PROTECT, primary_key=True, related_name="trace_index"
    )
    digests = ArrayField(models.CharField(max_length=64))
    compares = models.BooleanField()

    class Meta:
        # made with a draft, which nobody reads
        triggers = [new_edition_where("OLD.conclusion_id IS NOT NULL")]

    def __str__(self) -> str:
        return str(self.conclusion_id)


pgtrigger.register(
    OwnersTrigger(
        name="trace_index",
        when=pgtrigger.After,
        operation=pgtrigger.Insert | pgtrigger.Update,
        condition=pgtrigger.Condition(
            "OLD.id IS NULL OR (OLD.trace, OLD.methodology_id) IS DISTINCT FROM (NEW.trace, NEW.methodology_id)"
        ),
        func=_WRITE,
    )
)(Conclusion)
