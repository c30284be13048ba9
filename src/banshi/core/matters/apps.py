from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MattersConfig(AppConfig):
    name = "banshi.core.matters"
    label = "matters"

    def ready(self):
        from banshi.base.files import access as files
        from banshi.base.history import fences
        from banshi.base.presets import catalogue, words
        from banshi.base.prooflog import receipts, verification
        from banshi.base.vault import holdings
        from banshi.base.zones import subjects
        from banshi.core.matters.messages import register_messages
        from banshi.core.matters.panels import incoming
        from banshi.core.matters.personal import HOLDING
        from banshi.core.matters.proving import Projection
        from banshi.core.matters.proving_parts import Parts
        from banshi.core.matters.queries.timeline import WHAT
        from banshi.core.matters.rules import foreign, kinds, lifecycle, lights, routing, terms
        from banshi.core.matters.words import WORDS, say_limit
        from banshi.core.org import panels

        register_messages()
        panels.register("matter", incoming, order=50)
        words.register(WORDS)
        holdings.register(HOLDING)
        words.register_sayer(say_limit)
        subjects.register("matter", model="matters.Matter", page="matters:matter")
        files.opens_with("matter", "matters.view")
        fences.append_only("matters.MatterPeriod", may_change=("recorded_to",))
        verification.register("matters", Projection)
        verification.register("parts", Parts)
        receipts.register(
            receipts.Paper("matter", "matters.view", frozenset({"matters.closed"}), WHAT, "matters:matter")
        )
        package = "banshi.core.matters.presets"
        editors = {"routing": "matters:routing"}
        for topic, default, parse, title in (
            ("lifecycle", "house", lifecycle.parse, _("Life cycle")),
            ("kinds", "warm_heart", kinds.parse, _("Kinds and guards")),
            ("terms", "house", terms.parse, _("Terms")),
            ("lights", "suqian", lights.parse, _("Lights")),
            ("routing", "three_collectors", routing.parse, _("Routing")),
            ("foreign_systems", "two_systems", foreign.parse, _("Systems outside and their replies")),
        ):
            catalogue.register(catalogue.Topic(topic, package, default, parse, title, editors.get(topic)))
