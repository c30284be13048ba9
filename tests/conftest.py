"""What every test shares: a fixed clock, a small zone, and fences that only the flush may lift."""

import os

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
    """A small zone with one person per role."""
    from support.zone import build

    return build()
