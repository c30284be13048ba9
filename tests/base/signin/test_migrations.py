"""Old rows in, migrated rows checked."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from banshi.base.history import fences

OPENED = datetime(2025, 3, 1, tzinfo=UTC)


@pytest.fixture
def back_to(transactional_db):
    """``back_to(("app", "0001"), …)`` gives the models of that day; everything comes forward again at the end."""

    def go(*targets):
        executor = MigrationExecutor(connection)
        executor.migrate(list(targets))
        return MigrationExecutor(connection).loader.project_state(list(targets)).apps

    fences.lift()
    yield go
    forward()
    fences.install()


def forward():
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())


def test_a_password_is_as_old_as_its_account(back_to):
    old = back_to(("zones", "0003_account_password_at"))
    old.get_model("zones", "Account").objects.create(login="of-old", password="x", created_at=OPENED)
    known = datetime(2026, 1, 1, tzinfo=UTC)
    old.get_model("zones", "Account").objects.create(
        login="known", password="x", created_at=OPENED, password_at=known
    )
    forward()
    from banshi.base.zones.models import Account

    assert dict(Account.objects.values_list("login", "password_at")) == {"of-old": OPENED, "known": known}


def test_sessions_of_the_old_table_end(back_to):
    old = back_to(("signin", "0002_sessions_factors_events"), ("sessions", "0001_initial"))
    old.get_model("sessions", "Session").objects.create(session_key="k", session_data="d", expire_date=OPENED)
    forward()
    from django.contrib.sessions.models import Session

    assert not Session.objects.exists()
