from django.utils.translation import gettext_lazy as _

from banshi.base.ui import nav

nav.register(
    nav.Entry(
        code="access",
        label=_("Roles"),
        url_name="access:roles",
        order=920,
        icon="shield-check",
        verb="access.view",
    )
)
nav.register(
    nav.Entry(
        code="accounts",
        label=_("Accounts"),
        url_name="access:accounts",
        order=930,
        icon="eye",
        verb="signin.review",
    )
)
