from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CounterConfig(AppConfig):
    name = "banshi.doors.counter"
    label = "counter"

    def ready(self):
        from banshi.base.presets import catalogue, words
        from banshi.core.matters.queries import timeline
        from banshi.core.org import panels
        from banshi.doors.counter import rules
        from banshi.doors.counter.panels import first_contact
        from banshi.doors.counter.words import TELL, WORDS

        words.register(WORDS)
        timeline.WHAT["counter.taken"] = _("Taken in by the first contact")
        timeline.TELL.update(TELL)
        package = "banshi.doors.counter.presets"
        catalogue.register(
            catalogue.Topic(rules.TOPIC, package, rules.DEFAULT, rules.parse, _("Words of the counter"))
        )
        panels.register("matter", first_contact, order=10)
