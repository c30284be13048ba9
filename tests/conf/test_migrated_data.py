"""Each migration that touches data: old rows in, migrated rows checked."""

from datetime import UTC, datetime, timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session
from django.db import connection

from banshi.base.tables.models import SavedView
from banshi.base.zones import subjects
from banshi.base.zones.models import Account
from banshi.core.matters import actions
from banshi.core.matters.models import Matter
from support.ledger import on, walk

pytestmark = pytest.mark.django_db
BEGAN = datetime(2021, 3, 1, tzinfo=UTC)


def step(app, name, floor="base"):
    """The functions of a migration."""
    return import_module(f"banshi.{floor}.{app}.migrations.{name}")


def test_a_password_of_unknown_age_is_as_old_as_its_account():
    changed = BEGAN + timedelta(days=9)
    old = Account.objects.create(login="old", created_at=BEGAN, password_at=None)
    known = Account.objects.create(login="known", created_at=BEGAN, password_at=changed)
    step("zones", "0004_password_age_known").as_old_as_the_account(apps, None)
    old.refresh_from_db()
    known.refresh_from_db()
    assert (old.password_at, known.password_at) == (BEGAN, changed)


def test_sessions_of_the_old_table_end():
    Session.objects.create(session_key="k" * 32, session_data="", expire_date=BEGAN)
    step("signin", "0003_old_sessions_end").forget(apps, None)
    assert not Session.objects.exists()


@pytest.mark.parametrize(
    ("path", "query", "after"),
    [
        ("/matters/", "group=open&sort=due_on", "group=open&nature=all&sort=due_on"),
        ("/zone/matters/key/", "unit=a", "nature=all&unit=a"),
        ("/matters/closure/", "kind=rectification", "kind=rectification"),
        ("/matters/responsibility/", "nature=need", "nature=need"),
        ("/matters/claimed/", "raiser=office", "raiser=office"),
        ("/places/", "kind=site", "kind=site"),
        ("/matters/", "unit=" + "a" * 490, "unit=" + "a" * 490),
    ],
)
def test_a_view_of_a_list_goes_on_showing_every_nature(world, path, query, after):
    view = SavedView.objects.create(
        zone=world.zone,
        subject=subjects.open_subject(world.zone, "saved_view", path),
        account_id=world.accounts["clerk"].pk,
        path=path,
        name="待办",
        query=query,
        created_at=BEGAN,
    )
    step("matters", "0006_lists_by_nature", "core").every_nature(apps, None)
    view.refresh_from_db()
    assert view.query == after


def test_the_day_of_another_category_comes_from_the_history(world):
    """The last entry that gave another one counts, not the last that put something right."""
    with on(5, 18) as at:
        twice, never = walk(world, at), walk(world, at)
        assert twice.receive().category == never.receive().category == "roads"
    for day, category in ((19, "living"), (20, "roads"), (21, "roads")):
        for row in (twice, never):
            found = row.again()
            with on(5, day) as at:
                actions.amend_matter(
                    actor=world.actor("clerk"), matter=found, title=f"{day}日改", now=at,
                    category=category if row is twice else found.category,
                )  # fmt: skip
    Matter.objects.update(recategorised_on=None)
    step("matters", "0009_of_category", "core").recategorised(apps, None)
    assert (str(twice.again().recategorised_on), never.again().recategorised_on) == ("2021-05-20", None)


@pytest.mark.parametrize(
    ("name", "floor", "app", "model", "link"),
    [
        ("0009_of_category", "core", "matters", "matter", "collector"),
        ("0009_of_category", "core", "matters", "matterperiod", "verifier"),
        ("0004_no_index_of_one_link", "core", "access", "involvement", "unit"),
    ],
)
def test_an_index_of_one_link_goes_and_all_others_stay(name, floor, app, model, link):
    table = apps.get_model(app, model)
    column = table._meta.get_field(link).column

    def known():
        with connection.cursor() as cursor:
            return set(connection.introspection.get_constraints(cursor, table._meta.db_table))

    before, steps = known(), step(app, name, floor).Migration.operations
    index = f"{table._meta.db_table}_{column}_0123abcd"
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE INDEX {index} ON {table._meta.db_table} ({column})")
    assert known() == before | {index}
    for one in steps:
        if getattr(one, "code", None) and one.code.__name__ == "drop":
            one.code(apps, connection.schema_editor(atomic=False))
    assert known() == before
