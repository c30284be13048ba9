from django.utils.translation import gettext_lazy as _

from banshi.base.ui import nav

nav.register(
    nav.Entry(
        code="places",
        label=_("Places"),
        url_name="places:list",
        order=450,
        icon="map-pin",
        verb="places.view",
    )
)
