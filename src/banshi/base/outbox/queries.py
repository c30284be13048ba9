"""What is read of the outbox: rules, wishes, own notices, and the state of the queue."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.apps import apps
from django.db.models import Count, Min, Q, QuerySet
from django.utils.translation import gettext as _

from banshi.base.outbox import channels, kinds, rules
from banshi.base.outbox.models import Channel, Delivery, Lane, Message, Notice, Preference, State
from banshi.base.outbox.why import why
from banshi.base.presets import catalogue
from banshi.base.presets import queries as presets
from banshi.base.zones import access, clock, subjects
from banshi.base.zones.access import Actor
from banshi.base.zones.models import Subject, Zone

TOPIC = "messages"
LATE = timedelta(minutes=30)
COUNTED = 100


def rules_of(zone: Zone, on: date) -> rules.Rules:
    """The zone's rules of telling; the house's for a zone older than they are."""
    try:
        return presets.rules(zone, TOPIC, on)
    except presets.NoRules:
        return rules.parse(catalogue.preset(TOPIC, "house").body)


def tells_raisers(zone: Zone, on: date) -> bool:
    """Whether whoever raised something can be told by text message: the rules want it, and a gateway is on."""
    if rules_of(zone, on).raisers == rules.NOBODY:
        return False
    phones = [one.code for one in channels.kinds() if one.reach == channels.Reach.PHONE]
    return Channel.objects.filter(zone=zone, enabled=True, kind__in=phones).exists()


def preferences(zone: Zone, accounts: Collection[int]) -> dict[int, Preference]:
    """The wishes of these accounts, by account."""
    if not accounts:
        return {}
    rows = Preference.objects.filter(zone=zone, account_id__in=list(accounts))
    return {row.account_id: row for row in rows}


def unread(actor: Actor) -> int:
    """How many own notices are unread, counted up to a hundred."""
    rows = Notice.objects.visible_to(actor).filter(read_at__isnull=True)
    return len(rows.values_list("pk", flat=True)[:COUNTED])


def mine(actor: Actor) -> QuerySet[Notice]:
    """Own notices, the newest first."""
    rows = Notice.objects.visible_to(actor).select_related("message__subject")
    return rows.order_by("-at", "-pk")


def page_of(message: Message) -> str | None:
    """The page that a message means."""
    kind = kinds.kind(message.kind)
    if kind is None or message.subject is None:
        return None
    return (kind.link(message) if kind.link else None) or kind.page(message.subject)


@dataclass(frozen=True)
class ChannelStanding:
    """A channel, what its kind is, how many of its deliveries wait and since when, and how many are dead."""

    channel: Channel
    kind: channels.Kind | None
    waiting: int
    oldest: datetime | None
    dead: int

    @property
    def why(self) -> str:
        """What went wrong last, in words."""
        return why(self.channel.last_error)


def channel_standings(actor: Actor) -> list[ChannelStanding]:
    """Every channel of the zone with its queue, as far as the actor's label reaches; two queries."""
    seen = Delivery.objects.visible_to(actor)
    counted = seen.filter(state__in=[State.WAITING, State.DEAD]).values("lane__channel")
    found = {
        row["lane__channel"]: row
        for row in counted.annotate(
            waiting=Count("pk", filter=Q(state=State.WAITING)),
            dead=Count("pk", filter=Q(state=State.DEAD)),
            oldest=Min("message__created_at", filter=Q(state=State.WAITING)),
        )
    }
    none = {"waiting": 0, "dead": 0, "oldest": None}
    return [
        ChannelStanding(row, channels.kind(row.kind), at["waiting"], at["oldest"], at["dead"])
        for row in Channel.objects.filter(zone=actor.zone).order_by("name")
        for at in [found.get(row.pk, none)]
    ]


@dataclass(frozen=True)
class Queue:
    """What the health page tells: what waits to be routed or sent, since when, whether too long, what is dead."""

    waiting: int
    oldest: datetime | None
    late: bool
    dead: int
    failing: int


