"""Addresses of saved views."""

from django.urls import path

from banshi.base.tables import views

app_name = "tables"
urlpatterns = [
    path("views/new/", views.save, name="save_view"),
    path("views/<uuid:uid>/remove/", views.remove, name="remove_view"),
]
