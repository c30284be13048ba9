from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OutboxConfig(AppConfig):
    name = "banshi.base.outbox"
    label = "outbox"

    def ready(self):
        from banshi.base.jobs import registry
        from banshi.base.outbox import rules, senders
        from banshi.base.outbox.actions.letters import forget
        from banshi.base.outbox.actions.round import work
        from banshi.base.outbox.words import WORDS
        from banshi.base.presets import catalogue, words
        from banshi.base.vault import store

        catalogue.register(
            catalogue.Topic("messages", "banshi.base.outbox.presets", "house", rules.parse, _("Messages"))
        )
        words.register(WORDS)
        store.on_erasure(forget)
        registry.each_round(work)
        senders.register()
