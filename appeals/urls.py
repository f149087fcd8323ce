"""Addresses of appeals, below `/kk/ /ru/ /en/`."""

from django.urls import path

from appeals import views

urlpatterns = [
    path("desk/objections/", views.objection_list, name="objections"),
    path("desk/objections/new/<int:conclusion_id>/", views.objection_new, name="objection_new"),
    path("desk/objections/<int:pk>/", views.objection_page, name="objection"),
    path("desk/objections/<int:pk>/point/", views.point_save, name="objection_point"),
    path(
        "desk/objections/<int:pk>/point/<int:point_id>/remove/",
        views.point_remove,
        name="objection_point_remove",
    ),
    path("desk/objections/<int:pk>/file/", views.objection_file, name="objection_file"),
    path("desk/objections/<int:pk>/withdraw/", views.objection_withdraw, name="objection_withdraw"),
    path("desk/objections/<int:pk>/commission/", views.objection_commission, name="objection_commission"),
    path("desk/objections/<int:pk>/hand/", views.objection_hand, name="objection_hand"),
    path("desk/objections/<int:pk>/decide/", views.objection_decide, name="objection_decide"),
    path("desk/objections/<int:pk>/correct/", views.objection_correct, name="objection_correct"),
    path("desk/objections/<int:pk>/return/", views.objection_return, name="objection_return"),
]
