from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "banshi.base.jobs"
    label = "jobs"
