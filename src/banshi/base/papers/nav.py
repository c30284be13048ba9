from django.utils.translation import gettext_lazy as _

from banshi.base.ui import nav

nav.register(
    nav.Entry(
        code="papers",
        label=_("Papers"),
        url_name="papers:papers",
        order=150,
        icon="file-text",
        verb="papers.view",
    )
)
