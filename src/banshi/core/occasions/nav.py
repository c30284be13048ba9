from django.utils.translation import gettext_lazy as _

from banshi.base.ui import nav

nav.register(
    nav.Entry(
        code="occasions",
        label=_("Occasions"),
        url_name="occasions:list",
        order=150,
        icon="calendar",
        verb="occasions.view",
    )
)
