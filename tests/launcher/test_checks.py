"""Counting: a run that broke off has failed, and the last line says so."""

import contextlib
from pathlib import Path

import pytest

from banshi.launcher import checks, machine, postgres
from banshi.launcher.checks import Outcome
from banshi.launcher.say import Trouble
from banshi.launcher.tree import Tree

REPORT = '<testsuites><testsuite tests="10" failures="1" errors="2" skipped="3"/></testsuites>'
CLEAN = '<testsuites><testsuite tests="10" failures="0" errors="0" skipped="3"/></testsuites>'


@pytest.mark.parametrize(
    ("code", "text", "counts"),
    [
        (1, REPORT, (4, 3, 3)),
        (0, CLEAN, (7, 0, 3)),
        (3, CLEAN, (7, 1, 3)),
        (-9, None, (0, 1, 0)),
        (2, "<testsuites><tests", (0, 1, 0)),
        (5, None, (0, 0, 0)),
    ],
)
def test_counts_are_read_from_the_report(
    tmp_path: Path, code: int, text: str | None, counts: tuple[int, int, int]
) -> None:
    report = tmp_path / "report.xml"
    if text is not None:
        report.write_text(text)
    outcome = checks.counted("unit", code, report)
    assert (outcome.passed, outcome.failed, outcome.skipped) == counts


@pytest.mark.parametrize(
    ("outcomes", "line", "code"),
    [
        ([Outcome("unit", passed=5), Outcome("sqlite", passed=6)], "11 passed, 0 failed", 0),
        ([Outcome("unit", passed=5), Outcome("lint", failed=1)], "5 passed, 1 failed", 1),
        ([Outcome("browser", note="left out")], "0 passed, 0 failed", 1),
    ],
)
def test_the_last_line_sums_up(
    capsys: pytest.CaptureFixture[str], outcomes: list[Outcome], line: str, code: int
) -> None:
    assert checks.closing(outcomes) == code
    assert capsys.readouterr().out.splitlines()[-1] == line


def test_the_settings_of_a_running_banshi_do_not_reach_the_tests() -> None:
    env = {"BANSHI_DATABASE_URL": "postgresql://real", "BANSHI_VAR": "/srv", "PATH": "/bin", "CHROMIUM": "/c"}
    assert checks.clean(env) == {"PATH": "/bin", "CHROMIUM": "/c"}


@pytest.mark.parametrize("name", ["CI", "REQUIRE_BROWSER"])
def test_what_is_required_and_missing_fails(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.delenv("CI", raising=False)
    monkeypatch.delenv("REQUIRE_BROWSER", raising=False)
    assert machine.refuse_or_skip("browser", "Chromium is missing") == "left out: Chromium is missing"
    monkeypatch.setenv(name, "true")
    with pytest.raises(Trouble, match="required here"):
        machine.refuse_or_skip("browser", "Chromium is missing")


def test_only_root_installs(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    absent = machine.Need("A thing", lambda: False, "thing", ("browser",))
    monkeypatch.setattr(machine, "NEEDS", (absent,))
    monkeypatch.setattr(machine, "install", asked.extend)
    monkeypatch.setattr(machine.postgres, "is_root", lambda: False)
    assert machine.prepare(["browser"]) == {"browser": "A thing is missing (apt install thing)"}
    assert machine.prepare(["unit"]) == {}
    assert asked == []


@pytest.fixture
def ran(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[tuple[str, dict[str, str]]]:
    """What ``faults`` would run: names and variables."""
    seen: list[tuple[str, dict[str, str]]] = []

    def run(name, setting, folders, *flags, **env):
        seen.append((name, env))
        return Outcome(name, passed=2, failed=int("life" in name), skipped=1)

    @contextlib.contextmanager
    def server(settings):
        assert settings == postgres.SAFE
        yield "postgresql://here"

    monkeypatch.delenv("CI", raising=False)
    monkeypatch.setattr(checks, "pytest", run)
    monkeypatch.setattr(postgres, "server", server)
    monkeypatch.setattr(postgres, "programs", lambda: tmp_path)
    monkeypatch.setattr(machine, "compiler", lambda: True)
    return seen


def setting(tmp_path: Path, *, full: bool) -> checks.Setting:
    return checks.Setting(Tree(tmp_path), {}, full)


def test_faults_run_on_both_engines(ran: list, tmp_path: Path) -> None:
    outcome = checks.faults("faults", setting(tmp_path, full=False))
    assert [name for name, _env in ran] == ["faults-sqlite", "faults-postgres"]
    assert (outcome.passed, outcome.failed, outcome.skipped, outcome.note) == (4, 0, 2, "")
    assert not any("BANSHI_FAULTS_FULL" in env for _name, env in ran)


def test_full_runs_them_often_and_walks_ten_thousand_steps(ran: list, tmp_path: Path) -> None:
    outcome = checks.faults("faults", setting(tmp_path, full=True))
    assert [name for name, _env in ran] == ["faults-sqlite", "faults-postgres", "faults-life"]
    assert all(env["BANSHI_FAULTS_FULL"] == "1" for _name, env in ran[:2])
    life = ran[2][1]
    assert int(life["BANSHI_LIFE_EXAMPLES"]) * int(life["BANSHI_LIFE_STEPS"]) >= 10_000
    assert outcome.failed == 1


def test_what_was_left_out_is_said_and_fails_where_all_is_demanded(
    ran: list, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(machine, "compiler", lambda: False)
    monkeypatch.setattr(postgres, "programs", lambda: None)
    outcome = checks.faults("faults", setting(tmp_path, full=False))
    assert [name for name, _env in ran] == ["faults-sqlite"]
    assert "gcc (power loss)" in outcome.note
    assert "PostgreSQL" in outcome.note
    monkeypatch.setenv("CI", "1")
    with pytest.raises(Trouble, match="gcc"):
        checks.faults("faults", setting(tmp_path, full=False))
