from django.utils.translation import gettext_lazy as _

from banshi.base.ui import nav

nav.register(
    nav.Entry(
        code="environment",
        label=_("Environment"),
        url_name="environment:brief",
        order=500,
        icon="flag",
        verb="environment.view",
    )
)
