"""Whether an electronic signature is the first head's own over the very manifest: each question by itself (c64)."""

from __future__ import annotations

import base64
import json
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from reports.signing import cms, ncanode, oids, revocation
from reports.signing.authority import Responder
from reports.signing.trust import Authority
from reports.signing.verdict import Outcome, Verdict
from reports.signing.verify import Expected, Means, verify
from tests.worlds.certificates import (
    BIN,
    DAY,
    EXPECTED,
    HEAD_SERIAL,
    HOUR,
    IIN,
    OTHER_BIN,
    OTHER_IIN,
    SIGNED_AT,
    Away,
    below,
    head,
    key,
    means,
    root,
    rsa_key,
    signature,
    stamps,
    stranger,
)

CONTENT = b'{"format":"sarap-report-manifest/1"}'


def judged(data: bytes, expected: Expected = EXPECTED, by: Means | None = None, **more: Any) -> Verdict:
    return verify(data, more.get("content", CONTENT), more.get("at", SIGNED_AT), expected, by or means())


def open_answers(verdict: Verdict) -> list[tuple[str, str, str]]:
    return [
        (str(one.question), str(one.outcome), one.why)
        for one in verdict.answers
        if one.outcome != Outcome.VALID
    ]


@pytest.mark.clause("c64")
@pytest.mark.parametrize("by", [key(13), rsa_key()], ids=["ecdsa", "rsa"])
@pytest.mark.parametrize(
    "wrap", [bytes, base64.b64encode, base64.encodebytes], ids=["der", "base64", "lines"]
)
def test_the_first_heads_signature_is_valid(by: Any, wrap: Any) -> None:
    verdict = judged(wrap(signature(CONTENT, head(by=by))))
    assert (verdict.outcome, open_answers(verdict)) == (Outcome.VALID, [])
    assert verdict.facts["roles"] == [oids.ORGANISATION, oids.FIRST_HEAD]
    assert len(verdict.evidence["ocsp"]) == 1


def test_a_certificate_below_another_authority_leads_to_the_root() -> None:
    by = head(issuer=below())

    def asks(certificate: Any, issuer: Any, address: str) -> bytes:
        issued_by = below() if issuer.subject == below().plain.subject else root()
        return Responder(issued_by, SIGNED_AT + HOUR)(certificate, issuer, address)

    carried = judged(signature(CONTENT, by, chain=[below()]), by=replace(means(), asks=asks))
    assert (carried.outcome, len(carried.evidence["ocsp"])) == (Outcome.VALID, 2)
    listed = [Authority(root().plain, "x"), Authority(below().plain, "y")]
    assert judged(signature(CONTENT, by), by=Means(listed, asks)).outcome == Outcome.VALID
    assert open_answers(judged(signature(CONTENT, by))) == [("trusted", "invalid", "unknown_authority")]


@pytest.mark.parametrize(
    ("by", "answer"),
    [
        (head(until=SIGNED_AT - DAY), ("in_force", "expired")),
        (head(since=SIGNED_AT + DAY), ("in_force", "not_yet")),
        (head(issuer=stranger()), ("trusted", "unknown_authority")),
        (head(roles=(oids.ORGANISATION, oids.EMPLOYEE)), ("role", "other_role")),
        (head(roles=()), ("role", "other_role")),
        (head(roles=(oids.ORGANISATION, oids.RIGHT_TO_SIGN)), ("role", "no_delegation")),
        (head(bin_number=OTHER_BIN), ("body", "other_body")),
        (head(bin_number=""), ("body", "other_body")),
        (head(iin=OTHER_IIN), ("person", "other_person")),
        (head(by=rsa_key(1024)), ("genuine", "weak")),
    ],
)
def test_what_is_wrong_is_said(by: Any, answer: tuple[str, str]) -> None:
    verdict = judged(signature(CONTENT, by))
    assert verdict.outcome == Outcome.INVALID
    assert open_answers(verdict) == [(answer[0], "invalid", answer[1])]


