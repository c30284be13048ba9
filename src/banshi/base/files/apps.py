from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "banshi.base.files"
    label = "files"

    def ready(self):
        from banshi.base.files import store
        from banshi.base.vault import store as vault

        vault.on_erasure(store.forget)
