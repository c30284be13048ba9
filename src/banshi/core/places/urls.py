from django.urls import path

from banshi.core.places.views import maps, places, plans

app_name = "places"
urlpatterns = [
    path("", places.places, name="list"),
    path("register", places.register, name="register"),
    path("map", maps.overview, name="map"),
    path("plan", plans.plan, name="plan"),
    path("plan/set", plans.set_plan, name="set_plan"),
    path("plans/<uuid:uid>", plans.version, name="plan_version"),
    path("plans/<uuid:uid>/drawing", plans.drawing, name="plan_drawing"),
    path("<uuid:uid>", places.place, name="place"),
    path("<uuid:uid>/change", places.change, name="change"),
    path("<uuid:uid>/close", places.close, name="close"),
    path("<uuid:uid>/position", maps.position, name="position"),
]
