"""The lists of links and of what was held."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from banshi.base.tables.definitions import Bulk, Column, Filter, Mark, Table
from banshi.base.zones import clock
from banshi.doors.portal import queries, rules
from banshi.doors.portal.models import LinkKind, ReportState

LASTING = (("current", _("Current")), ("ended", _("Ended")))
TONES = {ReportState.HELD: "open", ReportState.TAKEN: "done", ReportState.JUNK: "ended"}


def _lasting(row) -> Mark:
    over = row.ends_on is not None and row.ends_on < clock.today(row.zone)
    return Mark(_("Ended"), "ended") if over else Mark(_("Current"), "done")


LINKS = Table(
    code="links",
    title=_("Links and signs"),
    unit=_("%(n)s links"),
    columns=(
        Column("title", _("Heading"), "title", phone="title", order_by=("title",), wide=True),
        Column("kind", _("Where it hangs"), "get_kind_display", order_by=("kind",)),
        Column("org", _("Organisation"), "raiser_org.name"),
        Column("place", _("Place"), "place.name", phone="foot"),
        Column("contact", _("Answers"), "contact.name", phone="hidden"),
        Column("starts_on", _("From"), "starts_on", kind="date", order_by=("starts_on",), phone="hidden"),
        Column("state", _("State"), _lasting, kind="state"),
    ),
    filters=(
        Filter("kind", _("Where it hangs"), LinkKind.choices, lambda rows, value: rows.filter(kind=value)),
        Filter(
            "state", _("State"), LASTING, lambda rows, value: rows.filter(ends_on__isnull=value == "current")
        ),
    ),
    search=lambda rows, zone, text: rows.filter(title__icontains=text),
    order=("-starts_on",),
    row_url=lambda row: reverse("portal:link", args=[row.subject.uid]),
    row_past=lambda row: row.ends_on is not None,
    empty=_(
        "Links for cards, fences and posters stand here. Each opens the form with what is known already."
    ),
    first_step=lambda actor: (
        (_("Make the first one"), reverse("portal:make_link")) if actor.holds("portal.links") else None
    ),
)


def _words(row) -> str:
    text = queries.words_of(row)
    return text if len(text) <= 60 else f"{text[:60]}…"


def _why(row) -> list[str]:
    return [str(rules.REASONS[code]) for code in row.reasons if code in rules.REASONS]


SCREENING = Table(
    code="screening",
    title=_("Screening"),
    unit=_("%(n)s reports"),
    columns=(
        Column(
            "received_at",
            _("Came in"),
            "received_at",
            kind="datetime",
            order_by=("received_at",),
            phone="foot",
        ),
        Column(
            "words", _("In their words"), lambda row: _words(row) or row.link.title, phone="title", wide=True
        ),
        Column("link", _("Sign"), "link.title"),
        Column("why", _("Held because"), _why, kind="tags", phone="foot"),
        Column("matter", _("Matter"), "matter.number"),
        Column(
            "state", _("State"), lambda row: Mark(row.get_state_display(), TONES[row.state]), kind="state"
        ),
    ),
    filters=(
        Filter("state", _("State"), ReportState.choices, lambda rows, value: rows.filter(state=value)),
        Filter(
            "why",
            _("Held because"),
            tuple(rules.REASONS.items()),
            lambda rows, value: rows.filter(pk__in=[row.pk for row in rows if value in row.reasons]),
        ),
    ),
    search=queries.searched,
    search_label=_("In their words"),
    order=("-received_at",),
    row_url=lambda row: reverse("portal:held", args=[row.subject.uid]),
    row_past=lambda row: row.state == ReportState.JUNK,
    row_key=lambda row: str(row.subject.uid),
    bulk=lambda actor: [
        Bulk(_("Accept"), reverse("portal:several", args=["accept"])),
        Bulk(_("Put aside"), reverse("portal:several", args=["aside"])),
    ],
    empty=_(
        "What came in faster than usual, or without a proof of work, waits here to be looked at by a person."
    ),
)
