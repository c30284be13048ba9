"""Old rows in, migrated rows checked: in an empty database that goes no further than the migrations asked about."""

import pytest

from base.care.conftest import Own, databases

__all__ = ["databases"]
STEPS = """
from datetime import UTC, datetime
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

def to(*targets):
    MigrationExecutor(connection).migrate(list(targets))
    return MigrationExecutor(connection).loader.project_state(list(targets)).apps
OPENED, KNOWN = datetime(2025, 3, 1, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC)
"""
PASSWORDS = """
Account = to(("zones", "0003_account_password_at")).get_model("zones", "Account")
Account.objects.create(login="of-old", password="x", created_at=OPENED)
Account.objects.create(login="known", password="x", created_at=OPENED, password_at=KNOWN)
Account = to(("zones", "0004_password_age_known")).get_model("zones", "Account")
assert dict(Account.objects.values_list("login", "password_at")) == {"of-old": OPENED, "known": KNOWN}
print("well")
"""
SESSIONS = """
before = to(("signin", "0002_sessions_factors_events"), ("sessions", "0001_initial"))
Session = before.get_model("sessions", "Session")
Session.objects.create(session_key="k", session_data="d", expire_date=OPENED)
to(("signin", "0003_old_sessions_end"))
assert not Session.objects.exists()
print("well")
"""


@pytest.fixture
def early(tmp_path, databases):
    """An empty database of its own."""
    return Own(tmp_path, databases() if databases else "")


@pytest.mark.parametrize("walk", [PASSWORDS, SESSIONS], ids=["passwords", "sessions"])
def test_old_rows_are_brought_along(early, walk):
    done = early.python(STEPS + walk)
    assert (done.returncode, done.stdout) == (0, "well\n"), done.stderr
