"""Addresses of files."""

from django.urls import path

from banshi.base.files import views

app_name = "files"
urlpatterns = [
    path("<uuid:uid>/", views.download, name="download"),
    path("<uuid:uid>/thumb/", views.thumb, name="thumb"),
]
