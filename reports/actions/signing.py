"""Signing a report: the manifest is frozen, a signature over it is taken, verified, and asked of again (c64)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from engine.foreign.gate import BEYOND, DAMAGED
from engine.manifest import STATEMENTS, sha256_of
from evaluation import clock, rights
from evaluation.acting import lock, note, perform, refusal_of
from evaluation.models import Office, User
from evaluation.refusals import FieldFault, Refusal
from evaluation.time_zone import day_of
from reports.actions.completion import completion_term
from reports.actions.demo_numbers import enter_demo_numbers
from reports.actions.documents import hand_over
from reports.actions.telling import evaluators_of, people_of_body, tell_of_report
from reports.models import (
    DatumValue,
    Document,
    Manifest,
    Report,
    Signatory,
    Signature,
    SignatureState,
    SigningBasis,
    TrustedAuthority,
)
from reports.models.trust import AuthorityKind
from reports.selectors.manifests import latest_manifest, manifest_of, outdated, shows_what_warns
from reports.selectors.sheets import ReportSheet, read_sheet
from reports.selectors.signoff import shown_mark
from reports.signing import demo, revocation
from reports.signing.authority import Issued
from reports.signing.tried import beyond
from reports.signing.trust import Authority
from reports.signing.verdict import Outcome, Verdict
from reports.signing.verify import Expected, Means, verify
from reports.signing.ways import SECOND_FACTOR


def freeze_manifest(
    report: Report,
    by: User,
    revision: int | None = None,
    *,
    statements: Collection[str] = STATEMENTS,
    shown: str | None = None,
) -> Manifest:
    """The report as the first head has read it, with every statement made: what a signature is then given for (c64).

    Frozen once: while nothing of the report changes, asking again gives the same manifest. ``shown``: the mark of the
    warnings that the person was shown (`shown_mark`); refused as stale where others stand now.
    """
    with transaction.atomic():
        fresh = lock(report, revision)
        _refuse_unless_signable(fresh, by)
        _refuse_unstated(statements)
        if settings.DEMO_MODE:
            _demo_key(fresh, by)
        sheet = read_sheet(fresh)
        _refuse_unshown(sheet, shown)
        latest = latest_manifest(fresh)
        same = latest is not None and latest.frozen_by_id == by.pk and not outdated(latest, sheet)
        if latest is not None and same and shows_what_warns(latest, sheet):
            return latest
        manifest = _freeze(sheet, by)
        note(fresh, "freeze", by, "c64", details=_told(sheet, manifest))
    return manifest


def sign_report(
    report: Report,
    by: User,
    revision: int | None = None,
    *,
    statements: Collection[str] = STATEMENTS,
    shown: str | None = None,
) -> Report:
    """The first head signs and submits by the portal's own second step; the journal keeps the checksum (c40, c64)."""
    with transaction.atomic():
        fresh = lock(report, revision)
        _refuse_unstated(statements)
        sheet = read_sheet(fresh)
        _refuse_unless_signable(fresh, by)
        _refuse_unshown(sheet, shown)
        manifest = _freeze(sheet, by)
        now = clock.now()
        _record_signature(fresh, manifest, by, SECOND_FACTOR, now, state=SignatureState.VALID, judged_at=now)
        return _submit(fresh, sheet, manifest, by, SECOND_FACTOR)


def take_signature(
    manifest: Manifest, by: User, cms: bytes, way: str, means: Means | None = None
) -> Signature:
    """An electronic signature over the manifest: verified; valid, or not to be checked now, it submits the report.

    A signature that is not valid is kept with what is wrong with it, and the report waits on. It counts from its receipt.
    """
    received_at = clock.now()
    report = Report.objects.select_related(*Report.at_hand).get(pk=manifest.report_id)
    _refuse_unless_signable(report, by)
    _refuse_beyond(cms, manifest)
    # Before the row is locked: an authority may take seconds to answer.
    expected = expected_of(report, by)
    verdict = verify(cms, bytes(manifest.content), received_at, expected, means or means_now())
    with transaction.atomic():
        fresh = lock(report)
        sheet = read_sheet(fresh)
        _refuse_unless_signable(fresh, by)
        _refuse_outdated(fresh, manifest, sheet, by)
        found = _found(verdict, received_at)
        signature = _record_signature(fresh, manifest, by, way, received_at, cms=cms, **found)
        if signature.state == SignatureState.INVALID:
            note(fresh, "refuse_signature", by, "c64", details=_why(signature))
        else:
            _submit(fresh, sheet, manifest, by, way, _why(signature))
    return signature


