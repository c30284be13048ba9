from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PortalConfig(AppConfig):
    name = "banshi.doors.portal"
    label = "portal"

    def ready(self):
        from banshi.base.files import access as files
        from banshi.base.outbox import kinds
        from banshi.base.presets import catalogue, words
        from banshi.base.ui import cards
        from banshi.base.vault import holdings
        from banshi.base.vault import store as vault
        from banshi.base.zones import subjects
        from banshi.core.matters.queries import timeline
        from banshi.core.org import panels, wording
        from banshi.doors.portal import jobs, messages, rules
        from banshi.doors.portal.actions import sweeping
        from banshi.doors.portal.cards import screening_card
        from banshi.doors.portal.panels import of_matter, of_unit
        from banshi.doors.portal.people import PUBLIC
        from banshi.doors.portal.personal import HOLDING
        from banshi.doors.portal.words import WORDS

        words.register(WORDS)
        holdings.register(HOLDING)
        vault.on_erasure(sweeping.forget)
        jobs.register()
        kinds.raiser_link(messages.raiser_of)
        cards.register(screening_card)
        panels.register("matter", of_matter)
        panels.register("unit", of_unit)
        subjects.register("intake_link", model="portal.IntakeLink", page="portal:link")
        subjects.register("public_report", model="portal.Report")
        files.opens_with("public_report", "portal.screen")
        catalogue.register(
            catalogue.Topic("portal", "banshi.doors.portal.presets", "house", rules.parse, _("Public page"))
        )
        timeline.say("portal.raiser_added", _("The raiser added"))
        timeline.say("portal.positions_shown", _("Saw where the photos were taken"))
        timeline.spoken_by(str(PUBLIC), _("Public page"))
        for kind, said in {
            "portal.link_made": _("Link made"),
            "portal.link_ended": _("Link ended"),
            "portal.received": _("Became a matter"),
            "portal.held": _("Held to be looked at"),
            "portal.accepted": _("Accepted as a matter"),
            "portal.put_aside": _("Put aside"),
            "portal.taken_back": _("Taken back"),
            "portal.added": _("The raiser added"),
            "portal.answered": _("The raiser answered"),
            "portal.seen": _("Seen to"),
            "portal.texts_stopped": _("Wants no more text messages"),
            "portal.erased": _("Words erased"),
        }.items():
            wording.say(kind, said)
