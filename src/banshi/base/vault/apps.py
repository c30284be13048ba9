from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class VaultConfig(AppConfig):
    name = "banshi.base.vault"
    label = "vault"

    def ready(self):
        from banshi.base.history import fences
        from banshi.base.presets import catalogue, words
        from banshi.base.prooflog import verification
        from banshi.base.vault import holdings, jobs
        from banshi.base.vault.proving import Commitments
        from banshi.base.vault.rules import parse
        from banshi.base.vault.words import WORDS

        words.register(WORDS)
        jobs.register()
        fences.append_only("vault.Look")
        catalogue.register(
            catalogue.Topic(
                "personal_data",
                "banshi.base.vault.presets",
                default="house",
                parse=parse,
                title=_("Personal data"),
            )
        )
        holdings.register(holdings.never("zone", _("Zone")))
        verification.register("vault", Commitments)
