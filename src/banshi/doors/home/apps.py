from django.apps import AppConfig


class HomeConfig(AppConfig):
    name = "banshi.doors.home"
    label = "home"
