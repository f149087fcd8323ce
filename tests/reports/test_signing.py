"""Signing a report by the ways on offer: the manifest is frozen, the signature is kept, and a change wipes it (c64)."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, InternalError, transaction
from django.test import Client
from django.urls import reverse

from engine.manifest import STATEMENTS
from evaluation import clock
from evaluation.models import Body, JournalEntry
from reports import actions
from reports.actions.signing import check_waiting
from reports.entries import ValueEntry
from reports.models import Manifest, Report, ReportState, Signatory, Signature, SignatureState
from reports.signing import oids
from reports.signing.authority import Responder
from reports.signing.verify import Means
from tests.worlds.certificates import (
    BIN,
    HEAD_SERIAL,
    IIN,
    OTHER_BIN,
    Away,
    head,
    means,
    root,
    signature,
)
from tests.worlds.elements import element, elements
from tests.worlds.opened import Opened
from tests.worlds.report_acts import DUE_AT, SECOND, letters, refused
from tests.worlds.report_pages import page_of

HEAD, PREPARER, EVALUATOR = "agriculture.first_head", "agriculture.preparer", "finance.evaluator"


@pytest.fixture
def handed(opened: Opened) -> Report:
    """A report that awaits signature, of a body whose BIN and whose head's IIN the register has."""
    Body.objects.filter(slug="agriculture").update(bin=BIN)
    Signatory.objects.create(
        body=opened.world.body("agriculture"),
        user=opened.person(HEAD),
        iin=IIN,
        valid_from=date(2018, 1, 1),
    )
    report = opened.hand(opened.report("agriculture", 1))
    return Report.objects.select_related("cycle", "body").get(pk=report.pk)


def now_means(asks: Any = None, gone: dict[int, Any] | None = None) -> Means:
    return replace(means(), asks=asks or Responder(root(), clock.now(), gone or {}))


def given(opened: Opened, manifest: Manifest, by: Any = None, asks: Any = None) -> Signature:
    cms = signature(bytes(manifest.content), by, clock.now())
    return actions.take_signature(manifest, opened.person(HEAD), cms, "upload", now_means(asks))


# --- the manifest --------------------------------------------------------------------------------------------------


@pytest.mark.clause("c64")
def test_the_manifest_holds_the_whole_report_and_is_frozen(opened: Opened, handed: Report) -> None:
    manifest = actions.freeze_manifest(handed, opened.person(HEAD), handed.revision)
    content = bytes(manifest.content)
    assert manifest.sha256 == hashlib.sha256(content).hexdigest()
    told = json.loads(content)
    assert (told["body"], told["year"], told["block"]) == ({"address": "agriculture", "bin": BIN}, 2018, 1)
    assert [one["code"] for one in told["statements"]] == list(STATEMENTS)
    assert len(told["values"]) == 7
    assert {one["sha256"] for one in told["documents"]} == {
        number for value in told["values"] for number in value["documents"]
    }
    assert actions.freeze_manifest(handed, opened.person(HEAD)).pk == manifest.pk
    for change in ({"sha256": "0" * 64}, {"frozen_at": clock.now() + SECOND}):
        with pytest.raises(InternalError, match="Cannot update"), transaction.atomic():
            Manifest.objects.filter(pk=manifest.pk).update(**change)
    with pytest.raises(InternalError, match="delete rows"), transaction.atomic():
        Manifest.objects.filter(pk=manifest.pk).delete()
    with pytest.raises(IntegrityError, match="manifest_is_its_checksum"), transaction.atomic():
        Manifest.objects.create(
            report=handed,
            content=content + b" ",
            sha256=manifest.sha256,
            frozen_at=clock.now(),
            frozen_by=opened.person(HEAD),
        )


@pytest.mark.parametrize("left_out", STATEMENTS)
def test_every_statement_is_made_or_nothing_is_signed(opened: Opened, handed: Report, left_out: str) -> None:
    made = [code for code in STATEMENTS if code != left_out]
    for verb in (actions.freeze_manifest, actions.sign_report):
        refusal = refused("incomplete", lambda verb=verb: verb(handed, opened.person(HEAD), statements=made))
        assert [fault.field for fault in refusal.faults] == [left_out]
    assert not Manifest.objects.exists()


@pytest.mark.clause("c64")
def test_a_change_after_it_was_laid_down_wipes_it_and_whoever_saw_it_hears(
    opened: Opened, handed: Report
) -> None:
    manifest = actions.freeze_manifest(handed, opened.person(HEAD))
    entry = ValueEntry("goals_planned", number=Decimal(13))
    actions.save_values(handed, opened.person(PREPARER), [entry])
    assert letters("report.manifest_wiped") == {HEAD}
    refused("state", lambda: given(opened, manifest))
    again = Report.objects.get(pk=handed.pk)
    refused("incomplete", lambda: actions.hand_report_for_signature(again, opened.person(PREPARER)))
    opened.hand(again, goals_planned=13)
    refused("stale", lambda: given(opened, manifest))
    assert not Signature.objects.exists()


