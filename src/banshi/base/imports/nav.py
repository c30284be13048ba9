from django.utils.translation import gettext_lazy as _

from banshi.base.imports import registry
from banshi.base.ui import nav

nav.register(
    nav.Entry(
        code="imports",
        label=_("Import workbooks"),
        url_name="imports:list",
        order=905,
        icon="download",
        shown=lambda actor: bool(registry.importers(actor)),
    )
)
