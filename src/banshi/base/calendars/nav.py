from django.utils.translation import gettext_lazy as _

from banshi.base.ui import nav

nav.register(
    nav.Entry(
        code="calendars",
        label=_("Work calendar"),
        url_name="calendars:calendar",
        order=930,
        icon="calendar",
        verb="calendars.view",
    )
)
