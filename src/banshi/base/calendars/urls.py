from django.urls import path

from banshi.base.calendars import views

app_name = "calendars"
urlpatterns = [
    path("", views.this_year, name="calendar"),
    path("<int:year>", views.year, name="year"),
    path("<int:year>/announce", views.announce, name="announce"),
    path("day", views.set_day, name="set_day"),
    path("day/<slug:day>/lift", views.lift_day, name="lift_day"),
    path("hours", views.hours, name="hours"),
    path("import", views.import_file, name="import"),
    path("import/apply", views.import_apply, name="import_apply"),
]
