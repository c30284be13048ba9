from django.apps import AppConfig


class MattersConfig(AppConfig):
    name = "banshi.core.matters"
    label = "matters"

    def ready(self):
        from banshi.base.history import fences
        from banshi.base.presets import catalogue
        from banshi.base.zones import subjects
        from banshi.core.matters.rules import kinds, lifecycle, lights, routing, terms

        subjects.register("matter", model="matters.Matter", page="matters:matter")
        fences.append_only("matters.MatterPeriod", may_change=("recorded_to",))
        package = "banshi.core.matters.presets"
        for topic, default, parse in (
            ("lifecycle", "house", lifecycle.parse),
            ("kinds", "warm_heart", kinds.parse),
            ("terms", "house", terms.parse),
            ("lights", "suqian", lights.parse),
            ("routing", "three_collectors", routing.parse),
        ):
            catalogue.register(catalogue.Topic(topic, package, default=default, parse=parse))
