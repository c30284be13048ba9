"""The words that leave the house: zone, number, one verb, link. Never what a matter is about, never a name."""

from collections.abc import Sequence

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from banshi.base.outbox.kinds import Kind, kind, raiser_of
from banshi.base.outbox.models import Message
from banshi.base.zones.models import Zone


def absolute(path: str) -> str:
    """The whole address of a path of ours, as it is reached from outside."""
    return settings.PUBLIC_URL.rstrip("/") + path


def link_of(message: Message) -> str:
    """The page that the message means: our own crossing, which leads to it after sign-in."""
    return absolute(reverse("outbox:go", kwargs={"uid": message.uid}))


def line(zone: Zone, message: Message, found: Kind | None) -> tuple[str, str]:
    """The words for one message, and its link."""
    facts = {"zone": zone.name, "number": message.number, "act": found.act if found else ""}
    link = link_of(message)
    return _("%(zone)s: %(number)s, %(act)s: %(link)s") % {**facts, "link": link}, link


def for_raiser(zone: Zone, message: Message) -> tuple[str, str]:
    """What a raiser's phone is sent: the zone, the number and the page on which he follows it."""
    follows = raiser_of(message.subject) if message.subject else None
    link = absolute(follows.path) if follows else ""
    facts = {"zone": zone.name, "number": message.number, "link": link}
    if not link:
        return _("%(zone)s: there is news on what you raised, number %(number)s.") % facts, ""
    return _("%(zone)s: there is news on what you raised, number %(number)s: %(link)s") % facts, link


def digest(zone: Zone, messages: Sequence[Message]) -> tuple[str, str]:
    """One line for several messages: the numbers of the first three, how many in all, and one link to all."""
    if len(messages) == 1:
        return line(zone, messages[0], kind(messages[0].kind))
    link = absolute(reverse("outbox:mine"))
    numbers = list(dict.fromkeys(message.number for message in messages))
    facts = {"zone": zone.name, "count": len(messages), "numbers": "、".join(numbers[:3]), "link": link}
    if len(numbers) > 3:
        return _("%(zone)s: %(count)s messages, on %(numbers)s and others: %(link)s") % facts, link
    return _("%(zone)s: %(count)s messages, on %(numbers)s: %(link)s") % facts, link
