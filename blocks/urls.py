"""Addresses of the blocks, below `/kk/ /ru/ /en/`."""

from django.urls import path

from blocks.views import (
    conclusions,
    cycle,
    documents,
    late,
    methodologies,
    methodology_editor,
    methodology_files,
    methodology_trial,
    recommendations,
    reports,
    scoring,
    statistics,
    trace,
)

urlpatterns = [
    path("methodologies/", methodologies.methodology_list, name="methodologies"),
    path("methodologies/<int:year>/<str:subject>/", methodologies.methodology_page, name="methodology"),
    path(
        "methodologies/<int:year>/<str:subject>/file.<str:form>",
        methodology_files.published_file,
        name="methodology_file",
    ),
    path(
        "desk/methodologies/<int:pk>/file.<str:form>",
        methodology_files.desk_file,
        name="methodology_desk_file",
    ),
    path(
        "methodologies/<int:year>/<str:subject>/difference/",
        methodology_trial.published_difference,
        name="methodology_published_difference",
    ),
    path("desk/methodologies/", methodologies.methodologies_desk, name="methodologies_desk"),
    path("desk/methodologies/begin/", methodology_editor.methodology_begin, name="methodology_begin"),
    path(
        "desk/methodologies/<int:pk>/edit/",
        methodology_editor.methodology_editor,
        name="methodology_editor",
    ),
    path(
        "desk/methodologies/<int:pk>/edit/<slug:kind>/",
        methodology_editor.methodology_part,
        name="methodology_new_part",
    ),
    path(
        "desk/methodologies/<int:pk>/edit/<slug:kind>/<str:code>/",
        methodology_editor.methodology_part,
        name="methodology_part",
    ),
    path(
        "desk/methodologies/<int:pk>/formula/",
        methodology_editor.methodology_formula,
        name="methodology_formula",
    ),
    path(
        "desk/methodologies/<int:pk>/trial/",
        methodology_trial.methodology_trial,
        name="methodology_trial",
    ),
    path(
        "desk/methodologies/<int:pk>/difference/",
        methodology_trial.methodology_difference,
        name="methodology_difference",
    ),
    path("desk/methodologies/<int:pk>/", methodologies.methodology_desk, name="methodology_desk"),
    path(
        "desk/methodologies/<int:pk>/<slug:move>/",
        methodologies.methodology_move,
        name="methodology_move",
    ),
    path("desk/statistics/", statistics.statistics_index, name="statistics_index"),
    path("desk/statistics/<int:year>/", statistics.statistics_page, name="statistics"),
    path(
        "desk/statistics/<int:year>/<slug:slug>.csv",
        statistics.statistics_template,
        name="statistics_template",
    ),
    path("desk/cycle/<int:year>/", cycle.cycle_page, name="cycle"),
    path("desk/kpis/<int:year>/", cycle.kpis_page, name="kpis_desk"),
    path("desk/reports/", reports.report_list, name="reports"),
    path("desk/reports/<int:pk>/", reports.report_page, name="report"),
    path("desk/reports/<int:pk>/value/", reports.report_value, name="report_value"),
    path("desk/reports/<int:pk>/hand/", reports.report_hand, name="report_hand"),
    path("desk/reports/<int:pk>/take-back/", reports.report_take_back, name="report_take_back"),
    path("desk/reports/<int:pk>/sign/", reports.report_sign, name="report_sign"),
    path("desk/reports/<int:pk>/return/", reports.report_return, name="report_return"),
    path("desk/reports/<int:pk>/accept/", reports.report_accept, name="report_accept"),
    path("desk/documents/<int:pk>/", documents.document_file, name="document"),
    path("desk/documents/<int:pk>/view/", documents.document_view, name="document_view"),
    path("desk/scoring/<int:pk>/", scoring.scoring_page, name="scoring"),
    path("desk/scoring/<int:pk>/late/", late.late_figures, name="late_figures"),
    path("desk/conclusions/", conclusions.conclusion_list, name="conclusions"),
    path("desk/conclusions/draw-up/", conclusions.conclusion_draw_up, name="conclusion_draw_up"),
    path("desk/conclusions/many/<slug:move>/", conclusions.conclusion_bulk, name="conclusion_bulk"),
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
    path("desk/conclusions/<int:pk>/files/", conclusions.conclusion_files, name="conclusion_files"),
    path(
        "desk/conclusions/<int:pk>/pdf/<slug:language>/",
        conclusions.conclusion_file,
        name="conclusion_file",
    ),
    path("desk/conclusions/<int:pk>/trace/", trace.conclusion_trace, name="conclusion_trace"),
    path(
        "desk/conclusions/<int:pk>/trace.json",
        trace.conclusion_trace_json,
        name="conclusion_trace_json",
    ),
]
