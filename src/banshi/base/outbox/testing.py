"""A test letter to a channel, sent at once and outside of the queue."""

from django.urls import reverse
from django.utils.translation import gettext as _

from banshi.base.outbox import channels, texts
from banshi.base.outbox.channels import Failed, Letter, Reach
from banshi.base.outbox.models import Channel
from banshi.base.zones.ids import uuid7


def try_out(channel: Channel, to: str) -> None:
    """Send one, at most for five seconds. Raises :class:`Failed`."""
    kind = channels.kind(channel.kind)
    if kind is None:
        raise Failed("kind_unknown", down=True)
    link = texts.absolute(reverse("outbox:mine"))
    text = _("%(zone)s: a test, nothing is to be done: %(link)s") % {"zone": channel.zone.name, "link": link}
    letter = Letter(
        to=to.strip(),
        key=uuid7(),
        zone=channel.zone.name,
        subject=channel.zone.name,
        text=text,
        link=link,
        number="TEST",
        kind="outbox.test",
        body={"event": "outbox.test"} if kind.reach == Reach.PROGRAM else None,
    )
    try:
        kind.send(channels.opened(channel), letter)
    except Failed:
        raise
    except Exception as error:
        raise Failed(type(error).__name__, down=True) from error