def _refuse_beyond(cms: bytes, manifest: Manifest) -> None:
    """Raise Refusal for a signature of which a reading asks for more than it may take; nothing of it is kept."""
    code = beyond(cms, bytes(manifest.content))
    if code:
        sentence, remedy = BEYOND.get(code, DAMAGED)
        anew = _("Sign the manifest anew and give the new signature.")
        busy = code == "busy"
        raise Refusal(
            "busy" if busy else "file", _(sentence), clause="c64", remedy=_(remedy) if busy else anew
        )


def _record_signature(
    report: Report, manifest: Manifest, by: User, way: str, received_at: datetime, **found: Any
) -> Signature:
    """The row of a signature, by whatever way: ``found`` is its state, when it was judged, and what else is known."""
    return Signature.objects.create(
        manifest=manifest,
        report=report,
        way=way,
        signed_by=by,
        received_at=received_at,
        checked_at=received_at,
        **found,
    )


def sign_by_demo(
    report: Report, by: User, revision: int | None = None, *, shown: str | None = None
) -> Signature:
    """The demo signs in the first head's name, with a certificate that it issues to them; never outside the demo."""
    if "demo" not in settings.SIGNING_WAYS:
        raise Refusal("state", _("This way of signing is not offered."), clause="c64")
    holder = _demo_key(report, by)
    manifest = freeze_manifest(report, by, revision, shown=shown)
    at = manifest.frozen_at.replace(microsecond=0)
    means = Means([Authority(demo.root().plain)], demo.answers(clock.now()))
    return take_signature(manifest, by, demo.signature(bytes(manifest.content), holder, at), "demo", means)


def _demo_key(report: Report, by: User) -> Issued:
    """The first head's key of the demo, with the numbers that it names entered where the register lacks them."""
    enter_demo_numbers(report.body, by)
    expected = expected_of(report, by)
    return demo.certificate_of(by.pk, by.title, expected.iin, report.body.name_ru, expected.bin)


def check_again(signature: Signature, means: Means | None = None) -> Signature:
    """Ask again what could not be asked: settled as valid, found invalid, or left to the next time (by the worker)."""
    report = signature.report
    expected = expected_of(report, signature.signed_by, signature.received_at)
    cms, content = bytes(signature.cms or b""), bytes(signature.manifest.content)
    verdict = verify(cms, content, signature.received_at, expected, means or means_now())
    with transaction.atomic():
        fresh = lock(report)
        waiting = Signature.objects.select_for_update().filter(
            pk=signature.pk, state=SignatureState.UNCHECKED, withdrawn_at__isnull=True
        )
        if not waiting:
            return Signature.objects.get(pk=signature.pk)
        waiting.update(
            checked_at=clock.now(), attempts=F("attempts") + 1, **_found(verdict, signature.received_at)
        )
        signature = Signature.objects.get(pk=signature.pk)
        if signature.state == SignatureState.VALID:
            note(fresh, "settle_signature", None, "c64", details=_why(signature))
        elif signature.state == SignatureState.INVALID:
            _void(fresh, signature)
    return signature


def check_waiting(means: Means | None = None) -> int:
    """Ask again of every signature that waits; how many are settled. For the worker; each is its own act."""
    waiting = Signature.objects.filter(
        state=SignatureState.UNCHECKED, withdrawn_at__isnull=True
    ).select_related("report__body", "report__cycle", "manifest", "signed_by")
    return sum(
        check_again(one, means).state != SignatureState.UNCHECKED for one in waiting.order_by("checked_at")
    )


def withdraw_signatures(report: Report) -> None:
    """What the report was signed by no longer counts: it goes back. For the acts that return it, in their transaction."""
    standing = Signature.objects.filter(report=report, withdrawn_at__isnull=True)
    standing.exclude(state=SignatureState.INVALID).update(withdrawn_at=clock.now())


# --- what stands behind --------------------------------------------------------------------------------------------


def means_now() -> Means:
    """The trust list as it is today, and where NCANode is. One query."""
    rows = TrustedAuthority.objects.filter(TrustedAuthority.valid_on(clock.today()))
    if not settings.DEMO_MODE:
        rows = rows.exclude(kind=AuthorityKind.DEMO)
    found = [Authority(one.plain, one.responder) for one in rows]
    if settings.DEMO_MODE:
        found.append(Authority(demo.root().plain))
    asks = demo.answers(clock.now()) if settings.DEMO_MODE else revocation.ask
    return Means(found, asks, settings.SIGNING_NCANODE_URL)


def expected_of(report: Report, person: User, at: Any = None) -> Expected:
    """What the register says of who signs this report, on the day of the signature. One query."""
    day = day_of(at) if at is not None else clock.today()
    found = Signatory.objects.filter(Signatory.valid_on(day), body_id=report.body_id, user=person).first()
    if found is None:
        return Expected(report.body.bin, "")
    return Expected(report.body.bin, found.iin, found.basis == SigningBasis.DELEGATION)


