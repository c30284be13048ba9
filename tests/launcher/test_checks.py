"""Counting: a run that broke off has failed, and the last line says so."""

from pathlib import Path

import pytest

from banshi.launcher import checks, machine
from banshi.launcher.checks import Outcome
from banshi.launcher.say import Trouble

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
