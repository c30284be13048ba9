from django.utils.translation import gettext_lazy as _

from banshi.base.ui import nav

nav.register(
    nav.Entry(
        code="supervision",
        label=_("Supervision"),
        url_name="supervision:documents",
        order=130,
        icon="bell",
        verb="supervision.view",
    )
)
nav.register(
    nav.Entry(
        code="supervision.desk",
        label=_("Supervisor's desk"),
        url_name="supervision:desk",
        order=140,
        icon="eye",
        verb="supervision.desk",
    )
)
