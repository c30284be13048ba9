from django.apps import AppConfig


class OrgConfig(AppConfig):
    name = "banshi.core.org"
    label = "org"

    def ready(self):
        from banshi.base.history import fences
        from banshi.base.zones import subjects

        for kind, model in {
            "unit": "org.Unit",
            "post": "org.Post",
            "person": "org.Person",
            "group": "org.Group",
            "outside": "org.OutsideOrganisation",
        }.items():
            subjects.register(kind, model=model)
        fences.append_only("org.UnitPeriod", may_change=("recorded_to",))
