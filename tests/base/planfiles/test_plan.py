"""``./banshi plan``: words, files, what is printed and the exit codes."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from banshi.base.planfiles import plan, reading
from banshi.launcher import cli, environment

TINY = Path(__file__).parents[2] / "kernel" / "planning" / "search" / "tiny.sm"
FIELDS = ["makespan", "lower_bound", "optimal", "schedules", "seconds", "starts"]


@pytest.fixture(autouse=True)
def compiled_before(monkeypatch):
    """What a fresh checkout says of compiling has a test of its own."""
    monkeypatch.setattr(plan, "is_compiled", lambda: True)


def test_solve_prints_one_json_object(capsys):
    assert plan.main(["solve", str(TINY), "--schedules", "200", "--json"]) == 0
    row = json.loads(capsys.readouterr().out)
    assert list(row) == FIELDS
    assert row["makespan"] == row["lower_bound"] == 7
    assert row["optimal"] is True
    assert len(row["starts"]) == 6
    assert row["starts"][0] == 0
    assert row["starts"][-1] == 7


def test_a_reader_that_has_read_enough_is_no_fault():
    reading, writing = os.pipe()
    os.close(reading)
    command = [sys.executable, "-m", "banshi.base.planfiles.plan", "solve", str(TINY), "--schedules", "50"]
    try:
        done = subprocess.run(command, stdout=writing, stderr=subprocess.PIPE, text=True, check=False)
    finally:
        os.close(writing)
    assert done.returncode == 141
    assert "Traceback" not in done.stderr
    assert "BrokenPipe" not in done.stderr


def test_solve_prints_a_line_a_field(capsys):
    assert plan.main(["solve", str(TINY), "--seconds", "0.2", "--workers", "1", "--seed", "3"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split(":")[0] for line in lines] == FIELDS
    assert lines[0] == "makespan: 7"
    assert lines[2] == "optimal: yes"


def test_modes_are_printed_where_there_is_a_choice(capsys):
    assert plan.main(["solve", str(TINY.with_suffix(".mm")), "--schedules", "200", "--json"]) == 0
    row = json.loads(capsys.readouterr().out)
    assert list(row)[:6] == FIELDS
    assert len(row["modes"]) == 5
    assert min(row["modes"]) == 1


def test_bench_compares_with_the_best_known(capsys, tmp_path):
    (tmp_path / "a.sm").write_bytes(TINY.read_bytes())
    (tmp_path / "b.sm").write_bytes(TINY.read_bytes())
    (tmp_path / "notes.txt").write_text("not a project")
    best = tmp_path / "best.csv"
    best.write_text("set,instance,best_makespan\nmade,a,7\nmade,other,3\n")
    assert plan.main(["bench", str(tmp_path), "--best", str(best), "--schedules", "100", "--json"]) == 0
    *rows, total = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [row["instance"] for row in rows] == ["a", "b"]
    assert rows[1]["best"] is None
    assert (total["projects"], total["compared"], total["at_best_known"], total["wrong"]) == (2, 1, 1, 0)
    assert total["gap_percent"] == 0


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["solve", "missing.sm"], "cannot be read"),
        (["solve", "plan.xyz"], "must end in one of"),
        (["bench", "missing", "--best", "missing.csv"], "cannot be read"),
    ],
)
def test_files_that_cannot_be_used(capsys, words, says):
    assert plan.main(words) == 2
    told = capsys.readouterr().err
    assert says in told
    assert told.count("\n") == 1


def test_a_broken_project_is_one_line_with_its_place(capsys, tmp_path):
    bad = tmp_path / "bad.sm"
    bad.write_text(TINY.read_text().replace("  2      1     3       2    0", "  2      1     3       9    x"))
    assert plan.main(["solve", str(bad)]) == 2
    assert (
        capsys.readouterr().err == "banshi plan: Line 30: 'x' is not a whole number of at most nine digits\n"
    )


@pytest.mark.parametrize(
    "content", [b"\xff\xfe\x00", b"instance,best\na,1\n", b"instance,best_makespan\na,x\n"]
)
def test_a_table_of_best_known_that_cannot_be_used(capsys, tmp_path, content):
    (tmp_path / "best.csv").write_bytes(content)
    assert plan.main(["bench", str(TINY.parent), "--best", str(tmp_path / "best.csv")]) == 2
    assert "best.csv" in capsys.readouterr().err


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["solve"],
        ["unknown"],
        ["solve", str(TINY), "--seconds", "nan"],
        ["solve", str(TINY), "--seconds", "-1"],
        ["solve", str(TINY), "--schedules", "0"],
        ["solve", str(TINY), "--schedules", "1e6"],
        ["solve", str(TINY), "--workers", "0"],
        ["solve", str(TINY), "--workers", "99999999999999999999"],
        ["bench", str(TINY.parent)],
    ],
)
def test_words_that_cannot_be(words, capsys):
    with pytest.raises(SystemExit) as ended:
        plan.main(words)
    assert ended.value.code == 2
    assert "usage" in capsys.readouterr().err


def test_every_command_has_its_help():
    for name, module in plan.found().items():
        assert module.HELP, name
        with pytest.raises(SystemExit) as ended:
            plan.main([name, "-h"])
        assert ended.value.code == 0


def test_files_of_any_size_are_not_swallowed(monkeypatch, tmp_path):
    monkeypatch.setattr(reading, "MOST_BYTES", 10)
    large = tmp_path / "large.sm"
    large.write_text("x" * 11)
    with pytest.raises(reading.Refusal, match="larger"):
        reading.read(large)


def test_plan_needs_the_environment_only_and_keeps_the_callers_folder(monkeypatch, tmp_path):
    prepared, started = [], []
    monkeypatch.setattr(environment, "ensure", lambda tree, dev: prepared.append(dev))
    monkeypatch.setattr(cli, "openly", lambda command, cwd, env: started.append((command, cwd)) or 1)
    monkeypatch.chdir(tmp_path)
    tree = cli.here()
    assert cli.dispatch(tree, ["plan", "solve", "a.sm", "--json"]) == 1
    ((command, cwd),) = started
    assert prepared == [False]
    assert command[-4:] == ["banshi.base.planfiles.plan", "solve", "a.sm", "--json"]
    assert cwd == Path(tmp_path)
    assert "plan" in cli.overview()


def test_compile_makes_ready(capsys):
    assert plan.main(["compile"]) == 0
    assert capsys.readouterr().out.startswith("ready after")


def test_the_first_command_after_an_installation_says_why_it_takes_long(monkeypatch, capsys):
    words = ["solve", str(TINY), "--schedules", "50"]
    monkeypatch.setattr(plan, "is_compiled", lambda: False)
    assert plan.main(words) == 0
    assert "plan compile does it beforehand" in capsys.readouterr().err
    monkeypatch.setattr(plan, "is_compiled", lambda: True)
    assert plan.main(words) == 0
    assert capsys.readouterr().err == ""
