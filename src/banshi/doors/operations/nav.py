from django.utils.translation import gettext_lazy as _

from banshi.base.ui import nav

nav.register(
    nav.Entry(
        code="health",
        label=_("Health"),
        url_name="operations:health",
        order=990,
        icon="circle-check",
        verb="health.view",
    )
)
