"""Uploads, signatures and verdicts of the scanner as the database keeps them, whatever the portal's role writes."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import InternalError, ProgrammingError, connection, transaction
from django.db.models import Model
from django.test import Client
from django.urls import reverse

from evaluation import clock
from reports import actions
from reports.models import FileScan, Manifest, Report, Signatory, Signature, Submission
from tests.reports.test_signing import HEAD, given, handed
from tests.worlds.opened import Opened, opened

__all__ = ["handed", "opened"]  # fixtures

pytestmark = pytest.mark.slow


def refused(row: Model, *changes: str) -> None:
    """Each change of the row, and its removal, alone."""
    table = row._meta.db_table
    tried = [f"UPDATE {table} SET {one} WHERE id = {row.pk}" for one in changes]  # noqa: S608
    for statement in (*tried, f"DELETE FROM {table} WHERE id = {row.pk}"):  # noqa: S608
        with (
            pytest.raises(InternalError, match="Cannot"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)


@pytest.fixture
def waiting(opened: Opened, handed: Report) -> Submission:
    return Submission.objects.create(
        report=handed,
        filename="a.xlsx",
        size=1,
        sha256="0" * 64,
        by=opened.person(HEAD),
        at=clock.now(),
        outcome="waiting",
        faults=[{"code": "a"}],
        values={"revision": 1, "entered": []},
        expires_at=clock.now() + timedelta(hours=1),
    )


@pytest.mark.clause("c40")
def test_an_upload_that_waits_is_taken_over_or_left_and_nothing_else(waiting: Submission) -> None:
    refused(
        waiting,
        "size = 7",
        "faults = '[]'",
        """values = '{"revision": 9}'""",
        "values = '{}'",
        "expires_at = now() + interval '1 year'",
        "outcome = 'refused', values = '{}'",
        "outcome = 'nonsense', values = '{}'",
        "filename = 'b'",
        "sha256 = 'b'",
        "at = now()",
        "by_id = 1",
        "report_id = report_id + 1",
        "id = id + 1000",
    )
    assert Submission.objects.filter(pk=waiting.pk).update(outcome="left", values={}) == 1
    refused(waiting, "outcome = 'taken'", "outcome = 'waiting'", "size = 7", "at = now()")


@pytest.mark.clause("c64")
def test_what_was_received_keeps_its_number_too(opened: Opened, handed: Report) -> None:
    manifest = actions.freeze_manifest(handed, opened.person(HEAD), handed.revision)
    signature = given(opened, manifest)
    refused(
        manifest, "id = id + 1000", "frozen_at = now()", "content = '', sha256 = encode(sha256(''), 'hex')"
    )
    refused(signature, "id = id + 1000", "received_at = now()", "facts = '{}'", "state = 'unchecked'")
    assert Signature.objects.filter(pk=signature.pk).update(withdrawn_at=clock.now()) == 1
    refused(signature, "withdrawn_at = NULL", "withdrawn_at = withdrawn_at + interval '1 day'")


@pytest.mark.clause("c44")
def test_a_verdict_is_written_over_by_another_and_not_forgotten(opened: Opened) -> None:
    found = FileScan.objects.create(sha256="1" * 64, verdict="infected", scanned_at=clock.now(), told="x")
    refused(found, "verdict = 'not_scanned'", "sha256 = 'x'", "id = id + 1000")
    assert FileScan.objects.filter(pk=found.pk).update(verdict="clean", told="") == 1


@pytest.mark.clause("c64")
def test_a_signatory_whose_time_has_ended_is_read_and_not_changed(
    opened: Opened, handed: Report, client: Client
) -> None:
    opened.world.sign_in(client, "economy.administrator")
    ended = Signatory.objects.create(
        body=handed.body,
        user=opened.person("agriculture.preparer"),
        iin="000000500018",
        valid_from=date(2010, 1, 1),
        valid_until=date(2012, 1, 1),
    )
    address = reverse("admin:reports_signatory_change", args=[ended.pk])
    assert client.get(address).status_code == 200
    assert client.post(address, {"iin": "000000500022"}).status_code == 403
    standing = Signatory.objects.exclude(pk=ended.pk).get()
    assert client.post(reverse("admin:reports_signatory_change", args=[standing.pk]), {}).status_code == 200


def test_no_table_of_uploads_is_emptied(opened: Opened) -> None:
    for model in (Manifest, Signature, Submission, FileScan):
        with (
            pytest.raises(ProgrammingError, match="permission denied"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(f"TRUNCATE {model._meta.db_table} CASCADE")