@pytest.mark.parametrize("content", [CONTENT + b" ", b"", CONTENT.replace(b"1", b"2")])
def test_an_altered_manifest_is_not_what_was_signed(content: bytes) -> None:
    assert open_answers(judged(signature(CONTENT), content=content)) == [
        ("manifest", "invalid", "other_content")
    ]


def test_a_signature_by_another_key_under_the_same_certificate_is_forged() -> None:
    by = head()
    by.key = key(99)
    assert open_answers(judged(signature(CONTENT, by))) == [("genuine", "invalid", "forged")]


def test_a_right_to_sign_needs_its_order() -> None:
    by = head(roles=(oids.ORGANISATION, oids.RIGHT_TO_SIGN))
    assert judged(signature(CONTENT, by), replace(EXPECTED, delegated=True)).outcome == Outcome.VALID


@pytest.mark.parametrize(
    ("expected", "answer"),
    [
        (Expected("", IIN), ("body", "unchecked", "no_bin_in_register")),
        (Expected(BIN, ""), ("person", "unchecked", "no_iin_in_register")),
    ],
)
def test_what_the_register_lacks_is_no_fault_of_the_signature(
    expected: Expected, answer: tuple[str, str, str]
) -> None:
    verdict = judged(signature(CONTENT), expected)
    assert (verdict.outcome, open_answers(verdict)) == (Outcome.UNCHECKED, [answer])


# --- revocation, time ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("when", "outcome"),
    [
        (SIGNED_AT - HOUR, Outcome.INVALID),
        (SIGNED_AT, Outcome.INVALID),
        (SIGNED_AT + HOUR / 2, Outcome.VALID),
    ],
)
def test_a_revocation_counts_if_it_came_before_the_signature(when: datetime, outcome: Outcome) -> None:
    verdict = judged(signature(CONTENT), by=means({HEAD_SERIAL: when}))
    assert verdict.outcome == outcome
    assert open_answers(verdict) == (
        [("revoked", "invalid", "revoked")] if outcome == Outcome.INVALID else []
    )


@pytest.mark.parametrize(
    ("asks", "why"),
    [
        (Away(), "unreachable"),
        (revocation.ask, "no_responder"),
        (lambda *_: b"junk", "no_answer"),
        (Responder(stranger(), SIGNED_AT + HOUR), "no_answer"),
    ],
    ids=["away", "nowhere", "junk", "of another"],
)
def test_an_authority_that_does_not_answer_leaves_it_open(asks: Any, why: str) -> None:
    verdict = judged(signature(CONTENT), by=Means([Authority(root().plain)], asks))
    assert (verdict.outcome, open_answers(verdict)) == (Outcome.UNCHECKED, [("revoked", "unchecked", why)])


def test_a_stamp_says_the_time_by_which_a_certificate_since_expired_is_judged() -> None:
    by = head(until=SIGNED_AT + HOUR)
    late = SIGNED_AT + DAY
    stamped = judged(signature(CONTENT, by, stamp_by=stamps()), at=late)
    assert (stamped.outcome, stamped.stamped, stamped.judged_at) == (Outcome.VALID, True, SIGNED_AT)
    bare = judged(signature(CONTENT, by), at=late)
    assert (bare.judged_at, open_answers(bare)) == (late, [("in_force", "invalid", "expired")])


def test_a_stamp_of_nobody_known_or_from_the_future_is_not_believed() -> None:
    by = head(until=SIGNED_AT + HOUR)
    unknown = judged(signature(CONTENT, by, stamp_by=stranger()), at=SIGNED_AT + DAY)
    assert (unknown.stamped, unknown.judged_at) == (False, SIGNED_AT + DAY)
    ahead = judged(signature(CONTENT, at=SIGNED_AT + DAY, stamp_by=stamps()))
    assert (ahead.stamped, ahead.judged_at) == (False, SIGNED_AT)


# --- files ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "empty"),
        (b"0" * (cms.MOST + 1), "too_long"),
        (b"not a signature at all \xff", "not_cms"),
        (b"AAAA", "not_cms"),
        (b"0\x80" * 4000, "not_cms"),
        (root().plain.dump(), "not_cms"),
        (b"-----BEGIN CMS-----\n!!\n-----END CMS-----\n", "not_cms"),
    ],
)
def test_what_is_no_signature_is_named_so(data: bytes, why: str) -> None:
    assert open_answers(judged(data)) == [("readable", "invalid", why)]


