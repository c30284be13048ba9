from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "banshi.base.search"
    label = "search"
