"""A report as its manifest: what the first head signs, and whether a manifest still covers the report (c64)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from engine.manifest import (
    ReportManifest,
    SignedDocument,
    SignedValue,
    differences,
    warnings_data,
    warnings_in,
)
from methodologies.content import records_in_force
from reports.models import Manifest, Report, Signature, SignatureState
from reports.selectors.sheets import ReportSheet
from reports.selectors.signoff import signed_warnings
from reports.statements import stated


def manifest_of(
    sheet: ReportSheet, at: datetime, statements: Sequence[tuple[str, str]] | None = None
) -> ReportManifest:
    """The report as it stands, what warns, the statements in the reader's language. Two queries at most."""
    report = sheet.report
    method = records_in_force(report.cycle_id)[str(report.block)]
    values, documents = [], []
    for cell in sheet.slots:
        value = sheet.values.get(cell)
        if value is None:
            continue
        behind = list(value.attached)
        documents += [
            SignedDocument(one.sha256, one.title, int(one.source_kind), one.confidentiality) for one in behind
        ]
        values.append(
            SignedValue(
                *cell,
                status=value.status,
                number=value.number,
                choice=value.choice,
                reason=value.reason,
                documents=tuple(one.sha256 for one in behind),
                explanation=value.explanation,
            )
        )
    return ReportManifest(
        body=report.body.slug,
        bin=report.body.bin,
        year=report.cycle.year,
        block=report.block,
        methodology_version=method.version,
        methodology_sha256=method.digest,
        values=tuple(values),
        documents=tuple(documents),
        statements=tuple(statements or stated()),
        at=at,
        warnings=signed_warnings(sheet),
    )


def latest_manifest(report: Report) -> Manifest | None:
    """The manifest that was frozen last. One query."""
    return Manifest.objects.filter(report=report).select_related("frozen_by").order_by("-pk").first()


def outdated(manifest: Manifest, sheet: ReportSheet) -> list[str]:
    """The parts of the report that are no longer as the manifest has them; empty while it covers the report."""
    now = manifest_of(sheet, manifest.frozen_at)
    return differences(bytes(manifest.content), now.to_bytes())


def shows_what_warns(manifest: Manifest, sheet: ReportSheet) -> bool:
    """Whether the manifest keeps the very warnings that the sign-off page shows now."""
    return warnings_in(bytes(manifest.content)) == warnings_data(signed_warnings(sheet))


def standing_signature(report: Report) -> Signature | None:
    """The signature by which the report counts as signed; None without one. One query."""
    found = Signature.objects.filter(report=report, withdrawn_at__isnull=True).exclude(
        state=SignatureState.INVALID
    )
    return found.select_related("manifest", "signed_by", "report").first()


def refused_signatures(report: Report, manifest: Manifest) -> list[Signature]:
    """What was given for this manifest and found invalid, the latest first. One query."""
    found = Signature.objects.filter(report=report, manifest=manifest, state=SignatureState.INVALID)
    return list(found.order_by("-pk")[:3])
