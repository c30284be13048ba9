from django.urls import path

from banshi.base.imports import views

app_name = "imports"
urlpatterns = [
    path("", views.runs, name="list"),
    path("new/<slug:code>/", views.new, name="new"),
    path("sample/<slug:code>/", views.sample, name="sample"),
    path("<uuid:uid>/", views.run, name="run"),
    path("<uuid:uid>/columns/", views.columns, name="columns"),
    path("<uuid:uid>/names/", views.names, name="names"),
    path("<uuid:uid>/names/take-back/", views.take_back, name="take_back"),
    path("<uuid:uid>/progress/", views.progress, name="progress"),
    path("<uuid:uid>/start/", views.start, name="start"),
    path("<uuid:uid>/stop/", views.stop, name="stop"),
    path("<uuid:uid>/drop/", views.drop, name="drop"),
    path("<uuid:uid>/back/", views.back, name="back"),
]
