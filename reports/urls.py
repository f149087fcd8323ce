"""Addresses of reports, documents and statistics, below `/kk/ /ru/ /en/`."""

from django.urls import path

from reports.views import documents, reports, statistics

urlpatterns = [
    path("desk/statistics/", statistics.statistics_index, name="statistics_index"),
    path("desk/statistics/<int:year>/", statistics.statistics_page, name="statistics"),
    path(
        "desk/statistics/<int:year>/<slug:slug>.csv",
        statistics.statistics_template,
        name="statistics_template",
    ),
    path("desk/reports/", reports.report_list, name="reports"),
    path("desk/reports/<int:pk>/", reports.report_page, name="report"),
    path("desk/reports/<int:pk>/value/", reports.report_value, name="report_value"),
    path("desk/reports/<int:pk>/hand/", reports.report_hand, name="report_hand"),
    path("desk/reports/<int:pk>/take-back/", reports.report_take_back, name="report_take_back"),
    path("desk/reports/<int:pk>/send-back/", reports.report_send_back, name="report_send_back"),
    path("desk/reports/<int:pk>/sign/", reports.report_sign, name="report_sign"),
    path("desk/reports/<int:pk>/return/", reports.report_return, name="report_return"),
    path("desk/reports/<int:pk>/accept/", reports.report_accept, name="report_accept"),
    path("desk/documents/<int:pk>/", documents.document_file, name="document"),
    path("desk/documents/<int:pk>/about/", documents.document_page, name="document_page"),
    path("desk/documents/<int:pk>/view/", documents.document_view, name="document_view"),
]
