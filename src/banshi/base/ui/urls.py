from django.urls import path

from banshi.base.ui import views

app_name = "ui"
urlpatterns = [path("language", views.language, name="language")]
