"""A Banshi of its own in a folder (or on the test server): founded, with a file and sealed words in it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings as django_settings

ROOT = Path(__file__).resolve().parents[3]
ON_POSTGRES = "postgresql" in django_settings.DATABASES["default"]["ENGINE"]


class Own:
    """A data folder and a database of its own, worked on in processes of its own, as an operator does."""

    def __init__(self, var: Path, url: str = ""):
        self.var, self.url = var, url

    def manage(self, *words, **env):
        """One management command; returns the finished process."""
        return self._run(["-m", "banshi.conf.manage", *map(str, words)], env)

    def python(self, text, **env):
        """A piece of Python with Django set up."""
        return self._run(["-c", f"import django; django.setup()\n{text}"], env)

    def _run(self, words, env):
        clean = {name: value for name, value in os.environ.items() if not name.startswith("BANSHI_")}
        told = clean | {
            "BANSHI_VAR": str(self.var),
            "BANSHI_DATABASE_URL": self.url,
            "DJANGO_SETTINGS_MODULE": "banshi.conf.settings",
            "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT / 'tests'}",
        }
        return subprocess.run(
            [sys.executable, *words], env=told | env, cwd=ROOT, capture_output=True, text=True, check=False
        )

    def well(self, *words, **env):
        """One management command that must go well; returns what it said."""
        done = self.manage(*words, **env)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def refused(self, *words, **env):
        """One management command that must be refused; returns its one line."""
        done = self.manage(*words, **env)
        assert done.returncode == 1, done.stdout
        assert "Traceback" not in done.stderr, done.stderr
        lines = done.stderr.strip().splitlines()
        assert len(lines) == 1, lines
        assert lines[0].startswith("banshi: ")
        return lines[0]


FOUND = """
from io import BytesIO
from banshi.base.prooflog.background import Runner
from banshi.base.zones import clock
from banshi.core.matters import actions
from django.core.files.uploadedfile import SimpleUploadedFile
from support.zone import NOW, build
from support.matters import Walk
with clock.fixed(NOW):
    world = build()
    one, two = Walk(world, NOW), Walk(world, NOW)
    one.close()
    two.sign()
    paper = SimpleUploadedFile("a.pdf", b"%PDF-1.4\\n1 0 obj<<>>endobj\\ntrailer<<>>\\n%%EOF\\n", "application/pdf")
    actions.attach_evidence(actor=world.actor("builder"), matter=two.matter, kind="paper",
                            dated_on=NOW.date(), upload=paper, now=NOW)
    Runner().once()
    print(one.matter.subject.uid, two.matter.subject.uid)
"""


@pytest.fixture(scope="module")
def databases():
    """Makes empty databases on the test server, and takes them away at the end; nothing on SQLite."""
    if not ON_POSTGRES:
        yield None
        return
    import psycopg

    from banshi.base.care.drill import _url

    one = django_settings.DATABASES["default"]
    base = {"host": one["HOST"], "user": one["USER"]}
    made = []

    def make():
        name = f"care_{os.getpid()}_{len(made)}"
        with psycopg.connect(**base, dbname="postgres", autocommit=True) as conn:
            conn.execute(f"CREATE DATABASE {name} TEMPLATE template0")
        made.append(name)
        return _url(base | {"dbname": name})

    yield make
    with psycopg.connect(**base, dbname="postgres", autocommit=True) as conn:
        for name in made:
            conn.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


@pytest.fixture(scope="module")
def own(tmp_path_factory, databases):
    """Two matters, one closed and one with a paper."""
    made = Own(tmp_path_factory.mktemp("own") / "var", databases() if databases else "")
    made.var.mkdir()
    made.well("migrate", "-v0")
    done = made.python(FOUND)
    assert done.returncode == 0, done.stderr
    made.closed, made.open = done.stdout.split()
    return made


@pytest.fixture
def empty(tmp_path, databases):
    """The words by which a copy goes on an empty place, and that place."""

    def make(name="copy"):
        if databases is None:
            return ["--to", tmp_path / name], Own(tmp_path / name)
        url = databases()
        return ["--to", url, "--files", tmp_path / name], Own(tmp_path / name, url)

    return make
