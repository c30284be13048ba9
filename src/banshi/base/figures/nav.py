from django.utils.translation import gettext_lazy as _

from banshi.base.ui import nav

nav.register(
    nav.Entry(
        code="figures",
        label=_("Figures"),
        url_name="figures:list",
        order=700,
        icon="list-details",
        verb="figures.view",
    )
)
