from django.apps import AppConfig


class CareConfig(AppConfig):
    name = "banshi.base.care"
    label = "care"
