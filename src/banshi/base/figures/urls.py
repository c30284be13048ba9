from django.urls import path

from banshi.base.figures import views

app_name = "figures"
urlpatterns = [
    path("", views.all_figures, name="list"),
    path("replay/", views.replay, name="replay"),
    path("replay/<slug:number>/", views.statement, name="statement"),
    path("<str:code>/", views.one_figure, name="figure"),
    path("<str:code>/records/", views.records, name="records"),
]
