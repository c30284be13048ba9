from django.apps import AppConfig


class EnvironmentConfig(AppConfig):
    name = "banshi.programmes.environment"
    label = "environment"

    def ready(self):
        from banshi.base.presets import catalogue
        from banshi.programmes.environment import desk, monitoring, patrolling

        catalogue.extend("roles", "banshi.programmes.environment.presets")
        monitoring.register()
        desk.register()
        patrolling.register()