def test_a_report_taken_back_and_handed_over_unchanged_is_still_covered(
    opened: Opened, handed: Report
) -> None:
    manifest = actions.freeze_manifest(handed, opened.person(HEAD))
    back = actions.take_back_report(handed, opened.person(PREPARER))
    actions.hand_report_for_signature(back, opened.person(PREPARER))
    assert given(opened, manifest).state == SignatureState.VALID


# --- signatures ----------------------------------------------------------------------------------------------------


@pytest.mark.clause("c40", "c64")
def test_a_valid_signature_submits_the_report(opened: Opened, handed: Report) -> None:
    manifest = actions.freeze_manifest(handed, opened.person(HEAD))
    kept = given(opened, manifest)
    report = Report.objects.get(pk=handed.pk)
    assert (report.state, report.signed_by, kept.state) == (ReportState.SIGNED, opened.person(HEAD), "valid")
    details = JournalEntry.objects.get(act="report.sign").details
    assert details["sha256"] == manifest.sha256
    assert (details["way"], details["signature"], details["open"]) == ("upload", "valid", [])
    assert IIN not in json.dumps(list(JournalEntry.objects.values_list("details", flat=True)))
    assert letters("report.signed") == {"economy.evaluator", EVALUATOR}
    for change in ({"state": "invalid"}, {"cms": b""}, {"way": "demo"}, {"answers": []}):
        with pytest.raises(InternalError, match="Cannot update"), transaction.atomic():
            Signature.objects.filter(pk=kept.pk).update(**change)
    with pytest.raises(InternalError, match="Cannot delete"), transaction.atomic():
        Signature.objects.filter(pk=kept.pk).delete()


@pytest.mark.clause("c64")
def test_a_signature_that_is_not_valid_is_kept_and_the_report_waits(opened: Opened, handed: Report) -> None:
    manifest = actions.freeze_manifest(handed, opened.person(HEAD))
    wrong = given(opened, manifest, head(bin_number=OTHER_BIN))
    assert (wrong.state, Report.objects.get(pk=handed.pk).state) == (
        "invalid",
        ReportState.AWAITING_SIGNATURE,
    )
    assert JournalEntry.objects.get(act="report.refuse_signature").details["open"] == ["body: other_body"]
    assert given(opened, manifest).state == "valid"


@pytest.mark.parametrize(("ended", "state"), [(None, "valid"), (-1, "invalid"), (0, "valid")])
def test_a_right_to_sign_counts_while_its_order_does(
    opened: Opened, handed: Report, ended: int | None, state: str
) -> None:
    by = head(roles=(oids.ORGANISATION, oids.RIGHT_TO_SIGN))
    last_day = None if ended is None else clock.today() + timedelta(days=ended)
    Signatory.objects.update(
        basis="delegation", order_number="12/4", order_date=date(2019, 1, 9), valid_until=last_day
    )
    manifest = actions.freeze_manifest(handed, opened.person(HEAD))
    assert given(opened, manifest, by).state == state


def test_a_delegation_without_its_order_is_refused_by_the_database(opened: Opened, handed: Report) -> None:
    with pytest.raises(IntegrityError, match="delegation_has_its_order"), transaction.atomic():
        Signatory.objects.update(basis="delegation")


# --- could not be checked ------------------------------------------------------------------------------------------


@pytest.mark.clause("c40", "c64")
def test_what_cannot_be_checked_counts_from_its_receipt_and_is_asked_again(
    opened: Opened, handed: Report
) -> None:
    away = Away(at=DUE_AT)
    with clock.frozen(DUE_AT - SECOND):
        manifest = actions.freeze_manifest(handed, opened.person(HEAD))
        kept = given(opened, manifest, asks=away)
        report = Report.objects.get(pk=handed.pk)
        assert (kept.state, report.state, report.signed_at) == ("unchecked", ReportState.SIGNED, clock.now())
    with clock.frozen(DUE_AT + timedelta(hours=5)):
        refused("unsettled", lambda: actions.accept_report(report, opened.person(EVALUATOR)))
        assert check_waiting(now_means(away)) == 0
        assert Signature.objects.get().attempts == 2
        away.back, away.at = True, clock.now()
        assert check_waiting(now_means(away)) == 1
        kept.refresh_from_db()
        assert (kept.state, kept.judged_at) == ("valid", DUE_AT - SECOND)
        assert JournalEntry.objects.get(act="report.settle_signature").actor is None
        assert check_waiting(now_means(away)) == 0
        actions.accept_report(Report.objects.get(pk=handed.pk), opened.person(EVALUATOR))


