from django.apps import AppConfig


class OrgConfig(AppConfig):
    name = "banshi.core.org"
    label = "org"

    def ready(self):
        from banshi.base.history import fences
        from banshi.base.presets import words
        from banshi.base.zones import subjects

        for kind, model in {
            "unit": "org.Unit",
            "post": "org.Post",
            "person": "org.Person",
            "group": "org.Group",
            "outside": "org.OutsideOrganisation",
        }.items():
            subjects.register(kind, model=model, page=f"org:{kind}")
        from banshi.base.search import find
        from banshi.base.vault import holdings
        from banshi.core.org import queries
        from banshi.core.org.models import OutsideOrganisation
        from banshi.core.org.personal import HOLDING, post_names

        words.register_namer(queries.unit_names)
        find.on_expand(queries.alias_expansion)
        holdings.register(HOLDING)
        holdings.names_posts(post_names)
        queries.compare_by_core("outside", OutsideOrganisation)
        fences.append_only("org.UnitPeriod", may_change=("recorded_to",))
