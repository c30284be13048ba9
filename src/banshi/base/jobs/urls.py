"""Addresses of jobs."""

from django.urls import path

from banshi.base.jobs import views

app_name = "jobs"
urlpatterns = [
    path("<uuid:uid>/", views.job, name="job"),
    path("<uuid:uid>/status/", views.status, name="status"),
    path("<uuid:uid>/stop/", views.stop, name="stop"),
]
