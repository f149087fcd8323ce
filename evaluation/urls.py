"""Addresses of the lowest floor, below `/kk/ /ru/ /en/`."""

from django.urls import path

from evaluation import views

urlpatterns = [
    path("desk/", views.desk_home, name="desk"),
]
