from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SupervisionConfig(AppConfig):
    name = "banshi.core.supervision"
    label = "supervision"

    def ready(self):
        from banshi.base.history import fences
        from banshi.base.presets import catalogue, words
        from banshi.base.ui import cards
        from banshi.base.vault import holdings
        from banshi.base.zones import subjects
        from banshi.core.matters import extras
        from banshi.core.org import panels, wording
        from banshi.core.supervision.cards import desk_card, ladder_card
        from banshi.core.supervision.messages import register_messages
        from banshi.core.supervision.panels import looked_back, of_matter
        from banshi.core.supervision.rules import anomalies, ladder, look_back
        from banshi.core.supervision.words import WORDS

        register_messages()
        words.register(WORDS)
        subjects.register("supervision", model="supervision.Document", page="supervision:document")
        subjects.register("anomaly", model="supervision.Anomaly")
        subjects.register("look_back", model="supervision.Sample", page="supervision:sample")
        fences.append_only("supervision.Document", may_change=("recalled_on", "recalled_by", "recall_reason"))
        fences.append_only("supervision.Line")
        fences.append_only("supervision.Reply")
        fences.append_only("supervision.Candidate")
        fences.append_only("supervision.Anomaly")
        package = "banshi.core.supervision.presets"
        for topic, parse, title in (
            ("ladder", ladder.parse, _("Ladder of supervision")),
            ("look_back", look_back.parse, _("Look back")),
            ("anomalies", anomalies.parse, _("Thresholds of anomalies")),
        ):
            catalogue.register(catalogue.Topic(topic, package, "house", parse, title))
        holdings.register(holdings.never("supervision", _("Supervision document")))
        holdings.register(holdings.never("anomaly", _("Anomaly")))
        panels.register("matter", of_matter)
        extras.closing_column(looked_back)
        cards.register(ladder_card)
        cards.register(desk_card, order=90)
        wording.say("supervision.issued", _("Issued"))
        wording.say("supervision.acknowledged", _("Acknowledged"))
        wording.say("supervision.answered", _("Answered"))
        wording.say("supervision.recalled", _("Recalled"))
        wording.say("supervision.drawn", _("Sample drawn"))
        wording.say("supervision.decided", _("Anomaly decided"))
        wording.say("supervision.looked_back", _("Looked back"))
