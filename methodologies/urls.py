"""Addresses of methodologies, below `/kk/ /ru/ /en/`."""

from django.urls import path

from methodologies.views import editor, files, kpis, methodologies

urlpatterns = [
    path("methodologies/", methodologies.methodology_list, name="methodologies"),
    path("methodologies/<int:year>/<str:subject>/", methodologies.methodology_page, name="methodology"),
    path(
        "methodologies/<int:year>/<str:subject>/file.<str:form>",
        files.published_file,
        name="methodology_file",
    ),
    path(
        "desk/methodologies/<int:pk>/file.<str:form>",
        files.desk_file,
        name="methodology_desk_file",
    ),
    path("desk/methodologies/", methodologies.methodologies_desk, name="methodologies_desk"),
    path("desk/methodologies/begin/", editor.methodology_begin, name="methodology_begin"),
    path(
        "desk/methodologies/<int:pk>/edit/",
        editor.methodology_editor,
        name="methodology_editor",
    ),
    path(
        "desk/methodologies/<int:pk>/edit/<slug:kind>/",
        editor.methodology_part,
        name="methodology_new_part",
    ),
    path(
        "desk/methodologies/<int:pk>/edit/<slug:kind>/<str:code>/",
        editor.methodology_part,
        name="methodology_part",
    ),
    path(
        "desk/methodologies/<int:pk>/formula/",
        editor.methodology_formula,
        name="methodology_formula",
    ),
    path("desk/methodologies/<int:pk>/", methodologies.methodology_desk, name="methodology_desk"),
    path(
        "desk/methodologies/<int:pk>/<slug:move>/",
        methodologies.methodology_move,
        name="methodology_move",
    ),
    path("desk/kpis/<int:year>/", kpis.kpis_page, name="kpis_desk"),
    path("desk/kpis/<int:year>/list.<str:form>", kpis.kpis_file, name="kpis_file"),
    path("desk/kpis/<int:year>/begin/", kpis.kpis_begin, name="kpis_begin"),
    path("desk/kpis/<int:year>/take/", kpis.kpis_take, name="kpis_take"),
    path("desk/kpis/<int:year>/submit/", kpis.kpis_submit, name="kpis_submit"),
    path("desk/kpis/<int:year>/approve/", kpis.kpis_approve, name="kpis_approve"),
    path("desk/kpis/<int:year>/return/", kpis.kpis_return, name="kpis_return"),
    path("desk/kpis/<int:year>/body/<slug:slug>/", kpis.kpis_of_body, name="kpis_of_body"),
]
