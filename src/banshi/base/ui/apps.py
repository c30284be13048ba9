from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "banshi.base.ui"
    label = "ui"
