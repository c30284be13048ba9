from django.urls import path

from banshi.core.access import views

app_name = "access"
urlpatterns = [
    path("", views.roles, name="roles"),
    path("grant", views.grant, name="grant"),
    path("<int:pk>/withdraw", views.withdraw, name="withdraw"),
]
