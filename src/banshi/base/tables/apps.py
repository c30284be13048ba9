from django.apps import AppConfig


class TablesConfig(AppConfig):
    name = "banshi.base.tables"
    label = "tables"
