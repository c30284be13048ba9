from django.utils.translation import gettext_lazy as _

from banshi.base.ui import nav

nav.register(
    nav.Entry(
        code="prooflog",
        label=_("Proof log"),
        url_name="prooflog:log",
        order=985,
        icon="lock",
        verb="prooflog.view",
    )
)
