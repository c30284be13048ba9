from django.urls import path

from banshi.base.presets import views

app_name = "presets"
urlpatterns = [
    path("", views.topics, name="topics"),
    path("<slug:code>", views.topic, name="topic"),
    path("<slug:code>/<int:version>", views.topic, name="version"),
    path("<slug:code>/adopt", views.adopt, name="adopt"),
]
