from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "banshi.base.files"
    label = "files"
