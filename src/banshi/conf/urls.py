"""All addresses: each app's own, under its prefix."""

from django.apps import apps
from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from banshi.base.api import addresses


def programmes() -> list[URLResolver]:
    """Each programme's addresses, under its label."""
    configs = [config for config in apps.get_app_configs() if config.name in settings.PROGRAMMES]
    return [path(f"{config.label}/", include(f"{config.name}.urls")) for config in configs]


urlpatterns: list[URLPattern | URLResolver] = [
    addresses.late(),
    path("ui/", include("banshi.base.ui.urls")),
    path("sign/", include("banshi.base.signin.urls")),
    path("lists/", include("banshi.base.tables.urls")),
    path("files/", include("banshi.base.files.urls")),
    path("jobs/", include("banshi.base.jobs.urls")),
    path("messages/", include("banshi.base.outbox.urls")),
    path("calendars/", include("banshi.base.calendars.urls")),
    path("figures/", include("banshi.base.figures.urls")),
    path("papers/", include("banshi.base.papers.urls")),
    path("imports/", include("banshi.base.imports.urls")),
    path("proof/", include("banshi.base.prooflog.urls")),
    path("rules/", include("banshi.base.presets.urls")),
    path("personal/", include("banshi.base.vault.urls")),
    path("roles/", include("banshi.core.access.urls")),
    path("api/", include("banshi.base.api.urls")),
    path("open311/", include("banshi.doors.open311.urls")),
    path("operations/", include("banshi.doors.operations.urls")),
    path("matters/", include("banshi.core.matters.urls")),
    path("supervision/", include("banshi.core.supervision.urls")),
    path("occasions/", include("banshi.core.occasions.urls")),
    *programmes(),
    path("org/", include("banshi.core.org.urls")),
    path("", include("banshi.doors.portal.urls")),
    path("places/", include("banshi.core.places.urls")),
    path("counter/", include("banshi.doors.counter.urls")),
    path("", include("banshi.doors.home.urls")),
]

handler404 = "banshi.base.ui.views.not_found"
handler403 = "banshi.base.ui.views.forbidden"
handler500 = "banshi.base.ui.views.broken"
