from django.utils.translation import gettext_lazy as _

from banshi.base.ui import nav

nav.register(
    nav.Entry(
        code="portal.screen",
        label=_("Screening"),
        url_name="portal:screening",
        order=115,
        icon="filter",
        verb="portal.screen",
    )
)
nav.register(
    nav.Entry(
        code="portal.links",
        label=_("Links"),
        url_name="portal:links",
        order=800,
        icon="external-link",
        verb="portal.links",
    )
)
