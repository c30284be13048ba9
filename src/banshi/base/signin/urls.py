from django.urls import path

from banshi.base.signin import views

app_name = "signin"
urlpatterns = [
    path("in", views.sign_in, name="sign_in"),
    path("out", views.sign_out, name="sign_out"),
    path("password", views.password, name="password"),
    path("zone", views.choose_zone, name="zone"),
    path("first", views.first_admin, name="first_admin"),
]
