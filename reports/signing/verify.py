"""The whole question: is this the first head's own signature over this very manifest? Answered one question at a time."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from reports.signing import cms, ncanode, oids, revocation, trust
from reports.signing.verdict import Answer, Outcome, Question, Verdict

#: How far the clocks of the portal and of a time-stamp authority may stand apart.
DRIFT: Final = timedelta(minutes=5)


@dataclass(frozen=True)
class Expected:
    """What the register says of who signs: BIN of the body, IIN of the holder; empty: the register lacks it.

    ``delegated``: an order that gives the right to sign is recorded for the holder.
    """

    bin: str
    iin: str
    delegated: bool = False


@dataclass(frozen=True)
class Means:
    """With what a signature is verified: the trust list, who asks of revocation, where NCANode is (or nowhere)."""

    authorities: Sequence[trust.Authority]
    asks: revocation.Asks = revocation.ask
    ncanode: str = ""


def verify(data: bytes, manifest: bytes, received_at: datetime, expected: Expected, means: Means) -> Verdict:
    """The verdict. Judged at the time of the stamp; without a stamp that can be believed, at the time of receipt."""
    verdict = Verdict(judged_at=received_at)
    try:
        signed = cms.read(data)
    except cms.Unreadable as fault:
        verdict.say(Question.READABLE, Outcome.INVALID, str(fault))
        return verdict
    verdict.say(Question.READABLE, Outcome.VALID)
    holder = _take_facts(verdict, signed)
    if holder is None:
        return verdict
    if signed.gost:
        _by_ncanode(verdict, data, manifest, received_at, means)
    else:
        _by_ourselves(verdict, signed, manifest, received_at, means)
    _use(verdict, signed)
    verdict.answers += [_role(holder, expected), _body(holder, expected), _person(holder, expected)]
    return verdict


def _take_facts(verdict: Verdict, signed: cms.Signed) -> oids.Holder | None:
    try:
        holder = oids.holder_of(signed.certificate)
        verdict.facts = {
            "holder": holder.name,
            "roles": sorted(holder.roles),
            "serial": format(signed.certificate.serial_number, "x"),
            "issuer": signed.certificate.issuer.human_friendly,
            "sha256": signed.certificate.sha256.hex(),
            "from": signed.certificate.not_valid_before.isoformat(),
            "until": signed.certificate.not_valid_after.isoformat(),
            "gost": signed.gost,
        }
    except cms.BROKEN:
        verdict.say(Question.READABLE, Outcome.INVALID, "not_cms")
        return None
    return holder


# --- by maintained libraries ---------------------------------------------------------------------------------------


def _by_ourselves(
    verdict: Verdict, signed: cms.Signed, manifest: bytes, received_at: datetime, means: Means
) -> None:
    same = _covers(signed, manifest)
    verdict.say(
        Question.MANIFEST, Outcome.VALID if same else Outcome.INVALID, "" if same else "other_content"
    )
    if same:
        forged = cms.is_genuine(signed, manifest)
        verdict.say(Question.GENUINE, Outcome.INVALID if forged else Outcome.VALID, forged)
    at = _moment(verdict, signed, received_at, means)
    verdict.judged_at = at
    led = trust.lead(signed.certificate, signed.certificates, means.authorities, at)
    if led.why:
        question = Question.IN_FORCE if led.expired else Question.TRUSTED
        verdict.say(question, Outcome.INVALID, led.why)
        return
    verdict.say(Question.TRUSTED, Outcome.VALID)
    verdict.say(Question.IN_FORCE, Outcome.VALID)
    _revocation(verdict, signed, led, at, means)


def _covers(signed: cms.Signed, manifest: bytes) -> bool:
    try:
        return cms.covers(signed, manifest)
    except cms.BROKEN:
        return False


def _moment(verdict: Verdict, signed: cms.Signed, received_at: datetime, means: Means) -> datetime:
    """By which time the certificate is judged, with what is said of the stamp."""
    try:
        stamp = cms.stamp_of(signed)
    except cms.Unreadable as fault:
        verdict.say(Question.STAMP, Outcome.INVALID, str(fault))
        return received_at
    if stamp is None:
        verdict.say(Question.STAMP, Outcome.VALID, "no_stamp")
        return received_at
    if stamp.token.gost:
        verdict.say(Question.STAMP, Outcome.VALID, "stamp_not_read")
        return received_at
    if not _covers(stamp.token, stamp.content) or cms.is_genuine(stamp.token, stamp.content):
        verdict.say(Question.STAMP, Outcome.INVALID, "stamp_broken")
        return received_at
    led = trust.lead(stamp.token.certificate, stamp.token.certificates, means.authorities, stamp.at)
    usage = stamp.token.certificate.extended_key_usage_value
    stamps = usage is not None and "time_stamping" in usage.native
    if led.why or not stamps or stamp.at > received_at + DRIFT:
        verdict.say(Question.STAMP, Outcome.VALID, "stamp_not_believed")
        return received_at
    verdict.say(Question.STAMP, Outcome.VALID)
    verdict.stamped = True
    return min(stamp.at, received_at)


def _revocation(verdict: Verdict, signed: cms.Signed, led: trust.Led, at: datetime, means: Means) -> None:
    known = [*(one.certificate for one in means.authorities), *signed.certificates]
    addresses = {one.certificate.sha256: one.responder for one in means.authorities}
    responses = []
    try:
        for certificate in led.chain:
            issuer = next(one for one in known if one.subject == certificate.issuer)
            responses.append(means.asks(certificate, issuer, addresses.get(issuer.sha256, "")))
    except revocation.Unreachable as fault:
        verdict.say(Question.REVOKED, Outcome.UNCHECKED, str(fault))
        return
    verdict.evidence["ocsp"] = [base64.b64encode(one).decode() for one in responses]
    why = trust.revoked(led, means.authorities, at, responses)
    outcome = {"": Outcome.VALID, "revoked": Outcome.INVALID}.get(why, Outcome.UNCHECKED)
    verdict.say(Question.REVOKED, outcome, why)


# --- by NCANode ----------------------------------------------------------------------------------------------------


def _by_ncanode(verdict: Verdict, data: bytes, manifest: bytes, received_at: datetime, means: Means) -> None:
    try:
        judged = ncanode.judge(means.ncanode, cms.unwrapped(data), manifest)
    except revocation.Unreachable as fault:
        verdict.say(Question.GENUINE, Outcome.UNCHECKED, str(fault))
        return
    verdict.evidence["ncanode"] = judged.said
    if judged.stamped_at is not None and judged.stamped_at <= received_at + DRIFT:
        verdict.judged_at, verdict.stamped = min(judged.stamped_at, received_at), True
    if judged.valid is None or (judged.valid and judged.revoked is None):
        verdict.say(Question.GENUINE, Outcome.UNCHECKED, "undecided")
        return
    if judged.revoked:
        verdict.say(Question.REVOKED, Outcome.INVALID, "revoked")
    verdict.say(
        Question.GENUINE,
        Outcome.VALID if judged.valid else Outcome.INVALID,
        "" if judged.valid else "by_ncanode",
    )


# --- whose it is ---------------------------------------------------------------------------------------------------


def _use(verdict: Verdict, signed: cms.Signed) -> None:
    """A key for signing in is no key for signing: where the certificate says what it is for, it says so."""
    usage = signed.certificate.key_usage_value
    fits = usage is None or {"digital_signature", "non_repudiation"} & set(usage.native)
    verdict.say(Question.USE, Outcome.VALID if fits else Outcome.INVALID, "" if fits else "not_for_signing")


def _role(holder: oids.Holder, expected: Expected) -> Answer:
    if oids.FIRST_HEAD in holder.roles:
        return Answer(Question.ROLE, Outcome.VALID)
    if oids.RIGHT_TO_SIGN in holder.roles:
        if expected.delegated:
            return Answer(Question.ROLE, Outcome.VALID, "delegated")
        return Answer(Question.ROLE, Outcome.INVALID, "no_delegation")
    return Answer(Question.ROLE, Outcome.INVALID, "other_role")


def _body(holder: oids.Holder, expected: Expected) -> Answer:
    if not expected.bin:
        return Answer(Question.BODY, Outcome.UNCHECKED, "no_bin_in_register")
    same = holder.bin == expected.bin
    return Answer(Question.BODY, Outcome.VALID if same else Outcome.INVALID, "" if same else "other_body")


def _person(holder: oids.Holder, expected: Expected) -> Answer:
    if not expected.iin:
        return Answer(Question.PERSON, Outcome.UNCHECKED, "no_iin_in_register")
    same = holder.iin == expected.iin
    return Answer(Question.PERSON, Outcome.VALID if same else Outcome.INVALID, "" if same else "other_person")
