from django.apps import AppConfig


class OrgConfig(AppConfig):
    name = "banshi.core.org"
    label = "org"
