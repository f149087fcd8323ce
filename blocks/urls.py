"""Addresses of the blocks, below `/kk/ /ru/ /en/`."""

from django.urls import path

from blocks.views import (
    approval,
    conclusions,
    conclusions_many,
    drafts,
    files,
    late,
    opening,
    recommendations,
    scoring,
    trace,
    trial,
)

urlpatterns = [
    path(
        "methodologies/<int:year>/<str:subject>/difference/",
        trial.published_difference,
        name="methodology_published_difference",
    ),
    path(
        "desk/methodologies/<int:pk>/trial/",
        trial.methodology_trial,
        name="methodology_trial",
    ),
    path(
        "desk/methodologies/<int:pk>/difference/",
        trial.methodology_difference,
        name="methodology_difference",
    ),
    path("desk/cycle/<int:year>/", opening.cycle_page, name="cycle"),
    path("desk/scoring/<int:pk>/", scoring.scoring_page, name="scoring"),
    path("desk/scoring/<int:pk>/late/", late.late_figures, name="late_figures"),
    path("desk/approve/", approval.approvals, name="approvals"),
    path("desk/approve/<int:year>/", approval.approval_queue, name="approval_queue"),
    path("desk/approve/<int:year>/read/", approval.approval_many, name="approval_many"),
    path(
        "desk/approve/<int:year>/<slug:kind>/<int:pk>/<slug:move>/",
        approval.approval_act,
        name="approval_act",
    ),
    path("desk/conclusions/", conclusions.conclusion_list, name="conclusions"),
    path("desk/conclusions/draw-up/", conclusions.conclusion_draw_up, name="conclusion_draw_up"),
    path("desk/conclusions/many/<slug:move>/", conclusions_many.conclusion_bulk, name="conclusion_bulk"),
    path("desk/conclusions/<int:pk>/", conclusions.conclusion_page, name="conclusion"),
    path(
        "desk/conclusions/<int:pk>/move/<slug:move>/",
        conclusions.conclusion_move,
        name="conclusion_move",
    ),
    path(
        "desk/conclusions/<int:pk>/recommendations/<int:recommendation>/",
        conclusions.conclusion_recommendation,
        name="conclusion_recommendation",
    ),
    path(
        "desk/conclusions/<int:pk>/recommendations/<int:recommendation>/judge/",
        recommendations.recommendation_judge,
        name="recommendation_judge",
    ),
    path("desk/conclusions/<int:pk>/files/", files.conclusion_files, name="conclusion_files"),
    path(
        "desk/conclusions/<int:pk>/pdf/<slug:language>/",
        files.conclusion_file,
        name="conclusion_file",
    ),
    path("desk/conclusions/<int:pk>/draft/<slug:language>/", drafts.draft_page, name="conclusion_draft"),
    path(
        "desk/conclusions/<int:pk>/draft/<slug:language>/pdf/",
        drafts.draft_pdf,
        name="conclusion_draft_pdf",
    ),
    path("desk/conclusions/<int:pk>/trace/", trace.conclusion_trace, name="conclusion_trace"),
    path(
        "desk/conclusions/<int:pk>/trace.json",
        trace.conclusion_trace_json,
        name="conclusion_trace_json",
    ),
]
