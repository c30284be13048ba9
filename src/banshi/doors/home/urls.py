"""Addresses of the start page and of the search."""

from django.urls import path

from banshi.doors.home import views

app_name = "home"
urlpatterns = [
    path("", views.home, name="home"),
    path("search/", views.search, name="search"),
]
