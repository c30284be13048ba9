from django.apps import AppConfig


class CareConfig(AppConfig):
    name = "banshi.base.care"
    label = "care"

    def ready(self):
        from banshi.base.care.actions import mark_compared
        from banshi.base.prooflog.actions import keeping

        keeping.on_resumed(mark_compared)
