"""Addresses of messages."""

from django.urls import path

from banshi.base.outbox import views

app_name = "outbox"
urlpatterns = [
    path("", views.mine, name="mine"),
    path("bell/", views.bell, name="bell"),
    path("read/", views.read_all, name="read_all"),
    path("go/<uuid:uid>/", views.go, name="go"),
    path("<uuid:uid>/open/", views.open_notice, name="open"),
]
