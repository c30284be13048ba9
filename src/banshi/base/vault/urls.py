"""Addresses of personal data: the register, what is due, finding by phone, one record, who looked."""

from django.urls import path

from banshi.base.vault import views

app_name = "vault"
urlpatterns = [
    path("", views.register, name="register"),
    path("due/", views.due, name="due"),
    path("due/erase/", views.erase_due, name="erase_due"),
    path("find/", views.find, name="find"),
    path("looks/", views.looks, name="looks"),
    path("<uuid:uid>/", views.record, name="record"),
    path("<uuid:uid>/show/", views.show, name="show"),
    path("<uuid:uid>/erase/", views.erase, name="erase"),
]
