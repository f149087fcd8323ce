"""Signatures made to take long: what they bring is looked through within bounds, and told as any other (c64)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from reports.signing import trust
from reports.signing.authority import Issued, issue, name_of
from reports.signing.verdict import Outcome
from reports.signing.verify import verify
from tests.worlds.certificates import EXPECTED, SIGNED_AT, SINCE, below, head, key, means, root, signature

CONTENT = b"{}"
NAME = name_of("A")


def named(number: int, by: int) -> Issued:
    """A certificate of the one name, with a key of its own, signed by another key of that name."""
    mine, theirs = key(100 + number), Issued(_of(by).certificate, key(100 + by))
    return issue(NAME, mine, theirs, SINCE, serial=1000 + number, authority=True)


def _of(number: int) -> Issued:
    return issue(NAME, key(100 + number), None, SINCE, serial=500 + number, authority=True)


CHAINS: dict[str, list[Issued]] = {
    "all by one stranger": [named(number, 50) for number in range(19)],
    "each by the next": [named(number, number + 1) for number in range(19)],
    "one key": [issue(NAME, key(100), None, SINCE, serial=1000 + number, authority=True) for number in range(19)],
}  # fmt: skip


@pytest.mark.clause("c64")
@pytest.mark.parametrize("chain", CHAINS.values(), ids=CHAINS)
def test_many_certificates_of_one_name_make_few_ways(
    monkeypatch: pytest.MonkeyPatch, chain: list[Issued]
) -> None:
    """Eight took twenty seconds of the request, twenty would never have ended: what the library gets is counted."""
    given: list[int] = []
    validator: Callable[..., Any] = trust.CertificateValidator

    def counted(certificate: Any, intermediate_certs: list[Any], **more: Any) -> Any:
        given.append(len(intermediate_certs))
        return validator(certificate, intermediate_certs=intermediate_certs, **more)

    monkeypatch.setattr(trust, "CertificateValidator", counted)
    cms = signature(CONTENT, head(issuer=_of(0)), chain=chain)
    verdict = verify(cms, CONTENT, SIGNED_AT, EXPECTED, means())
    told = [(str(one.question), one.why) for one in verdict.answers if one.outcome == Outcome.INVALID]
    assert told == [("trusted", "unknown_authority")]
    assert given
    assert max(given) <= trust.MOST_BETWEEN


@pytest.mark.clause("c64")
def test_the_way_to_the_root_is_found_among_strangers_of_the_same_name() -> None:
    """Also where a stranger's certificate claims the name of the true authority and stands before it."""
    alike = issue(below().certificate.subject, key(60), None, SINCE, serial=9, authority=True)
    cms = signature(
        CONTENT, head(issuer=below()), chain=[alike, *CHAINS["each by the next"][:10], below(), root()]
    )
    verdict = verify(cms, CONTENT, SIGNED_AT, EXPECTED, means())
    assert [one.why for one in verdict.answers if one.outcome == Outcome.INVALID] == []
