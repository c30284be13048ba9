"""What messages put into the shell: the bell for everybody, the channels for the administrator."""

from django.utils.translation import gettext_lazy as _

from banshi.base.ui import nav

nav.register_bell("outbox:mine", "outbox:bell")
nav.register(
    nav.Entry(
        code="outbox.channels",
        label=_("Message channels"),
        url_name="outbox:channels",
        order=950,
        icon="message",
        verb="outbox.keep",
    )
)
