"""A body reads how its own score came about, and nothing of the bodies with which it was compared (c44, c9.5)."""

from __future__ import annotations

from copy import deepcopy

import pytest
from django.test import Client
from django.urls import reverse

from blocks.models import Conclusion
from blocks.pdf import conclusion_context
from blocks.trace.record import indicators_of
from tests.worlds.appeals import HEAD, PREPARER, Delivered, delivered
from tests.worlds.elements import texts
from tests.worlds.unguarded import unguarded

__all__ = ["delivered"]

SECRET, TITLE = "31415.9265", "Secret register of the ministry of culture"
EVALUATOR = "communications.evaluator"


def compared(delivered: Delivered) -> Conclusion:
    """The delivered conclusion, as if one of its formulas compared the body with the ministry of culture."""
    conclusion = delivered.conclusion
    trace = deepcopy(conclusion.trace)
    part = next(one for one in indicators_of(trace) if one["inputs"])
    part["inputs"].append(
        {
            "item": part["inputs"][0]["item"],
            "body": "culture",
            "state": "counted",
            "value": SECRET,
            "provenance": {
                "hand": "reported",
                "documents": [{"id": 1, "title": TITLE, "sha256": "0" * 64}],
            },
        }
    )
    with unguarded(Conclusion):
        Conclusion.objects.filter(pk=conclusion.pk).update(trace=trace)
    return delivered.conclusion


@pytest.mark.clause("c44")
@pytest.mark.parametrize("who", [PREPARER, HEAD])
def test_the_body_reads_no_figures_of_others(delivered: Delivered, client: Client, who: str) -> None:
    conclusion = compared(delivered)
    delivered.world.sign_in(client, who)
    for name in ("conclusion_trace", "conclusion_trace_json"):
        answer = client.get(reverse(name, args=[conclusion.pk]))
        assert answer.status_code == 200
        told = answer.content.decode()
        assert "31,415" not in told
        assert SECRET not in told
        assert TITLE not in told
    own = client.get(reverse("conclusion_trace_json", args=[conclusion.pk])).json()["trace"]
    [left] = [one for part in indicators_of(own) for one in part.get("left_out", ())]
    assert (left["values"], left["bodies"]) == (1, 1)


@pytest.mark.clause("c9.4")
def test_the_authority_reads_what_it_compared(delivered: Delivered, client: Client) -> None:
    conclusion = compared(delivered)
    delivered.world.sign_in(client, EVALUATOR)
    page = client.get(reverse("conclusion_trace", args=[conclusion.pk]))
    assert TITLE in texts(page, ".trace-documents .doc-text")
    assert SECRET in client.get(reverse("conclusion_trace_json", args=[conclusion.pk])).content.decode()


@pytest.mark.clause("c44", "c46")
def test_the_annex_that_goes_to_the_body_names_no_documents_of_others(delivered: Delivered) -> None:
    trace = conclusion_context(compared(delivered), "en")["trace"]
    assert trace is not None
    assert TITLE not in [source.title for source in trace.documents]
    assert SECRET not in repr(trace)
