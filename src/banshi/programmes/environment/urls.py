"""Addresses of the environment programme, each group beside its own pages."""

from django.urls import URLPattern

app_name = "environment"
urlpatterns: list[URLPattern] = []
