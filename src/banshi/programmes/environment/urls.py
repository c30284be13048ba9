"""Addresses of the environment programme, each group beside its own pages."""

from django.urls import URLPattern

from banshi.programmes.environment.views import (
    air,
    appraisals,
    brief,
    keeping,
    maps,
    measures,
    notices,
    patrols,
    series,
    water,
)

app_name = "environment"
urlpatterns: list[URLPattern] = [
    *brief.addresses,
    *notices.addresses,
    *measures.addresses,
    *air.addresses,
    *water.addresses,
    *series.addresses,
    *appraisals.addresses,
    *keeping.addresses,
    *patrols.addresses,
    *maps.addresses,
]
