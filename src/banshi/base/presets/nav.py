from django.utils.translation import gettext_lazy as _

from banshi.base.ui import nav

nav.register(
    nav.Entry(
        code="presets",
        label=_("Rules"),
        url_name="presets:topics",
        order=940,
        icon="adjustments",
        verb="presets.view",
    )
)
