"""A list of subjects, with a column of every kind."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

from banshi.base.tables.definitions import Column, Filter, Link, Mark, Table

KINDS = (("need", "Needs"), ("problem", "Problems"))

LIST = Table(
    code="things",
    title="Things & matters",
    unit="%(n)s things",
    columns=(
        Column("caption", "Problem", "caption", phone="title", wide=True, order_by=("caption",)),
        Column("kind", "Kind", "kind", phone="hidden"),
        Column("figure", "Figure", "head_n", kind="number", order_by=("head_n",)),
        Column("due", "Due", lambda row: date(2021, 6, 25), kind="date"),
        Column("last_year", "Last year", lambda row: date(2020, 6, 25), kind="date", phone="foot"),
        Column("told", "Told", lambda row: datetime(2021, 5, 30, 18, 5, tzinfo=UTC), kind="datetime"),
        Column("state", "State", lambda row: Mark("In hand", "going"), kind="state"),
        Column("light", "Light", lambda row: Mark("Overdue", "red"), kind="light"),
        Column("unit", "Unit", lambda row: Link("Office", "/units/1/"), kind="link"),
        Column("tags", "Tags", lambda row: ("key", "late"), kind="tags"),
        Column("zone", "Zone", "zone.name_en"),
        Column("missing", "Missing", "zone.subject.caption", export=lambda row: Decimal("1.50")),
    ),
    filters=(
        Filter("kind", "Kind", KINDS, lambda rows, value: rows.filter(kind=value)),
        Filter("since", "Since", (), lambda rows, day: rows.filter(head_n__gte=day.year - 2000), day=True),
    ),
    search=lambda rows, zone, text: rows.filter(zone=zone, caption__contains=text),
    order=("-caption",),
    row_url=lambda row: f"/things/{row.caption}/",
    empty="Things that were collected stand here.",
    first_step=lambda actor: ("Collect one", "/things/new/"),
    dated=True,
)
PLAIN = replace(LIST, search=None, filters=(), dated=False)
