from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OccasionsConfig(AppConfig):
    name = "banshi.core.occasions"
    label = "occasions"

    def ready(self):
        from banshi.base.files import access as files
        from banshi.base.history import fences
        from banshi.base.presets import catalogue, words
        from banshi.base.vault import holdings
        from banshi.base.zones import subjects
        from banshi.core.occasions import personal, rules
        from banshi.core.occasions.ahead import register_jobs
        from banshi.core.occasions.panels import of_matter, of_place
        from banshi.core.occasions.words import WORDS
        from banshi.core.org import panels, wording

        register_jobs()
        words.register(WORDS)
        catalogue.register(
            catalogue.Topic(
                "occasions", "banshi.core.occasions.presets", "house", rules.parse, _("Kinds of occasions")
            )
        )
        subjects.register("occasion", model="occasions.Occasion", page="occasions:occasion")
        subjects.register("occasion_series", model="occasions.Series", page="occasions:series")
        fences.append_only("occasions.Attendance", may_change=("ended_at",))
        files.opens_with("occasion", "occasions.view")
        holdings.register(personal.HOLDING)
        panels.register("matter", of_matter, order=60)
        panels.register("place", of_place, order=150)
        wording.say("occasions.planned", _("Planned"))
        wording.say("occasions.held", _("Took place"), _people)
        wording.say("occasions.attended", _("Attendance corrected"), _people)
        wording.say("occasions.amended", _("Corrected"))
        wording.say("occasions.cancelled", _("Cancelled"))
        wording.say("occasions.series_planned", _("Series planned"))
        wording.say("occasions.series_ahead", _("Planned further ahead"))
        wording.say("occasions.series_ended", _("Series ended"))


def _people(zone, data):
    return str(_("%(n)s person-times") % {"n": data["person_times"]})
