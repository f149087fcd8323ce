"""What a trace names is set apart by the database, as the trace is written (c9.5, c53)."""

from __future__ import annotations

import json
import re

import pytest

from blocks.models import Conclusion, TraceIndex
from config.database_roles import allowed
from methodologies.models import Methodology
from tests.worlds.appeals import Delivered, delivered
from tests.worlds.unguarded import switch_one, unguarded

__all__ = ["delivered"]

pytestmark = pytest.mark.slow


def test_every_digest_of_a_trace_stands_beside_it(delivered: Delivered) -> None:
    for conclusion in Conclusion.objects.select_related("methodology", "trace_index"):
        named = set(re.findall("[0-9a-f]{64}", json.dumps(conclusion.trace)))
        assert conclusion.methodology.digest in named
        assert set(conclusion.trace_index.digests) == named
        assert conclusion.trace_index.compares == ("peers_" in json.dumps(conclusion.methodology.document))
    assert TraceIndex.objects.count() == Conclusion.objects.count() > 0


def test_it_follows_the_trace_and_the_methodology(delivered: Delivered) -> None:
    """Another trace, other digests; another text, another answer; the guards that refuse both stand aside."""
    of_conclusion = TraceIndex.objects.filter(conclusion=delivered.conclusion)
    row = Conclusion.objects.filter(pk=delivered.conclusion.pk)
    with unguarded(Conclusion, Methodology):
        switch_one(Conclusion, "trace_index", "ENABLE ALWAYS")
        Methodology.objects.filter(pk=delivered.conclusion.methodology_id).update(
            document={"f": "peers_mean(x)"}
        )
        row.update(state="draft")
        assert list(of_conclusion.values_list("compares", flat=True)) == [False]
        row.update(trace={"documents": [{"sha256": "ab" * 32}, {"sha256": "cd" * 32}]})
    [found] = of_conclusion
    assert (sorted(found.digests), found.compares) == (["ab" * 32, "cd" * 32], True)


def test_the_portal_itself_only_reads_it() -> None:
    assert allowed()[TraceIndex._meta.db_table] == "SELECT"
