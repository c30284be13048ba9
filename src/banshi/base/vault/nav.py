from django.utils.translation import gettext_lazy as _

from banshi.base.ui import nav

nav.register(
    nav.Entry(
        code="vault",
        label=_("Personal data"),
        url_name="vault:register",
        order=950,
        icon="shield-check",
        verb="vault.view",
    )
)
