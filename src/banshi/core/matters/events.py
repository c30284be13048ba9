"""What other systems may be told of a matter."""

from django.utils.translation import gettext_lazy as _

from banshi.base.api.events import Event, register

register(
    Event("matters.received", _("Came in")),
    Event("matters.registered", _("Registered on the issue list")),
    Event("matters.dispatched", _("Dispatched")),
    Event("matters.signed", _("Signed for")),
    Event("matters.submitted", _("Submitted for verification")),
    Event("matters.verified", _("Verified")),
    Event("matters.closed", _("Closed out")),
    Event("matters.reopened", _("Re-opened")),
    Event("matters.declined", _("Not accepted")),
    Event("matters.withdrawn", _("Withdrawn by the raiser")),
)
