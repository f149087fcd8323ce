"""Addresses of the blocks, below `/kk/ /ru/ /en/`."""

from django.urls import path

from blocks import (
    views_conclusions,
    views_cycle,
    views_documents,
    views_late,
    views_methodologies,
    views_methodology_editor,
    views_methodology_files,
    views_methodology_trial,
    views_recommendations,
    views_reports,
    views_scoring,
    views_statistics,
    views_trace,
)

urlpatterns = [
    path("methodologies/", views_methodologies.methodology_list, name="methodologies"),
    path("methodologies/<int:year>/<str:subject>/", views_methodologies.methodology_page, name="methodology"),
    path(
        "methodologies/<int:year>/<str:subject>/file.<str:form>",
        views_methodology_files.published_file,
        name="methodology_file",
    ),
    path(
        "desk/methodologies/<int:pk>/file.<str:form>",
        views_methodology_files.desk_file,
        name="methodology_desk_file",
    ),
    path(
        "methodologies/<int:year>/<str:subject>/difference/",
        views_methodology_trial.published_difference,
        name="methodology_published_difference",
    ),
    path("desk/methodologies/", views_methodologies.methodologies_desk, name="methodologies_desk"),
    path("desk/methodologies/begin/", views_methodology_editor.methodology_begin, name="methodology_begin"),
    path(
        "desk/methodologies/<int:pk>/edit/",
        views_methodology_editor.methodology_editor,
        name="methodology_editor",
    ),
    path(
        "desk/methodologies/<int:pk>/edit/<slug:kind>/",
        views_methodology_editor.methodology_part,
        name="methodology_new_part",
    ),
    path(
        "desk/methodologies/<int:pk>/edit/<slug:kind>/<str:code>/",
        views_methodology_editor.methodology_part,
        name="methodology_part",
    ),
    path(
        "desk/methodologies/<int:pk>/formula/",
        views_methodology_editor.methodology_formula,
        name="methodology_formula",
    ),
    path(
        "desk/methodologies/<int:pk>/trial/",
        views_methodology_trial.methodology_trial,
        name="methodology_trial",
    ),
    path(
        "desk/methodologies/<int:pk>/difference/",
        views_methodology_trial.methodology_difference,
        name="methodology_difference",
    ),
    path("desk/methodologies/<int:pk>/", views_methodologies.methodology_desk, name="methodology_desk"),
    path(
        "desk/methodologies/<int:pk>/<slug:move>/",
        views_methodologies.methodology_move,
        name="methodology_move",
    ),
    path("desk/statistics/", views_statistics.statistics_index, name="statistics_index"),
    path("desk/statistics/<int:year>/", views_statistics.statistics_page, name="statistics"),
    path(
        "desk/statistics/<int:year>/<slug:slug>.csv",
        views_statistics.statistics_template,
        name="statistics_template",
    ),
    path("desk/cycle/<int:year>/", views_cycle.cycle_page, name="cycle"),
    path("desk/kpis/<int:year>/", views_cycle.kpis_page, name="kpis_desk"),
    path("desk/reports/", views_reports.report_list, name="reports"),
    path("desk/reports/<int:pk>/", views_reports.report_page, name="report"),
    path("desk/reports/<int:pk>/value/", views_reports.report_value, name="report_value"),
    path("desk/reports/<int:pk>/hand/", views_reports.report_hand, name="report_hand"),
    path("desk/reports/<int:pk>/take-back/", views_reports.report_take_back, name="report_take_back"),
    path("desk/reports/<int:pk>/sign/", views_reports.report_sign, name="report_sign"),
    path("desk/reports/<int:pk>/return/", views_reports.report_return, name="report_return"),
    path("desk/reports/<int:pk>/accept/", views_reports.report_accept, name="report_accept"),
    path("desk/documents/<int:pk>/", views_documents.document_file, name="document"),
    path("desk/documents/<int:pk>/view/", views_documents.document_view, name="document_view"),
    path("desk/scoring/<int:pk>/", views_scoring.scoring_page, name="scoring"),
    path("desk/scoring/<int:pk>/late/", views_late.late_figures, name="late_figures"),
    path("desk/conclusions/", views_conclusions.conclusion_list, name="conclusions"),
    path("desk/conclusions/draw-up/", views_conclusions.conclusion_draw_up, name="conclusion_draw_up"),
    path("desk/conclusions/many/<slug:move>/", views_conclusions.conclusion_bulk, name="conclusion_bulk"),
    path("desk/conclusions/<int:pk>/", views_conclusions.conclusion_page, name="conclusion"),
    path(
        "desk/conclusions/<int:pk>/move/<slug:move>/",
        views_conclusions.conclusion_move,
        name="conclusion_move",
    ),
    path(
        "desk/conclusions/<int:pk>/recommendations/<int:recommendation>/",
        views_conclusions.conclusion_recommendation,
        name="conclusion_recommendation",
    ),
    path(
        "desk/conclusions/<int:pk>/recommendations/<int:recommendation>/judge/",
        views_recommendations.recommendation_judge,
        name="recommendation_judge",
    ),
    path("desk/conclusions/<int:pk>/files/", views_conclusions.conclusion_files, name="conclusion_files"),
    path(
        "desk/conclusions/<int:pk>/pdf/<slug:language>/",
        views_conclusions.conclusion_file,
        name="conclusion_file",
    ),
    path("desk/conclusions/<int:pk>/trace/", views_trace.conclusion_trace, name="conclusion_trace"),
    path(
        "desk/conclusions/<int:pk>/trace.json",
        views_trace.conclusion_trace_json,
        name="conclusion_trace_json",
    ),
]
