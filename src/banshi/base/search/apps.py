from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "banshi.base.search"
    label = "search"

    def ready(self):
        from banshi.base.search import engines, index
        from banshi.base.vault import store

        engines.register_lookups()
        store.on_erasure(index.forget)
