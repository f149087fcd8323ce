"""Addresses of the demo's doors. `config/urls.py` includes them in demo mode only: elsewhere they do not exist."""

from django.urls import path

from evaluation import views_demo

urlpatterns = [
    path("demo/", views_demo.accounts, name="demo"),
    path("demo/sign-in/", views_demo.sign_in_as, name="demo_sign_in"),
    path("demo/clock/", views_demo.clock_page, name="demo_clock"),
    path("demo/clock/move/", views_demo.move_clock, name="demo_clock_move"),
]
