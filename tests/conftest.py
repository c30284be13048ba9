"""What every test shares: a fixed clock, a small zone, and fences that only the flush may lift."""

import os
import time

import pytest
from django.test import TransactionTestCase

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")


def pytest_configure(config):
    """Chinese is what pages are read in: have the catalogues compiled, once, before any worker begins."""
    if not hasattr(config, "workerinput"):
        from banshi.conf import catalogues

        catalogues.compile_all()


def _without_django(request) -> bool:
    """The kernel and the launcher know nothing of Django, nor do their tests."""
    return bool({"kernel", "launcher"} & set(request.path.parts))


@pytest.fixture(autouse=True)
def _fresh_caches(request):
    """Rows of one test come back under the same keys in the next: forget what was cached by key."""
    if _without_django(request):
        return
    from banshi.base.presets import queries as presets
    from banshi.core.access import policy
    from banshi.core.org.queries.known import forget

    presets._all.cache_clear()
    policy._standing.cache_clear()
    forget()


@pytest.fixture(autouse=True)
def _var(request, tmp_path):
    """Files and keys of a test lie in its own folder."""
    if _without_django(request):
        return
    settings = request.getfixturevalue("settings")
    settings.FILES_ROOT = tmp_path / "files"
    settings.VAULT_KEY_FILE = tmp_path / "vault.key"
    settings.LOG_KEYS = tmp_path / "keys"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }


@pytest.fixture(autouse=True, scope="session")
def _flush_lifts_fences():
    """The flush of a transactional test is the one act that may empty append-only tables."""
    teardown = TransactionTestCase._fixture_teardown

    def lifted(self):
        from banshi.base.history import fences

        fences.lift()
        try:
            teardown(self)
        finally:
            fences.install()

    TransactionTestCase._fixture_teardown = lifted
    yield
    TransactionTestCase._fixture_teardown = teardown


@pytest.fixture(scope="session")
def playwright(playwright):
    """While the loop of Playwright runs in a thread, Django gives that thread other connections than before.

    Those are closed before the loop ends: afterwards nobody finds them, and the database cannot be dropped.
    """
    from django.db import connections

    yield playwright
    connections.close_all()


@pytest.fixture(autouse=True, scope="session")
def _nobody_is_left_on_the_test_database():
    """PostgreSQL waits five seconds for sessions that are going, which is short on a machine with much to do.

    Whoever is still there after half a minute was left behind by a test: what it asked last is told.
    """
    from django.db.backends.base.creation import BaseDatabaseCreation

    destroy = BaseDatabaseCreation._destroy_test_db

    def patient(self, name, verbosity):
        if self.connection.vendor == "postgresql":
            left = _left_on(self, name)
            assert not left, f"sessions were left open on {name}: {left}"
        destroy(self, name, verbosity)

    BaseDatabaseCreation._destroy_test_db = patient
    yield
    BaseDatabaseCreation._destroy_test_db = destroy


def _left_on(creation, name, patience_s=30.0):
    """State and last statement of every other session on the database, once those that are going are gone."""
    asked = (
        "SELECT state, left(query, 200) FROM pg_stat_activity WHERE datname = %s AND pid <> pg_backend_pid()"
    )
    asked += " AND backend_type = 'client backend'"
    until = time.monotonic() + patience_s
    with creation._nodb_cursor() as cursor:
        while True:
            cursor.execute(asked, [name])
            left = cursor.fetchall()
            if not left or time.monotonic() > until:
                return left
            time.sleep(0.1)


@pytest.fixture
def now():
    """Monday 17 May 2021, 09:00 in the zone."""
    from support.zone import NOW

    return NOW


@pytest.fixture
def fixed_clock(now):
    """The process clock stands at ``now``."""
    from banshi.base.zones import clock

    with clock.fixed(now):
        yield now


@pytest.fixture
def world(db, fixed_clock):
    """A small zone with one person per role: built once in a process, put back row by row in later tests."""
    from support.kept import once
    from support.zone import build

    return once(("zone", fixed_clock), build)
