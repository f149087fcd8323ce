"""What comes in: reports, values, documents, official statistics."""

from reports.models.choices import Confidentiality, Provenance
from reports.models.documents import Document, TakesDocuments
from reports.models.previews import DocumentPreview, PreviewState
from reports.models.reports import Report, ReportState
from reports.models.statistics import StatisticsImport
from reports.models.values import DatumValue, ValueStatus

__all__ = [
    "Confidentiality",
    "DatumValue",
    "Document",
    "DocumentPreview",
    "PreviewState",
    "Provenance",
    "Report",
    "ReportState",
    "StatisticsImport",
    "TakesDocuments",
    "ValueStatus",
]
