"""Addresses of reports, documents and statistics, below `/kk/ /ru/ /en/`."""

from django.urls import path

from reports.views import documents, evidence, lists, reports, signing, statistics, tasks, workbooks

urlpatterns = [
    path("desk/statistics/", statistics.statistics_index, name="statistics_index"),
    path("desk/statistics/<int:year>/", statistics.statistics_page, name="statistics"),
    path(
        "desk/statistics/<int:year>/<slug:slug>.csv",
        statistics.statistics_template,
        name="statistics_template",
    ),
    path("desk/reports/tasks/<int:year>/<slug:slug>/", tasks.report_tasks, name="report_tasks"),
    path("desk/reports/", lists.report_list, name="reports"),
    path("desk/reports/<int:pk>/", reports.report_page, name="report"),
    path("desk/reports/<int:pk>/documents/", evidence.report_documents, name="report_documents"),
    path("desk/reports/<int:pk>/value/", reports.report_value, name="report_value"),
    path("desk/reports/<int:pk>/hand/", reports.report_hand, name="report_hand"),
    path("desk/reports/<int:pk>/take-back/", reports.report_take_back, name="report_take_back"),
    path("desk/reports/<int:pk>/send-back/", reports.report_send_back, name="report_send_back"),
    path("desk/reports/<int:pk>/sign/", signing.report_sign, name="report_sign"),
    path("desk/reports/<int:pk>/signature/", signing.report_signature, name="report_signature"),
    path("desk/reports/<int:pk>/signature.p7s", signing.report_signature_file, name="report_signature_file"),
    path("desk/reports/<int:pk>/manifest.json", signing.report_manifest, name="report_manifest"),
    path("desk/reports/<int:pk>/certificate.pdf", signing.report_certificate, name="report_certificate"),
    path("desk/reports/<int:pk>/return/", reports.report_return, name="report_return"),
    path("desk/reports/<int:pk>/accept/", reports.report_accept, name="report_accept"),
    path("desk/reports/<int:pk>/workbook/", workbooks.workbook_page, name="report_workbook"),
    path(
        "desk/reports/<int:pk>/workbook/<slug:code>.xlsx",
        workbooks.workbook_file,
        name="report_workbook_file",
    ),
    path("desk/reports/<int:pk>/workbook/schema.json", workbooks.report_schema, name="report_schema"),
    path("desk/reports/<int:pk>/workbook/<int:number>/", workbooks.submission_page, name="submission"),
    path(
        "desk/reports/<int:pk>/workbook/<int:number>.json", workbooks.submission_json, name="submission_json"
    ),
    path("desk/documents/<int:pk>/", documents.document_file, name="document"),
    path("desk/documents/<int:pk>/about/", documents.document_page, name="document_page"),
    path("desk/documents/<int:pk>/view/", documents.document_view, name="document_view"),
]
