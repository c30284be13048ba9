from django.utils.translation import gettext_lazy as _

from banshi.base.ui import nav

nav.register(
    nav.Entry(
        code="counter",
        label=_("Calls and walk-ins"),
        url_name="counter:intake",
        order=105,
        icon="phone",
        verb="matters.register",
    )
)
nav.register(
    nav.Entry(
        code="counter.calls",
        label=_("Call-back"),
        url_name="counter:calls",
        order=125,
        icon="message",
        verb="matters.answer",
    )
)
