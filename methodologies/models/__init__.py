"""Methodologies as records, and the list of key performance indicators."""

from methodologies.models.choices import SourceKind
from methodologies.models.kpi_lists import KpiList, KpiListState
from methodologies.models.kpis import KeyPerformanceIndicator
from methodologies.models.methodologies import (
    CO_DEVELOPERS,
    DEVELOPED_UNDER,
    LEADS,
    Indicator,
    Methodology,
    MethodologyState,
    Subject,
)

__all__ = [
    "CO_DEVELOPERS",
    "DEVELOPED_UNDER",
    "LEADS",
    "Indicator",
    "KeyPerformanceIndicator",
    "KpiList",
    "KpiListState",
    "Methodology",
    "MethodologyState",
    "SourceKind",
    "Subject",
]
