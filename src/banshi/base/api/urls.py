from django.urls import path

from banshi.base.api import hooks, views

app_name = "tokens"
urlpatterns = [
    path("tokens/", views.tokens, name="list"),
    path("tokens/new/", views.make, name="make"),
    path("tokens/machine/", views.machine, name="machine"),
    path("tokens/<uuid:uid>/end/", views.end, name="end"),
    path("hooks/", hooks.hooks, name="hooks"),
    path("hooks/new/", hooks.subscribe, name="subscribe"),
    path("hooks/<uuid:uid>/", hooks.hook, name="hook"),
    path("hooks/<uuid:uid>/rotate/", hooks.rotate, name="rotate"),
    path("hooks/<uuid:uid>/end/", hooks.end, name="end_hook"),
    path("hooks/<uuid:uid>/again/<uuid:delivery>/", hooks.again, name="again"),
    path("reference/", views.reference, name="reference"),
    path("reference/<slug:name>/", views.operation, name="operation"),
]
