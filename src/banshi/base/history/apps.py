from django.apps import AppConfig


class HistoryConfig(AppConfig):
    name = "banshi.base.history"
    label = "history"

    def ready(self):
        from banshi.base.history import fences

        fences.append_only("history.Entry", once=("seq",))
