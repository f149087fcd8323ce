"""The three blocks: methodology → report → scores → conclusion."""

from blocks.models.choices import BLOCK_CLAUSES, Block, Confidentiality, Language, Provenance, SourceKind
from blocks.models.conclusions import (
    Conclusion,
    ConclusionFile,
    ConclusionState,
    FileState,
    Recommendation,
    RecommendationState,
)
from blocks.models.methodologies import (
    CO_DEVELOPERS,
    DEVELOPED_UNDER,
    LEADS,
    Indicator,
    KeyPerformanceIndicator,
    Methodology,
    MethodologyState,
    Subject,
)
from blocks.models.reports import DatumValue, Document, Report, ReportState, ValueStatus
from blocks.models.scores import Mark, MarkStatus, PartialConclusion, PartialState
from blocks.models.statistics import StatisticsImport

__all__ = [
    "BLOCK_CLAUSES",
    "CO_DEVELOPERS",
    "DEVELOPED_UNDER",
    "LEADS",
    "Block",
    "Conclusion",
    "ConclusionFile",
    "ConclusionState",
    "Confidentiality",
    "DatumValue",
    "Document",
    "FileState",
    "Indicator",
    "KeyPerformanceIndicator",
    "Language",
    "Mark",
    "MarkStatus",
    "Methodology",
    "MethodologyState",
    "PartialConclusion",
    "PartialState",
    "Provenance",
    "Recommendation",
    "RecommendationState",
    "Report",
    "ReportState",
    "SourceKind",
    "StatisticsImport",
    "Subject",
    "ValueStatus",
]
