from django.urls import path

from banshi.core.access import views

app_name = "access"
urlpatterns = [
    path("", views.roles, name="roles"),
    path("grant", views.grant, name="grant"),
    path("<int:pk>/withdraw", views.withdraw, name="withdraw"),
    path("accounts", views.accounts, name="accounts"),
    path("sessions", views.sessions, name="sessions"),
    path("sessions/<slug:public>/end", views.end_session, name="end_session"),
    path("audit", views.audit, name="audit"),
]
