"""The benchmark itself: it fills, serves, asks and prints; small numbers say nothing about speed."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

pytestmark = pytest.mark.skipif(
    connection.vendor != "sqlite", reason="the bench runs by itself, on SQLite in every run of the tests"
)
ROOT = Path(__file__).resolve().parents[2]
KEYS = {"operation", "rows", "median_ms", "p95_ms", "server_cpu_ms", "queries", "yardstick_ms"}
OPERATIONS = ["list", "list_as_of", "detail", "create", "close", "search", "intake"]


def bench(folder: Path, *words: str) -> subprocess.CompletedProcess:
    """The command as ``./banshi bench`` runs it: a process of its own, an empty data folder, SQLite."""
    settings = {
        "BANSHI_VAR": str(folder),
        "BANSHI_DATABASE_URL": "",
        "DJANGO_SETTINGS_MODULE": "banshi.conf.settings",
        "PYTHONPATH": str(ROOT / "src"),
    }
    command = [sys.executable, "-m", "banshi.conf.manage", "bench", "web", *words]
    return subprocess.run(
        command, env={**os.environ, **settings}, capture_output=True, text=True, check=False, timeout=300
    )


@pytest.fixture(scope="module")
def done(tmp_path_factory) -> tuple[Path, subprocess.CompletedProcess]:
    folder = tmp_path_factory.mktemp("bench")
    sizes = ("--rows", "30", "--requests", "3", "--warm-up", "1")
    return folder, bench(folder, "--json", "--engine", "sqlite", *sizes)


def test_one_object_per_operation(done):
    _folder, run = done
    assert run.returncode == 0, run.stderr[-2000:]
    *found, memory = [json.loads(line) for line in run.stdout.splitlines()]
    assert [row["operation"] for row in found] == OPERATIONS
    assert memory["operation"] == "memory"
    assert 0 < memory["idle_mb"] <= memory["after_mb"]
    assert all(set(row) == KEYS and row["rows"] == 30 for row in found)
    assert all(row["median_ms"] > 0 and row["p95_ms"] >= row["median_ms"] for row in found)
    assert found[0]["queries"] <= 12
    assert all(row["queries"] > 0 for row in found)


def python(folder: Path, code: str, *words: str) -> subprocess.CompletedProcess:
    """Some lines in a process of its own that has the folder's settings."""
    settings = {"BANSHI_VAR": str(folder), "BANSHI_DATABASE_URL": "", "PYTHONPATH": str(ROOT / "src")}
    settings["DJANGO_SETTINGS_MODULE"] = "banshi.conf.settings"
    return subprocess.run(
        [sys.executable, "-c", f"import sys, django\ndjango.setup()\n{code}", *words],
        env={**os.environ, **settings},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


def test_chains_of_the_filled_ledger_hold(done):
    folder, _run = done
    code = (
        "from banshi.base.history import verify\n"
        "tally = verify.Tally()\n"
        "assert not list(verify.walk(tally))\n"
        "assert tally.entries > 150\n"
    )
    walked = python(folder, code)
    assert walked.returncode == 0, walked.stderr[-2000:]


def test_a_kept_ledger_goes_on_where_it_was_cut_off_and_is_used_again(tmp_path):
    sizes = ("--rows", "4500", "--prepared", "8", "--requests", "3", "--warm-up", "1", "--json", "--keep")
    cut = (
        "from banshi.conf.benchmarks import ledger\n"
        "real = ledger.Ledger.take\n"
        "def take(self, part):\n"
        "    if self.numbers.total() > 2000: raise SystemExit(9)\n"
        "    real(self, part)\n"
        "ledger.Ledger.take = take\n"
        "from django.core.management import call_command\n"
        "call_command('bench', 'web', *sys.argv[1:])\n"
    )
    assert python(tmp_path, cut, *sizes).returncode == 9
    assert not json.loads((tmp_path / "bench.json").read_text())["whole"]
    indexes = (
        "from django.db import connection\n"
        "print(len(connection.cursor().execute(\"SELECT 1 FROM sqlite_master WHERE type = 'index'\").fetchall()))"
    )
    missing = int(python(tmp_path, indexes).stdout)
    filled = bench(tmp_path, *sizes, "--fill-only")
    assert filled.returncode == 0, filled.stderr[-2000:]
    assert "4,500 of 4,500" in filled.stderr
    assert int(python(tmp_path, indexes).stdout) > missing + 10
    for _run in range(2):
        run = bench(tmp_path, *sizes, "--only", "close", "--only", "create")
        assert run.returncode == 0, run.stderr[-2000:]
        assert "matters written" not in run.stderr
    sound = python(tmp_path, "from django.core.management import call_command\ncall_command('verify')")
    assert sound.returncode == 0, sound.stdout


def test_a_ledger_in_use_is_left_alone(done):
    folder, _run = done
    again = bench(folder, "--rows", "30", "--requests", "3", "--warm-up", "1")
    assert again.returncode != 0
    assert "holds a zone" in again.stderr
