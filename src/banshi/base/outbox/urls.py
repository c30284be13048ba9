"""Addresses of messages."""

from django.urls import path

from banshi.base.outbox.views import keeping, own

app_name = "outbox"
urlpatterns = [
    path("", own.mine, name="mine"),
    path("bell/", own.bell, name="bell"),
    path("read/", own.read_all, name="read_all"),
    path("settings/", own.settings, name="settings"),
    path("go/<uuid:uid>/", own.go, name="go"),
    path("<uuid:uid>/open/", own.open_notice, name="open"),
    path("channels/", keeping.kept, name="channels"),
    path("channels/again/", keeping.try_again, name="try_again"),
    path("channels/give-up/", keeping.give_up, name="give_up"),
    path("channels/new/<slug:kind>/", keeping.add, name="add_channel"),
    path("channels/<uuid:uid>/", keeping.change, name="change_channel"),
    path("channels/<uuid:uid>/switch/", keeping.switch, name="switch"),
    path("channels/<uuid:uid>/test/", keeping.test, name="test"),
]
