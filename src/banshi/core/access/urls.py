from django.urls import path

from banshi.core.access import views

app_name = "access"
urlpatterns = [
    path("", views.roles, name="roles"),
    path("grant", views.grant, name="grant"),
    path("<int:pk>/withdraw", views.withdraw, name="withdraw"),
    path("accounts", views.accounts, name="accounts"),
    path("accounts/sessions", views.sessions, name="sessions"),
    path("accounts/sessions/<slug:public>/end", views.end_session, name="end_session"),
    path("accounts/audit", views.audit, name="audit"),
]
