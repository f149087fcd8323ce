"""Scores, partial conclusions and conclusions of the three blocks."""

from blocks.models.conclusions import (
    Conclusion,
    ConclusionFile,
    ConclusionState,
    FileState,
    Language,
    Recommendation,
    RecommendationState,
)
from blocks.models.scores import Mark, MarkStatus, PartialConclusion, PartialState

__all__ = [
    "Conclusion",
    "ConclusionFile",
    "ConclusionState",
    "FileState",
    "Language",
    "Mark",
    "MarkStatus",
    "PartialConclusion",
    "PartialState",
    "Recommendation",
    "RecommendationState",
]
