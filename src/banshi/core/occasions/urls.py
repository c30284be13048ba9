"""Addresses of occasions."""

from django.urls import path

from banshi.core.occasions import views

app_name = "occasions"
urlpatterns = [
    path("", views.occasions, name="list"),
    path("calendar/", views.calendar, name="calendar"),
    path("plan/", views.plan, name="plan"),
    path("series/", views.series_list, name="series_list"),
    path("series/plan/", views.plan_series, name="plan_series"),
    path("series/<uuid:uid>/", views.series, name="series"),
    path("series/<uuid:uid>/ahead/", views.ahead, name="ahead"),
    path("series/<uuid:uid>/end/", views.end_series, name="end_series"),
    path("<uuid:uid>/", views.occasion, name="occasion"),
    path("<uuid:uid>/hold/", views.hold, name="hold"),
    path("<uuid:uid>/attendance/", views.attendance, name="attendance"),
    path("<uuid:uid>/amend/", views.amend, name="amend"),
    path("<uuid:uid>/cancel/", views.cancel, name="cancel"),
    path("<uuid:uid>/matter/", views.raise_matter, name="raise_matter"),
]
