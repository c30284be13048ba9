from django.apps import AppConfig


class ZonesConfig(AppConfig):
    name = "banshi.base.zones"
    label = "zones"

    def ready(self):
        from banshi.base.zones import subjects

        subjects.register("zone", model="zones.Zone")