@pytest.mark.clause("c64")
def test_what_is_found_invalid_afterwards_goes_back_with_a_term_of_its_own(
    opened: Opened, handed: Report
) -> None:
    away = Away()
    with clock.frozen(DUE_AT - SECOND):
        manifest = actions.freeze_manifest(handed, opened.person(HEAD))
        kept = given(opened, manifest, asks=away)
    with clock.frozen(DUE_AT + timedelta(hours=5)):
        away.back, away.at = True, clock.now()
        away.gone = {HEAD_SERIAL: kept.received_at - timedelta(days=1)}
        assert check_waiting(now_means(away)) == 1
        report = Report.objects.get(pk=handed.pk)
        assert (report.state, report.signed_by) == (ReportState.RETURNED, None)
        assert report.completion_term is not None
        assert report.completion_term.due_at > DUE_AT
        assert JournalEntry.objects.get(act="report.void_signature").details["open"] == ["revoked: revoked"]
        assert {HEAD, PREPARER, EVALUATOR} <= letters("report.signature_void")
        again = actions.hand_report_for_signature(report, opened.person(PREPARER))
        manifest = actions.freeze_manifest(again, opened.person(HEAD))
        assert given(opened, manifest).state == "valid"


@pytest.mark.clause("c40", "c64")
def test_a_returned_report_loses_its_signature_and_is_signed_anew(opened: Opened, handed: Report) -> None:
    signed = actions.sign_report(handed, opened.person(HEAD))
    first = Signature.objects.get()
    assert (first.way, first.state, first.stands) == ("second_factor", "valid", True)
    returned = actions.return_report(signed, opened.person(EVALUATOR), "No source.")
    first.refresh_from_db()
    assert (first.stands, first.withdrawn_at) == (False, clock.now())
    assert letters("report.signature_wiped") == {"economy.evaluator"}
    again = actions.hand_report_for_signature(returned, opened.person(PREPARER))
    actions.sign_report(again, opened.person(HEAD))
    assert [one.stands for one in Signature.objects.order_by("pk")] == [False, True]


# --- pages ---------------------------------------------------------------------------------------------------------


def test_whoever_may_not_sign_is_told_who_does(opened: Opened, handed: Report, client: Client) -> None:
    address = page_of(handed, "report_sign")
    opened.world.sign_in(client, PREPARER)
    answer = client.get(address)
    assert answer.status_code == 403
    assert opened.person(HEAD).title in answer.content.decode()
    opened.world.sign_in(client, "culture.first_head")
    assert client.get(address).status_code == 404


def test_the_way_without_a_program_in_the_browser(
    opened: Opened, handed: Report, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("reports.actions.signing.means_now", now_means)
    opened.world.sign_in(client, HEAD)
    address = page_of(handed, "report_sign")
    shown = element(client.get(address), "[name=shown]")["value"]
    ticked = dict.fromkeys(STATEMENTS, "on") | {"way": "upload", "revision": handed.revision, "shown": shown}
    laid = client.post(address, ticked)
    assert (laid.status_code, laid["Location"]) == (302, f"{address}?way=upload#give-title")
    page = client.get(laid["Location"])
    manifest = Manifest.objects.get()
    assert element(page, "#give-form [name=manifest]")["value"] == manifest.sha256
    content = client.get(page_of(handed, "report_manifest")).content
    assert hashlib.sha256(content).hexdigest() == manifest.sha256
    give = page_of(handed, "report_signature")
    fields = {"manifest": manifest.sha256, "way": "upload"}
    assert client.post(give, fields).status_code == 422
    wrong = signature(content, head(bin_number=OTHER_BIN), clock.now())
    back = client.post(give, {**fields, "file": SimpleUploadedFile("a.p7s", wrong)}, follow=True)
    assert len(elements(back, "#give-title ~ .alert-refused li, section .alert-refused li")) == 1
    right = signature(content, at=clock.now())
    done = client.post(give, {**fields, "file": SimpleUploadedFile("a.p7s", right)})
    assert (done.status_code, done["Location"]) == (302, page_of(handed))
    assert Report.objects.get(pk=handed.pk).state == ReportState.SIGNED
    kept = client.get(page_of(handed, "report_signature_file"))
    assert (kept.content, kept["Content-Type"]) == (right, "application/pkcs7-signature")
    paper = client.get(page_of(handed, "report_certificate"))
    assert paper.content.startswith(b"%PDF")


def test_the_signing_program_may_be_reached_from_its_step_alone(
    opened: Opened, handed: Report, client: Client
) -> None:
    opened.world.sign_in(client, HEAD)
    address = page_of(handed, "report_sign")
    local = "wss://127.0.0.1:13579"

    def policy(where: str) -> str:
        return client.get(where)["Content-Security-Policy"]

    assert local not in policy(address)
    actions.freeze_manifest(handed, opened.person(HEAD))
    assert f"connect-src 'self' {local}" in policy(f"{address}?way=ncalayer").split("; ")
    for where in (f"{address}?way=upload", page_of(handed), reverse("reports"), reverse("desk")):
        assert local not in policy(where)


def test_the_sign_off_page_asks_as_often_whatever_it_shows(
    opened: Opened, handed: Report, client: Client, django_assert_max_num_queries: Any
) -> None:
    opened.world.sign_in(client, HEAD)
    client.get(page_of(handed, "report_sign"))
    with django_assert_max_num_queries(45):
        client.get(page_of(handed, "report_sign"))
