from django.apps import AppConfig


class CalendarsConfig(AppConfig):
    name = "banshi.base.calendars"
    label = "calendars"

    def ready(self):
        from banshi.base.calendars.founding import seed_first_calendar
        from banshi.base.signin import founding
        from banshi.base.zones import subjects

        founding.register(seed_first_calendar, order=10)
        subjects.register("calendar", model="calendars.Calendar")
