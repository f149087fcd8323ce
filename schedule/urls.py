"""Addresses of the schedule floor, below `/kk/ /ru/ /en/`; secret calendars stand outside the languages."""

from django.urls import path

from schedule import views, views_desk, views_feeds, views_inbox, views_terms

urlpatterns = [
    path("schedule/", views.schedule_index, name="schedule"),
    path("schedule/calendar.ics", views_feeds.public_feed, name="public_feed"),
    path("schedule/<int:year>/", views.schedule_year, name="schedule_year"),
    path("schedule/calendar/<int:year>/", views.schedule_calendar, name="schedule_calendar"),
    path("desk/schedule/<int:year>/", views_desk.desk_schedule, name="desk_schedule"),
    path("desk/schedule/<int:year>/begin/", views_desk.begin, name="desk_schedule_begin"),
    path("desk/schedule/<int:year>/extend/", views_desk.extend, name="desk_schedule_extend"),
    path("desk/schedule/version/<int:pk>/save/", views_desk.save, name="desk_schedule_save"),
    path("desk/schedule/version/<int:pk>/approve/", views_desk.approve, name="desk_schedule_approve"),
    path("desk/schedule/version/<int:pk>/return/", views_desk.send_back, name="desk_schedule_return"),
    path("desk/calendar/", views_desk.moved_days, name="desk_calendar"),
    path("desk/terms/<int:year>/", views_terms.terms_of_year, name="desk_terms"),
    path("desk/inbox/", views_inbox.inbox, name="inbox"),
    path("desk/inbox/read/", views_inbox.read_all, name="inbox_read_all"),
    path("desk/inbox/<int:pk>/", views_inbox.letter, name="letter"),
    path("desk/feed/", views_feeds.my_feed, name="my_feed"),
]

plain_urlpatterns = [
    path("feeds/<str:token>.ics", views_feeds.personal_feed, name="personal_feed"),
]
