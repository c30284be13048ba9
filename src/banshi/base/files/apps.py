from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "banshi.base.files"
    label = "files"

    def ready(self):
        from banshi.base.files import store
        from banshi.base.files.proving import Blobs
        from banshi.base.history import fences
        from banshi.base.prooflog import verification
        from banshi.base.vault import store as vault

        fences.append_only("files.StoredFile", may_change=("original_name", "erased_at"))
        fences.append_only("files.FileLink")
        vault.on_erasure(store.forget)
        verification.register("files", Blobs)