def test_every_cut_and_every_changed_byte_is_answered_and_never_valid() -> None:
    whole = signature(CONTENT, stamp_by=stamps())
    for place in range(0, len(whole), 7):
        assert judged(whole[:place]).outcome == Outcome.INVALID
    outcomes = set()
    for place in range(0, len(whole), 11):
        broken = bytearray(whole)
        broken[place] ^= 0x55
        outcomes.add(judged(bytes(broken)).outcome)
    assert Outcome.INVALID in outcomes


# --- NCANode -------------------------------------------------------------------------------------------------------

GOST_SAID = {
    "status": 200,
    "valid": True,
    "signers": [
        {
            "certificate": {"revocations": [{"by": "OCSP", "revoked": False}]},
            "tsp": {"genTime": "2019-02-20T08:59:00.000+00:00"},
        }
    ],
}


def gost(monkeypatch: pytest.MonkeyPatch, said: Any) -> Verdict:
    """The verdict of a signature that calls itself GOST, with NCANode saying this (an exception: being away)."""
    real = cms.read

    def as_gost(data: bytes) -> cms.Signed:
        return replace(real(data), gost=True)

    def post(address: str, content: bytes, kind: str) -> bytes:
        assert (address, kind) == ("http://ncanode.invalid/cms/verify", "application/json")
        asked = json.loads(content)
        assert base64.b64decode(asked["data"]) == CONTENT
        if isinstance(said, Exception):
            raise said
        return said if isinstance(said, bytes) else json.dumps(said).encode()

    monkeypatch.setattr(cms, "read", as_gost)
    monkeypatch.setattr(ncanode, "post", post)
    return judged(signature(CONTENT), by=means(ncanode="http://ncanode.invalid/"))


def changed(**more: Any) -> dict[str, Any]:
    signer = {**GOST_SAID["signers"][0], **more.pop("signer", {})}  # type: ignore[index]
    return {**GOST_SAID, "signers": [signer], **more}


def test_ncanode_checks_what_no_library_here_knows(monkeypatch: pytest.MonkeyPatch) -> None:
    verdict = gost(monkeypatch, GOST_SAID)
    assert (verdict.outcome, verdict.stamped) == (Outcome.VALID, True)
    assert verdict.judged_at == datetime.fromisoformat("2019-02-20T08:59:00+00:00")


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        (changed(valid=False), ("genuine", "invalid", "by_ncanode")),
        (
            changed(signer={"certificate": {"revocations": [{"revoked": True}]}}),
            ("revoked", "invalid", "revoked"),
        ),
        (changed(signer={"status": "INDETERMINATE"}, valid=False), ("genuine", "unchecked", "undecided")),
        (changed(signer={"certificate": {"revocations": []}}), ("genuine", "unchecked", "undecided")),
        ({"status": 500, "message": "later"}, ("genuine", "unchecked", "no_answer")),
        (b"<html>", ("genuine", "unchecked", "no_answer")),
        (b"[]", ("genuine", "unchecked", "no_answer")),
        (revocation.Unreachable("unreachable"), ("genuine", "unchecked", "unreachable")),
    ],
)
def test_what_ncanode_says_or_does_not(
    monkeypatch: pytest.MonkeyPatch, said: Any, answer: tuple[str, str, str]
) -> None:
    assert open_answers(gost(monkeypatch, said)) == [answer]


def test_without_ncanode_a_gost_signature_is_open_and_its_owner_is_asked_all_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    real = cms.read
    monkeypatch.setattr(cms, "read", lambda data: replace(real(data), gost=True))
    assert open_answers(judged(signature(CONTENT))) == [("genuine", "unchecked", "gost_unknown")]
    assert judged(signature(CONTENT, head(bin_number=OTHER_BIN))).outcome == Outcome.INVALID
