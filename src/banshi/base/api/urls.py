from django.urls import path

from banshi.base.api import views

app_name = "tokens"
urlpatterns = [
    path("tokens/", views.tokens, name="list"),
    path("tokens/new/", views.make, name="make"),
    path("tokens/machine/", views.machine, name="machine"),
    path("tokens/<uuid:uid>/end/", views.end, name="end"),
    path("reference/", views.reference, name="reference"),
    path("reference/<slug:name>/", views.operation, name="operation"),
]
