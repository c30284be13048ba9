from django.urls import path

from banshi.doors.operations import views

app_name = "operations"
urlpatterns = [
    path("health", views.health, name="health"),
    path("health.json", views.health_json, name="health_json"),
    path("metrics", views.metrics, name="metrics"),
    path("live", views.live, name="live"),
]
