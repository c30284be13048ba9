"""Lists of the organisation: outside organisations and people."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from banshi.base.search import find
from banshi.base.tables.definitions import Column, Filter, Mark, Table
from banshi.base.zones import clock
from banshi.core.org.models import OutsideKind

LASTING = (("current", _("Current")), ("ended", _("Ended")))


def lasting_mark(row) -> Mark:
    """Whether a dated row still lasts."""
    return Mark(_("Current"), "done") if row.ends_on is None else Mark(_("Ended"), "ended")


def by_lasting(rows, value: str):
    """Rows without a last day, or with one."""
    return rows.filter(ends_on__isnull=value == "current")


def _aliases(row) -> list[str]:
    return [alias.text for alias in row.subject.names_in_use]


def _register(actor):
    if actor.holds("org.register_outside") or actor.holds("org.edit"):
        return _("Register the first one"), reverse("org:register_outside")
    return None


OUTSIDE = Table(
    code="outside",
    title=_("Enterprises and other organisations"),
    unit=_("%(n)s organisations"),
    columns=(
        Column("name", _("Name"), "name", phone="title", order_by=("name_zh",), wide=True),
        Column("kind", _("Kind"), "get_kind_display", order_by=("kind",)),
        Column("aliases", _("Other names"), _aliases, kind="tags", phone="foot"),
        Column("credit_code", _("Credit code"), "credit_code", width=22),
        Column("starts_on", _("From"), "starts_on", kind="date", order_by=("starts_on",), phone="hidden"),
        Column("state", _("State"), lasting_mark, kind="state"),
    ),
    filters=(
        Filter("kind", _("Kind"), OutsideKind.choices, lambda rows, value: rows.filter(kind=value)),
        Filter("state", _("State"), LASTING, by_lasting),
    ),
    search=lambda rows, zone, text: find.narrow(rows, zone, text),
    order=("name_zh",),
    row_url=lambda row: reverse("org:outside", args=[row.subject.uid]),
    row_past=lambda row: row.ends_on is not None,
    empty=_(
        "Enterprises, contractors, villages, colleges and authorities stand here once they are registered."
    ),
    first_step=_register,
)


def _posts(row) -> list[str]:
    return [post.name for post in row.posts_today]


PEOPLE = Table(
    code="people",
    title=_("People"),
    unit=_("%(n)s people"),
    columns=(
        Column("number", _("Person"), "name", phone="title", order_by=("number",)),
        Column("posts", _("Posts today"), _posts, kind="tags", phone="meta", wide=True),
        Column("account", _("Account"), "account.login"),
        Column("starts_on", _("From"), "starts_on", kind="date", phone="foot", order_by=("starts_on",)),
        Column("state", _("State"), lasting_mark, kind="state", phone="foot"),
    ),
    filters=(Filter("state", _("State"), LASTING, by_lasting),),
    order=("number",),
    row_url=lambda row: reverse("org:person", args=[row.subject.uid]),
    row_past=lambda row: row.ends_on is not None and row.ends_on < clock.today(row.zone),
    empty=_("People stand here by number and post once they are entered."),
    first_step=lambda actor: (
        (_("Enter the first one"), reverse("org:enter_person")) if actor.holds("org.edit") else None
    ),
)
