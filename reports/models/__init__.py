"""What comes in: reports, values, documents, official statistics."""

from reports.models.choices import Confidentiality, Provenance
from reports.models.documents import Document, Said, TakesDocuments
from reports.models.previews import DocumentPreview, PreviewState
from reports.models.reports import Report, ReportState
from reports.models.scans import FileScan, Verdict
from reports.models.signatures import Manifest, Signature, SignatureState
from reports.models.statistics import StatisticsImport
from reports.models.submissions import Submission, SubmissionOutcome
from reports.models.trust import AuthorityKind, Signatory, SigningBasis, TrustedAuthority
from reports.models.values import DatumValue, ValueStatus

__all__ = [
    "AuthorityKind",
    "Confidentiality",
    "DatumValue",
    "Document",
    "DocumentPreview",
    "FileScan",
    "Manifest",
    "PreviewState",
    "Provenance",
    "Report",
    "ReportState",
    "Said",
    "Signatory",
    "Signature",
    "SignatureState",
    "SigningBasis",
    "StatisticsImport",
    "Submission",
    "SubmissionOutcome",
    "TakesDocuments",
    "TrustedAuthority",
    "ValueStatus",
    "Verdict",
]
