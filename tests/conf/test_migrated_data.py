"""Each migration that touches data: old rows in, migrated rows checked."""

from datetime import UTC, datetime, timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session

from banshi.base.tables.models import SavedView
from banshi.base.zones import subjects
from banshi.base.zones.models import Account

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
