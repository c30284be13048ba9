from django.apps import AppConfig


class OperationsConfig(AppConfig):
    name = "banshi.doors.operations"
    label = "operations"
