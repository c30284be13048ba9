"""Addresses of the counter: calls and walk-ins, pasted messages, call-back."""

from django.urls import path

from banshi.doors.counter.views import calls, intake, paste

app_name = "counter"
urlpatterns = [
    path("", intake.intake, name="intake"),
    path("check/", intake.check, name="check"),
    path("taken/<uuid:uid>/", intake.taken, name="taken"),
    path("paste/", paste.paste, name="paste"),
    path("calls/", calls.calls, name="calls"),
    path("calls/<uuid:uid>/", calls.call, name="call"),
    path("calls/<uuid:uid>/phone/", calls.phone, name="phone"),
]
