"""The benchmark itself: it fills, serves, asks and prints; small numbers say nothing about speed."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

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


def test_chains_of_the_filled_ledger_hold(done):
    folder, _run = done
    code = (
        "import django; django.setup()\n"
        "from banshi.base.history import verify\n"
        "tally = verify.Tally()\n"
        "assert not list(verify.walk(tally))\n"
        "assert tally.entries > 150\n"
    )
    settings = {"BANSHI_VAR": str(folder), "BANSHI_DATABASE_URL": "", "PYTHONPATH": str(ROOT / "src")}
    settings["DJANGO_SETTINGS_MODULE"] = "banshi.conf.settings"
    walked = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, **settings},
        capture_output=True,
        text=True,
        check=False,
    )
    assert walked.returncode == 0, walked.stderr[-2000:]


def test_a_ledger_in_use_is_left_alone(done):
    folder, _run = done
    again = bench(folder, "--rows", "30", "--requests", "3", "--warm-up", "1")
    assert again.returncode != 0
    assert "holds a zone" in again.stderr
