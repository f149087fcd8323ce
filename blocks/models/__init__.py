"""Scores, partial conclusions and conclusions of the three blocks."""

from blocks.models.conclusions import Conclusion, ConclusionState, Language
from blocks.models.files import ConclusionFile, ConclusionPreview, FileState, Wanted
from blocks.models.readings import Reading
from blocks.models.recommendations import Recommendation, RecommendationState
from blocks.models.scores import Mark, MarkStatus, PartialConclusion, PartialState
from blocks.models.trace_index import TraceIndex

__all__ = [
    "Conclusion",
    "ConclusionFile",
    "ConclusionPreview",
    "ConclusionState",
    "FileState",
    "Language",
    "Mark",
    "MarkStatus",
    "PartialConclusion",
    "PartialState",
    "Reading",
    "Recommendation",
    "RecommendationState",
    "TraceIndex",
    "Wanted",
]
