"""What pages cost: the number of queries of each, for one row and for fifty.

Kept in ``tests/budgets.json``, those of a programme beside its own tests.
"""

import json
from datetime import date
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from banshi.base.signin.actions import Visit, note_denied
from banshi.base.signin.actions.events import note_here
from banshi.base.signin.models import EventKind
from banshi.base.zones import subjects
from banshi.base.zones.models import Account
from banshi.core.matters import actions
from banshi.core.occasions.actions import Present, hold_occasion, plan_occasion
from banshi.core.org.models import OutsideOrganisation
from banshi.core.places.models import Place
from banshi.doors.open311 import counting
from banshi.doors.portal.actions import Sender, add_to_report
from banshi.doors.portal.people import public_actor
from banshi.doors.portal.queries import link_of
from banshi.doors.portal.rules import HOUR
from conf.matrix import ROWS
from conf.stock import actions_now
from support.matters import Walk
from support.portal import make_link, send
from support.programmes import each, several, table
from support.rows import PAGE
from support.zone import START

pytestmark = pytest.mark.django_db
CENTRAL = json.loads((Path(__file__).parents[1] / "budgets.json").read_text(encoding="utf-8"))
BUDGETS = {**CENTRAL, **table("BUDGETS")}
FEW, MANY = 1, 50
ARGS = {
    "papers:form": ("written_notice",),
    "papers:present_form": ("written_notice",),
    "calendars:year": (2021,),
    "prooflog:door_checkpoint": ("qingyu",),
    "prooflog:door_since": ("qingyu", 1),
    "prooflog:door_keys": ("qingyu",),
    "tokens:operation": ("matters_matter",),
    "signin:way": ("qingyu-wecom",),
    "signin:way_metadata": ("qingyu-saml",),
    "signin:provider": ("qingyu-wecom",),
    "signin:try_provider": ("qingyu-wecom",),
    "signin:bind_identity": ("qingyu-wecom",),
    "signin:bind_way": ("qingyu-wecom",),
    "matters:replies_to": ("hotline_12345",),
    "presets:topic": ("terms",),
    "presets:version": ("terms", 1),
    "figures:statement": ("A21",),
    "figures:figure": ("matters.collected",),
    "figures:records": ("matters.collected",),
    **table("ARGS"),
}
QUERIES = {"home:search": {"q": "门前"}, "supervision:choose": {"m": "2021-0001"}, **table("QUERIES")}
LIMITS = {"matters:matter": 25, "home:home": 14, "home:search": 14}
LISTS = (
    "matters:issues",
    "matters:responsibility",
    "matters:closure",
    "matters:key",
    "org:outside_list",
    "places:list",
    "portal:links",
    "portal:screening",
    "occasions:list",
    *several("LISTS"),
)

PAGED = (*LISTS, "access:audit", "figures:records", "figures:statement", "home:search", *several("PAGED"))
"""A page that is full asks how many rows there are beyond it; one that ends says so by itself."""


READERS = ("clerk", "administrator", "verifier", "supervisor")
OFFICES = {
    "access:sessions": "security",
    "access:audit": "auditor",
    "outbox:go": "builder",
    **table("READERS"),
}


def reader(route):
    """Who opens the page."""
    may = ROWS[route].may
    if route in OFFICES:
        return OFFICES[route]
    if isinstance(may, dict):
        may = next(iter(may.values()))
    return next((name for name in READERS if name in may), "clerk")


