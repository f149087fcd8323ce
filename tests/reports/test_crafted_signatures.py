"""Signatures made to take long: what they bring is looked through within bounds, and told as any other (c64)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from engine.foreign import child
from evaluation import clock
from evaluation.refusals import Refusal
from reports.actions import signing
from reports.models import Signature
from reports.signing import tried, trust
from reports.signing.authority import Issued, issue, name_of
from reports.signing.verdict import Outcome
from reports.signing.verify import verify
from tests.worlds.certificates import EXPECTED, SIGNED_AT, SINCE, below, head, key, means, root, signature
from tests.worlds.opened import Opened
from tests.worlds.world import NOW

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


@pytest.mark.clause("c64")
def test_a_signature_is_read_in_the_child_first(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever is wrong with it is told by the verdict; what does not end is all that the child says."""
    asked: list[str] = []
    read = child.read

    def listening(name: str, *rest: Any) -> bytes:
        asked.append(name)
        return read(name, *rest)

    monkeypatch.setattr(child, "read", listening)
    good = signature(CONTENT, head(issuer=_of(0)))
    assert [tried.beyond(data, CONTENT) for data in (good, good[:-9], b"x" * 1000, b"", good + good)] == [
        ""
    ] * 5
    assert asked == ["reports.signing.tried.beyond"] * 5


@pytest.mark.clause("c64")
@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("took_too_long", ("file", "Sign the manifest anew and give the new signature.")),
        ("damaged", ("file", "Sign the manifest anew and give the new signature.")),
        ("busy", ("busy", "Try again in a minute; if that does not help, tell the administrator.")),
    ],
)
def test_what_does_not_end_is_refused_and_not_kept(
    opened: Opened, monkeypatch: pytest.MonkeyPatch, code: str, told: tuple[str, str]
) -> None:
    monkeypatch.setattr(signing, "beyond", lambda _data, _content: code)
    with clock.frozen(NOW):
        report = opened.hand(opened.report("agriculture", 1))
        first = opened.person("agriculture.first_head")
        manifest = signing.freeze_manifest(report, first, report.revision)
        with pytest.raises(Refusal) as refused:
            signing.take_signature(manifest, first, b"x", "upload", means())
    assert (refused.value.code, str(refused.value.remedy)) == told
    assert not Signature.objects.exists()
