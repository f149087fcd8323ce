"""Addresses of the blocks, below `/kk/ /ru/ /en/`."""

from django.urls import path

from blocks import views_documents, views_reports

urlpatterns = [
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
