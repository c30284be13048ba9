"""The stock is built once for a module, in one transaction that is taken back at its end."""

import pytest
from django.db import connection, transaction
from django.test import override_settings

from conf import stock as stocks
from support.zone import NOW


@pytest.fixture(scope="module")
def held(django_db_setup, django_db_blocker, tmp_path_factory):
    """The database, the files and the clock of a module; gives the settings that hold in it."""
    from banshi.base.presets import queries as presets
    from banshi.base.zones import clock
    from banshi.core.access import policy

    root = tmp_path_factory.mktemp("stock")
    kept = {
        "FILES_ROOT": root / "files",
        "VAULT_KEY_FILE": root / "vault.key",
        "LOG_KEYS": root / "keys",
        "PASSWORD_HASHERS": ["django.contrib.auth.hashers.MD5PasswordHasher"],
    }
    presets._all.cache_clear()
    policy._standing.cache_clear()
    patch = pytest.MonkeyPatch()
    with django_db_blocker.unblock(), override_settings(**kept), clock.fixed(NOW), transaction.atomic():
        # The module's transaction may lie idle while others have the cores.
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
        # An answer that is closed lets go of the connection, and the stock with it.
        patch.setattr(connection, "close_if_unusable_or_obsolete", lambda: None)
        yield kept
        patch.undo()
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def stock(held):
    """One of everything."""
    return stocks.make()


@pytest.fixture
def _django_db_helper(held):
    """What one test writes is taken back before the next; the module's stock stays."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _no_press(monkeypatch):
    """Who gets a paper is asked here; what is on it, and how long it takes, elsewhere."""
    monkeypatch.setattr("banshi.base.papers.pdf.pressed", lambda html: b"%PDF-1.7")


@pytest.fixture(autouse=True)
def _at_home(held, _var, _fresh_caches, _django_db_helper, settings):
    """Each test finds the files where the module put them."""
    for name, value in held.items():
        setattr(settings, name, value)
