from django.urls import path

from banshi.core.places import views

app_name = "places"
urlpatterns = [
    path("", views.places, name="list"),
    path("register", views.register, name="register"),
    path("<uuid:uid>", views.place, name="place"),
    path("<uuid:uid>/change", views.change, name="change"),
    path("<uuid:uid>/close", views.close, name="close"),
]
