from django.apps import AppConfig


class VaultConfig(AppConfig):
    name = "banshi.base.vault"
    label = "vault"

    def ready(self):
        from banshi.base.prooflog import verification
        from banshi.base.vault.proving import Commitments

        verification.register("vault", Commitments)
