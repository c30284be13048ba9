"""With the line of the programmes taken out of the settings all else runs, on an empty base and on a lived-in one.

In full (``BANSHI_FULL=1``, ``./banshi test --full``) the matrix, the budgets and the tests of the core run so too.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

pytestmark = pytest.mark.skipif(
    connection.vendor != "sqlite", reason="processes of their own, on SQLite in every run of the tests"
)
TESTS = Path(__file__).parents[1]
FULL = bool(os.environ.get("BANSHI_FULL") or os.environ.get("BANSHI_FAULTS_FULL"))
WITH, WITHOUT = "banshi.conf.settings", "support.without"


def run(command: list[str], var: Path, config: str) -> subprocess.CompletedProcess[str]:
    env = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join((str(TESTS.parent / "src"), str(TESTS))),
        "DJANGO_SETTINGS_MODULE": config,
        "BANSHI_VAR": str(var),
    }
    env.pop("BANSHI_DATABASE_URL", None)
    return subprocess.run(
        [sys.executable, *command],
        cwd=TESTS.parent,
        env=env,
        capture_output=True,
        text=True,
        check=False,
        timeout=1500,
    )


def house(act: str, var: Path, config: str) -> None:
    done = run(["-m", "support.house", act], var, config)
    assert done.returncode == 0, f"{act} under {config}:\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}"


def test_nothing_outside_a_programme_names_it():
    """But for its line in the settings: the files of the house and the central tests go on without it."""
    for name in settings.PROGRAMMES:
        label = name.rpartition(".")[2]
        found = [
            str(path.relative_to(TESTS.parent))
            for root in (TESTS.parent / "src", TESTS)
            for path in root.rglob("*.py")
            if f"programmes/{label}/" not in path.as_posix()
            and (name in (text := path.read_text(encoding="utf-8")) or f"programmes.{label}" in text)
        ]
        assert found == ["src/banshi/conf/settings.py"]


def test_an_empty_base_without_programmes(tmp_path):
    house("lay", tmp_path, WITHOUT)
    house("walk", tmp_path, WITHOUT)


@pytest.mark.skipif(not settings.PROGRAMMES, reason="there is no programme to take out")
def test_a_base_that_programmes_have_lived_in(tmp_path):
    """Their tables, rules, roles, history and files stay; the rest does not stumble over them."""
    house("lay", tmp_path, WITH)
    house("walk", tmp_path, WITHOUT)


@pytest.mark.skipif(not FULL, reason="in full only: some minutes")
def test_the_central_tables_and_the_core_without_programmes(tmp_path):
    parts = [
        "tests/conf/test_matrix.py",
        "tests/conf/test_budgets.py",
        "tests/core",
        "tests/base/figures",
        "tests/base/api",
    ]
    done = run(["-m", "pytest", f"--ds={WITHOUT}", "-q", *parts], tmp_path, WITHOUT)
    assert done.returncode == 0, done.stdout[-5000:]