def fill(stock, count):
    """So many more of each: matters signed for, in hand, closed and on the key list; firms; places."""
    world, now = stock.here, actions_now()
    for n in range(count):
        for step in ("register", "dispatch", "sign", "verified") if n < 8 else ("register",):
            walk = Walk(world, now, title="门前积水")
            getattr(walk, step)()
            actions.set_key_listing(actor=world.actor("clerk"), matter=walk.matter, listed=True, now=now)
        for model, kind, what in ((OutsideOrganisation, "outside", "enterprise"), (Place, "place", "site")):
            name = f"{what}{OutsideOrganisation.objects.count()}-{n}"
            at = {"geometry": {"type": "Point", "coordinates": [112.9, 27.8]}, "west": 112.9, "south": 27.8}
            model.objects.create(
                subject=subjects.open_subject(world.zone, kind, name),
                zone=world.zone,
                kind=what,
                name_zh=name,
                name_en=name,
                starts_on=START,
                **({**at, "east": 112.9, "north": 27.8} if model is Place else {}),
            )
        link = link_of(make_link(world, now).token)
        send(link, now, by=Sender(f"203.0.113.{n}"), phone="")
        add_to_report(
            actor=public_actor(world.zone), report=stock.addition.report, text="还有。", now=now + n * HOUR
        )
    for actor in (world.actor("clerk"), world.actor("builder")) * count:
        note_denied(actor=actor, visit=Visit(), route="access:audit", thing="", status=403)
    by, of = world.actor("administrator"), Account.objects.get(pk=world.accounts["clerk"].pk)
    note_here(
        EventKind.FACTORS_RESET, actor=by, account=of
    )  # both stand on the first page, however many rows
    for n in range(count):
        actions.record_progress(
            actor=world.actor("builder"),
            matter=stock.matters["own"],
            text=f"第{n}步",
            now=now,
            effective_on=date(2021, 5, 17),
        )
    for n in range(count):
        by = {"actor": world.actor("builder"), "now": now}
        row = plan_occasion(
            **by,
            kind="visit",
            title=f"走访{n}",
            host=world.posts["builder"].unit,
            planned_on=date(2021, 5, 12),
        )
        present = (Present(post=world.posts["builder"]), Present(post=world.posts["projects"]))
        hold_occasion(**by, occasion=row, held_on=date(2021, 5, 12), present=present)
    each("fill", stock, count)
    if connection.vendor == "postgresql":
        # An automatic ANALYZE of a module that is over sees none of these rows, for they are not committed.
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def cost(stock, clients, route):
    objects = ROWS[route].objects
    if isinstance(ROWS[route].may, dict) or (objects and route not in ARGS):
        first = next(iter(objects(stock).values()))
    else:
        first = ARGS.get(route, ())
    where, client = reverse(route, args=first), clients[reader(route)]
    client.get(where, QUERIES.get(route, {}))
    counting.forget()  # every sixth question to Open311 is one more query, whatever the rows
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(where, QUERIES.get(route, {}))
        assert answer.status_code in {200, 302, 503}, (route, answer.status_code)
    answer.close()
    return len(asked)


def pages():
    return [route for route, row in ROWS.items() if not isinstance(row, list) and row.kind == PAGE]


def test_every_page_has_a_budget_and_keeps_to_what_was_agreed():
    assert set(BUDGETS) == set(pages())
    for route, most in LIMITS.items():
        assert BUDGETS[route] <= most
    for route in LISTS:
        assert BUDGETS[route] <= 12


def test_one_row_and_fifty_cost_the_same(stock):
    clients = {name: stock.client(name) for name in (*READERS, *OFFICES.values())}
    fill(stock, FEW)
    few = {route: cost(stock, clients, route) for route in pages()}
    for more in (MANY, 8):
        fill(stock, more)
        many = {route: cost(stock, clients, route) for route in pages()}
        grown = {route: many[route] - count for route, count in few.items() if many[route] != count}
        assert set(grown) <= set(PAGED), "more rows cost more queries"
        assert set(grown.values()) <= {1, -1}, "a full page counts its rows once"
        fewer = {route for route, count in grown.items() if count < 0}
        assert fewer <= {"home:search"}, "and a full search need not ask whether there is more"
    over = {
        route: (count, BUDGETS.get(route)) for route, count in many.items() if count > BUDGETS.get(route, 0)
    }
    assert over == {}
