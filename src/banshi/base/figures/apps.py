from django.apps import AppConfig


class FiguresConfig(AppConfig):
    name = "banshi.base.figures"
    label = "figures"