def _refuse_unless_signable(report: Report, by: User) -> None:
    refusal = refusal_of(report, "sign", by)
    if refusal is not None:
        raise refusal


def _refuse_unstated(statements: Collection[str]) -> None:
    lacking = [code for code in STATEMENTS if code not in statements]
    if lacking:
        raise Refusal(
            "incomplete",
            _("Tick every statement: signing without them is not possible."),
            clause="c64",
            faults=[FieldFault(code, _("Tick the statement.")) for code in lacking],
        )


def _refuse_unshown(sheet: ReportSheet, shown: str | None) -> None:
    """What other bodies report may raise a question about a value while the page stands open."""
    if shown is None or shown == shown_mark(sheet):
        return
    raise Refusal(
        "stale",
        _("What the checks ask about the report has changed since you opened the page."),
        clause="c64",
        remedy=_("Read under “What still warns” what they ask now; then sign."),
    )


def _refuse_outdated(report: Report, manifest: Manifest, sheet: ReportSheet, by: User) -> None:
    latest = latest_manifest(report)
    same = latest is not None and latest.pk == manifest.pk and latest.frozen_by_id == by.pk
    if not same or outdated(manifest, sheet):
        raise Refusal(
            "stale",
            _("The report is no longer as it was signed: something of it changed meanwhile."),
            clause="c64",
            remedy=_("Read it again, tick the statements and sign the new manifest."),
        )


def _freeze(sheet: ReportSheet, by: User) -> Manifest:
    now = clock.now()
    content = manifest_of(sheet, now).to_bytes()
    return Manifest.objects.create(
        report=sheet.report, content=content, sha256=sha256_of(content), frozen_at=now, frozen_by=by
    )


def _submit(
    report: Report,
    sheet: ReportSheet,
    manifest: Manifest,
    by: User,
    way: str,
    more: dict[str, Any] | None = None,
) -> Report:
    """The move itself, with what follows it: drafts end, documents are handed over, evaluators hear of it."""

    def prepare(fresh: Report) -> None:
        fresh.signed_by, fresh.signed_at = by, clock.now()
        fresh.head_remark, fresh.returned_places = "", []

    # Before the signature, which nothing of a value outlives; a refusal takes it back with the rest.
    given = [sheet.values[cell] for cell in sheet.slots if cell in sheet.values]
    DatumValue.objects.filter(pk__in=[value.pk for value in given], draft=True).update(draft=False)
    details = {**_told(sheet, manifest), "way": way, **(more or {})}
    signed = perform(report, "sign", by, prepare=prepare, details=details)
    behind = {document.pk for value in given for document in value.attached}
    hand_over(Document.objects.filter(pk__in=behind))
    tell_of_report(signed, evaluators_of(signed), "report.signed")
    return signed


def _void(report: Report, signature: Signature) -> None:
    term = completion_term(report)
    why = _("The electronic signature is not valid. Hand the report over and sign it anew.")

    def prepare(locked: Report) -> None:
        locked.returned_because, locked.completion_term = why, term
        locked.signed_by, locked.signed_at = None, None
        locked.prepared_by, locked.prepared_at = None, None

    voided = perform(report, "void_signature", None, prepare=prepare, details=_why(signature))
    people = {*people_of_body(voided), *evaluators_of(voided), *_heads(voided)}
    tell_of_report(voided, people, "report.signature_void", until=term)


def _heads(report: Report) -> Any:
    return rights.people_with(Office.FIRST_HEAD, report.body_id)


def _told(sheet: ReportSheet, manifest: Manifest) -> dict[str, Any]:
    return {"values": sum(cell in sheet.values for cell in sheet.slots), "sha256": manifest.sha256}


def _found(verdict: Verdict, received_at: Any) -> dict[str, Any]:
    return {
        "state": _STATES[verdict.outcome],
        "answers": [[str(one.question), str(one.outcome), one.why] for one in verdict.answers],
        "facts": {**verdict.facts, "stamped": verdict.stamped},
        "evidence": verdict.evidence,
        "judged_at": verdict.judged_at or received_at,
    }


def _why(signature: Signature) -> dict[str, Any]:
    """For the journal: the outcome and the questions that failed or wait. Nothing of the person but the certificate."""
    open_questions = [
        f"{question}: {why}" for question, outcome, why in signature.answers if outcome != "valid"
    ]
    return {
        "signature": signature.state,
        "certificate": signature.facts.get("sha256", ""),
        "open": open_questions,
    }


_STATES: dict[Outcome, str] = {
    Outcome.VALID: SignatureState.VALID,
    Outcome.INVALID: SignatureState.INVALID,
    Outcome.UNCHECKED: SignatureState.UNCHECKED,
}