def queue(zone: Zone) -> Queue:
    """The state of a zone's outbox; three queries. Late is what should have gone out half an hour ago.

    What waits on a channel that somebody switched off is meant to wait; the page of channels tells it.
    """
    now = clock.now(zone)
    unrouted = Message.objects.filter(zone=zone, routed_at__isnull=True).aggregate(
        count=Count("pk"), at=Min("created_at")
    )
    lanes = Lane.objects.filter(zone=zone, next_at__isnull=False, channel__enabled=True).aggregate(
        count=Count("pk"),
        at=Min("next_at"),
        failing=Count("channel", filter=Q(channel__failing_since__isnull=False), distinct=True),
    )
    dead = Delivery.objects.filter(zone=zone, state=State.DEAD).count()
    oldest = min((at for at in (unrouted["at"], lanes["at"]) if at is not None), default=None)
    return Queue(
        waiting=unrouted["count"] + lanes["count"],
        oldest=oldest,
        late=oldest is not None and oldest < now - LATE,
        dead=dead,
        failing=lanes["failing"],
    )


@dataclass(frozen=True)
class Told:
    """A notice as the list shows it: the number, what it is about and what it says as far as the reader may see it
    now, the act, and whether it leads anywhere."""

    notice: Notice
    act: str
    number: str
    leads: bool
    caption: str
    says: str = ""

    @property
    def unread(self) -> bool:
        """Nobody has opened it yet."""
        return self.notice.read_at is None


def told(actor: Actor, notices: Sequence[Notice]) -> list[Told]:
    """The notices in words; subjects of their messages are loaded. One query for each kind of subject."""
    captions = _captions(actor, {one.message.subject for one in notices if one.message.subject})
    says = _says(actor, [one.message for one in notices if one.message.subject_id in captions])
    return [
        _told(one, captions.get(one.message.subject_id or 0, ""), says.get(one.message_id, ""))
        for one in notices
    ]


def _says(actor: Actor, messages: Sequence[Message]) -> dict[int, str]:
    """What these say within the system, each kind asked once."""
    by_kind: dict[str, list[Message]] = {}
    for message in messages:
        by_kind.setdefault(message.kind, []).append(message)
    found: dict[int, str] = {}
    for code, few in by_kind.items():
        kind = kinds.kind(code)
        if kind is not None and kind.says is not None:
            found |= kind.says(actor, few)
    return found


def _told(notice: Notice, caption: str, says: str) -> Told:
    kind, number = kinds.kind(notice.message.kind), notice.message.number
    act = str(kind.act) if kind else ""
    about = caption.removeprefix(number).strip()
    return Told(notice, act, number, page_of(notice.message) is not None, about, says)


def _captions(actor: Actor, found: set[Subject]) -> dict[int, str]:
    """What these are called, for those that the actor may see today."""
    models = {one.code: apps.get_model(one.model) for one in subjects.kinds()}
    by_kind: dict[str, list[Subject]] = {}
    for subject in found:
        by_kind.setdefault(subject.kind, []).append(subject)
    captions: dict[int, str] = {}
    for kind, few in by_kind.items():
        rows = getattr(models.get(kind), "objects", None)
        if rows is not None and hasattr(rows, "visible_to"):
            seen = rows.visible_to(actor).filter(subject__in=[one.pk for one in few])
            captions |= dict(seen.values_list("subject_id", "subject__caption"))
    return captions


def offered(zone: Zone) -> list[Channel]:
    """Channels by which staff can be told one by one."""
    rows = Channel.objects.filter(zone=zone, enabled=True).order_by("name")
    return [row for row in rows if (kind := channels.kind(row.kind)) and kind.reach == channels.Reach.PERSON]


def chosen(actor: Actor) -> dict[str, object]:
    """Own wishes as the form shows them; the address is not among them."""
    row = Preference.objects.filter(zone=actor.zone, account_id=actor.account_id or 0)
    row = row.select_related("channel").first()
    if row is None:
        return {"channel": "none", "muted": []}
    return {"channel": str(row.channel.uid) if row.channel else "none", "muted": row.muted}


LETTERS = 100


@dataclass(frozen=True)
class Dead:
    """An undeliverable letter: whose it was (by post; without one the sign-in; or the raiser), and why in words."""

    letter: Delivery
    to: str
    why: str


def letters(actor: Actor) -> list[Dead]:
    """The undeliverable, the newest first."""
    rows = Delivery.objects.visible_to(actor).filter(state=State.DEAD)
    rows = rows.select_related("message", "lane__channel", "lane__account").order_by("-pk")[:LETTERS]
    accounts = {row.lane.account_id for row in rows if row.lane.account_id is not None}
    posts = access.policy().named(actor.zone, accounts) if accounts else {}
    return [Dead(row, _recipient(row.lane, posts), why(row.error)) for row in rows]


def _recipient(lane: Lane, posts: Mapping[int, str]) -> str:
    if lane.account is not None:
        return posts.get(lane.account_id, lane.account.login)
    return _("Raiser's telephone") if lane.item_id else ""
