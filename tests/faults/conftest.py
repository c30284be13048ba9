"""A database in a file (or a real server), threads and processes on it, and a matter ready to close."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.db import connection

HERE = Path(__file__).parent
FULL = bool(os.environ.get("BANSHI_FAULTS_FULL"))
"""``./banshi test --only faults --full``: as often and as long as the figures ask for."""

PATIENCE_S = 180
"""How long is waited for what must come: nothing is timed by it."""


def pytest_collection_modifyitems(items):
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.faults)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(tmp_path_factory):
    """SQLite lies in a file here: several processes and threads have to meet on it."""
    one = django_settings.DATABASES["default"]
    if "sqlite3" in one["ENGINE"]:
        name = str(tmp_path_factory.mktemp("faults") / "banshi.sqlite3")
        one.setdefault("TEST", {})["NAME"] = name
        from django.db import connections

        connections["default"].settings_dict["TEST"]["NAME"] = name


@pytest.fixture
def ready(transactional_db, fixed_clock):
    """A world and matters that only wait to be closed out."""
    from support.matters import Walk
    from support.zone import build

    world = build()

    def make(count=1):
        walks = []
        for _number in range(count):
            walk = Walk(world, fixed_clock)
            walk.verified()
            walk.answer()
            walks.append(walk)
        return walks

    make.world = world
    return make


@pytest.fixture
def other_process(tmp_path, settings):
    """Start ``worker.py`` on the same database; ``told`` is what it reads as JSON."""
    running = []

    def start(act, env=None, **told):
        one = connection.settings_dict
        told |= {
            "act": act,
            "database": told.pop("database", str(one["NAME"])),
            "vault_key": str(settings.VAULT_KEY_FILE),
            "secret": settings.SECRET_KEY,
        }
        env = os.environ | {"BANSHI_VAR": str(tmp_path / "var")} | (env or {})
        process = subprocess.Popen(
            [sys.executable, str(HERE / "worker.py"), json.dumps(told)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=env,
            cwd=HERE.parent.parent,
            start_new_session=True,
        )
        running.append(process)
        return process

    yield start
    for process in running:
        if process.poll() is None:
            process.kill()
        process.wait()
