"""Addresses of the lowest floor, below `/kk/ /ru/ /en/`."""

from django.urls import path

from evaluation import (
    views,
    views_account,
    views_accounts,
    views_audit,
    views_decree,
    views_files,
    views_work,
    views_year,
)

urlpatterns = [
    path("desk/", views.desk_home, name="desk"),
    path("desk/years/", views_year.year_in_preparation, name="desk_years"),
    path("desk/years/<int:year>/", views_year.year_page, name="desk_year"),
    path("desk/work/", views_work.work, name="work"),
    path("desk/work/files/<int:pk>/", views_files.lost_file, name="lost_file"),
    path("desk/work/files/<int:pk>/again/", views_files.lost_file_again, name="lost_file_again"),
    path("desk/work/<slug:code>/<int:pk>/again/", views_work.try_again, name="work_again"),
    path("desk/accounts/", views_accounts.changes, name="account_changes"),
    path("desk/accounts/<int:pk>/", views_accounts.change_page, name="account_change"),
    path("desk/accounts/people/<int:pk>/link/", views_accounts.link_page, name="account_link"),
    path("desk/accounts/people/<int:pk>/erasure/", views_accounts.erasure_page, name="account_erasure"),
    path(
        "desk/accounts/people/<int:pk>/second-step/",
        views_accounts.second_step_page,
        name="account_second_step",
    ),
    path("desk/audit/", views_audit.audit_page, name="audit"),
    path("desk/audit/journal.csv", views_audit.audit_file, name="audit_file"),
    path("session/", views_account.session_state, name="session_state"),
    path("account/", views_account.account, name="account"),
    path("decree/", views_decree.decree_page, name="decree"),
    path("routing/", views_decree.routing_latest, name="routing_latest"),
    path("routing/<int:year>/", views_decree.routing_page, name="routing"),
]
