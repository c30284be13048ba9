"""Addresses of the environment programme, each group beside its own pages."""

from django.urls import URLPattern

from banshi.programmes.environment.views import appraisals, brief, measures, notices

app_name = "environment"
urlpatterns: list[URLPattern] = [
    *brief.addresses,
    *notices.addresses,
    *measures.addresses,
    *appraisals.addresses,
]
