"""Addresses of the whole picture, below `/kk/ /ru/ /en/`."""

from django.urls import path

from commission import views, views_report, views_withholdings

urlpatterns = [
    path("desk/overview/", views.latest, {"name": "overview"}, name="overview_latest"),
    path("desk/overall/", views.latest, {"name": "overall"}, name="overall_latest"),
    path("desk/report/", views.latest, {"name": "commission_report"}, name="commission_report_latest"),
    path("desk/publication/", views.latest, {"name": "publication"}, name="publication_latest"),
    path("desk/overview/<int:year>/", views.overview_page, name="overview"),
    path("desk/overview/<int:year>/table.csv", views.overview_table, name="overview_table"),
    path("desk/overall/<int:year>/", views.overall_page, name="overall"),
    path("desk/overall/<int:year>/compute/", views.overall_compute, name="overall_compute"),
    path("desk/overall/<int:year>/submit/", views.overall_submit, name="overall_submit"),
    path("desk/report/<int:year>/", views_report.report_page, name="commission_report"),
    path("desk/report/<int:year>/save/", views_report.report_save, name="commission_report_save"),
    path("desk/report/<int:year>/adopt/", views_report.report_adopt, name="commission_report_adopt"),
    path("desk/report/<int:year>/send/", views_report.report_send, name="commission_report_send"),
    path(
        "desk/report/<int:year>/<str:language>.pdf", views_report.report_file, name="commission_report_file"
    ),
    path("desk/publication/<int:year>/", views_report.publication_page, name="publication"),
    path(
        "desk/publication/<int:year>/prepare/", views_report.publication_prepare, name="publication_prepare"
    ),
    path(
        "desk/publication/<int:year>/item/<int:pk>/", views_report.publication_item, name="publication_item"
    ),
    path(
        "desk/publication/<int:year>/propose/", views_report.publication_propose, name="publication_propose"
    ),
    path("desk/publication/<int:year>/clear/", views_report.publication_clear, name="publication_clear"),
    path("desk/publication/<int:year>/return/", views_report.publication_return, name="publication_return"),
    path(
        "desk/publication/<int:year>/publish/", views_report.publication_publish, name="publication_publish"
    ),
    path("desk/withholdings/", views_withholdings.latest, name="withholdings_latest"),
    path("desk/withholdings/<int:year>/", views_withholdings.withholdings_page, name="withholdings"),
    path("desk/withholding/<int:pk>/", views_withholdings.withholding_page, name="withholding"),
    path(
        "desk/withholding/<int:pk>/<slug:move>/", views_withholdings.withholding_move, name="withholding_move"
    ),
]
