"""The room can be taken out: its folder and its two lines gone, the rest runs."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

from banshi.launcher.tree import here

pytestmark = pytest.mark.skipif(
    connection.vendor != "sqlite", reason="a process of its own, on SQLite in every run of the tests"
)
TREE = here()
WALK = """
import django
django.setup()
from django.core.management import call_command
from django.conf import settings
from django.test import Client, override_settings
from banshi.base.zones import clock
from support.zone import NOW, build
from support.matters import Walk

plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
override_settings(STORAGES=settings.STORAGES | {"staticfiles": plain}).enable()
call_command("check")
call_command("migrate", verbosity=0)
with clock.fixed(NOW):
    world = build()
    walk = Walk(world, NOW)
    walk.close()
    client = Client(headers={"host": "localhost"})
    client.force_login(world.accounts["clerk"])
    for address in ("/", "/matters/", "/matters/closure/", "/matters/key/", "/figures/",
                    f"/matters/{walk.matter.subject.uid}/"):
        answer = client.get(address)
        assert answer.status_code == 200, (address, answer.status_code)
        assert b"/supervision/" not in answer.content, address
print("runs")
"""


def without(file: Path, word: str) -> None:
    """Take out the lines that name the room."""
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [line for line in lines if word not in line]
    assert len(kept) == len(lines) - 1
    file.write_text("".join(kept), encoding="utf-8")


def test_the_rest_runs_without_it(tmp_path):
    source = tmp_path / "src" / "banshi"
    shutil.copytree(TREE.src / "banshi", source, ignore=shutil.ignore_patterns("supervision"))
    without(source / "conf" / "settings.py", "banshi.core.supervision")
    without(source / "conf" / "urls.py", "banshi.core.supervision")
    env = {name: value for name, value in os.environ.items() if not name.startswith("BANSHI_")} | {
        "PYTHONPATH": f"{tmp_path / 'src'}:{TREE.root / 'tests'}",
        "BANSHI_VAR": str(tmp_path / "var"),
        "DJANGO_SETTINGS_MODULE": "banshi.conf.settings",
    }
    (tmp_path / "var").mkdir()
    command = [sys.executable, "-c", WALK]
    done = subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    assert done.stdout.strip().endswith("runs")
