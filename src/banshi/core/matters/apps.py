from django.apps import AppConfig


class MattersConfig(AppConfig):
    name = "banshi.core.matters"
    label = "matters"
