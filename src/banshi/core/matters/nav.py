from django.utils.translation import gettext_lazy as _

from banshi.base.ui import nav

nav.register(
    nav.Entry(
        code="matters.replies",
        label=_("Replies to systems outside"),
        url_name="matters:replies",
        order=125,
        icon="arrow-back-up",
        verb="matters.export",
    )
)
nav.register(
    nav.Entry(
        code="matters",
        label=_("Matters"),
        url_name="matters:issues",
        order=100,
        icon="clipboard-list",
        verb="matters.view",
    )
)
nav.register(
    nav.Entry(
        code="matters.dispatch",
        label=_("Dispatch"),
        url_name="matters:dispatch_board",
        order=110,
        icon="send",
        verb="matters.dispatch",
    )
)
nav.register(
    nav.Entry(
        code="matters.verify",
        label=_("Verification"),
        url_name="matters:verification_queue",
        order=120,
        icon="circle-check",
        verb="matters.verify|matters.close",
    )
)
