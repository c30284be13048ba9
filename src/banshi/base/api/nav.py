from django.utils.translation import gettext_lazy as _

from banshi.base.api.models import MANAGE
from banshi.base.ui import nav

nav.register(
    nav.Entry(
        code="api",
        label=_("API"),
        url_name="tokens:list",
        order=950,
        icon="key",
        verb=MANAGE,
    )
)
