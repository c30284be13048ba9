from django.apps import AppConfig


class CalendarsConfig(AppConfig):
    name = "banshi.base.calendars"
    label = "calendars"

    def ready(self):
        from banshi.base.zones import subjects

        subjects.register("calendar", model="calendars.Calendar")
