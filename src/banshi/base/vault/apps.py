from django.apps import AppConfig


class VaultConfig(AppConfig):
    name = "banshi.base.vault"
    label = "vault"
