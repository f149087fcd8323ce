"""The outbox of the demo: every letter that the portal has sent. These addresses exist in demo mode only."""

from django.urls import path

from schedule import views_outbox

urlpatterns = [
    path("demo/outbox/", views_outbox.outbox, name="demo_outbox"),
    path("demo/outbox/<int:pk>/", views_outbox.sent_letter, name="demo_outbox_letter"),
]
