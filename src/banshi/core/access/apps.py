from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "banshi.core.access"
    label = "access"
