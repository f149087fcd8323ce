"""The verbs of methodologies: draft, agreement, approval; the list of key performance indicators."""

from methodologies.actions.drafts import begin_draft, edit_draft
from methodologies.actions.kpis import (
    approve_kpis,
    begin_kpi_list,
    refuse_closed_list,
    save_kpis,
    save_kpis_of_body,
    send_back_kpis,
    submit_kpis,
    take_kpis,
)
from methodologies.actions.methodologies import (
    agree_methodology,
    approve_methodology,
    import_methodology,
    return_methodology,
    submit_methodology,
)

__all__ = [
    "agree_methodology",
    "approve_kpis",
    "approve_methodology",
    "begin_draft",
    "begin_kpi_list",
    "edit_draft",
    "import_methodology",
    "refuse_closed_list",
    "return_methodology",
    "save_kpis",
    "save_kpis_of_body",
    "send_back_kpis",
    "submit_kpis",
    "submit_methodology",
    "take_kpis",
]
