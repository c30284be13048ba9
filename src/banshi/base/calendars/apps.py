from django.apps import AppConfig


class CalendarsConfig(AppConfig):
    name = "banshi.base.calendars"
    label = "calendars"
