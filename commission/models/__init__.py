"""The whole picture: overall evaluation, the Commission's report, publication (c11, c49, c51–c53)."""

from commission.models.overall import OverallEvaluation, OverallState
from commission.models.publications import Publication, PublicationItem, PublicationState
from commission.models.reports import CommissionReport, CommissionReportFile, CommissionReportState
from commission.models.withholdings import Withheld, Withholding, WithholdingState

__all__ = [
    "CommissionReport",
    "CommissionReportFile",
    "CommissionReportState",
    "OverallEvaluation",
    "OverallState",
    "Publication",
    "PublicationItem",
    "PublicationState",
    "Withheld",
    "Withholding",
    "WithholdingState",
]
