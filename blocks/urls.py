"""Addresses of the blocks, below `/kk/ /ru/ /en/`."""

from django.urls import path

from blocks import views_cycle, views_documents, views_methodologies, views_reports

urlpatterns = [
    path("methodologies/", views_methodologies.methodology_list, name="methodologies"),
    path("methodologies/<int:year>/<str:subject>/", views_methodologies.methodology_page, name="methodology"),
    path("desk/methodologies/", views_methodologies.methodologies_desk, name="methodologies_desk"),
    path("desk/methodologies/<int:pk>/", views_methodologies.methodology_desk, name="methodology_desk"),
    path(
        "desk/methodologies/<int:pk>/<slug:move>/",
        views_methodologies.methodology_move,
        name="methodology_move",
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
]
