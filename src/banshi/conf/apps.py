from django.apps import AppConfig


class ConfConfig(AppConfig):
    name = "banshi.conf"
    label = "conf"
