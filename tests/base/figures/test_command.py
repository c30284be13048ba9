"""``./banshi replay``: all statements, as a table or as JSON, and an exit code that a job can read."""

import json

import pytest
from django.core.management import CommandError, call_command

from support.ledger import on, walk
from support.zone import build

FIELDS = [
    "id", "statement", "status", "value", "unit", "qualifier", "numerator", "denominator", "as_of", "records",
]  # fmt: skip


def replay(capsys, *words):
    try:
        call_command("replay", *words)
        code = 0
    except SystemExit as stop:
        code = stop.code
    return code, capsys.readouterr().out


def test_an_empty_zone_has_everything_open(world, capsys):
    code, out = replay(capsys, "--json")
    rows = json.loads(out)
    assert (code, len(rows)) == (0, 67)
    assert {row["status"] for row in rows} == {"open"}
    assert all(list(row) == FIELDS for row in rows)


def test_a_count_that_differs_ends_with_one(world, now, capsys):
    matter = walk(world, now).register()
    with on(6, 17):
        code, out = replay(capsys, "--json")
        row = next(row for row in json.loads(out) if row["id"] == "A21")
    assert code == 1
    assert row | {"statement": ""} == {
        "id": "A21", "statement": "", "status": "differs", "value": 1, "unit": "件", "qualifier": "exact",
        "numerator": None, "denominator": None, "as_of": "2021-05-31", "records": [str(matter.subject.uid)],
    }  # fmt: skip
    assert "52项" in row["statement"]
    assert row["statement"].endswith("收集 1 件")


def test_the_table_ends_with_the_counts_and_says_that_it_is_a_demonstration(world, now, capsys):
    walk(world, now).register()
    _code, out = replay(capsys, "--as-of", "2021-05-17")
    lines = out.splitlines()
    assert "演示数据" in lines[0]
    assert lines[-1].startswith("67 statements: ")
    assert sum(line.startswith("A") for line in lines) == 67


@pytest.mark.parametrize("day", ["yesterday", "2021-13-01", "2021-05-18"])
def test_a_day_that_cannot_be(world, day):
    with pytest.raises(CommandError, match="2021-05-17"):
        call_command("replay", "--as-of", day)


def test_which_zone(world, capsys):
    with pytest.raises(CommandError, match="no zone elsewhere"):
        call_command("replay", "--zone", "elsewhere")
    build("other")
    with pytest.raises(CommandError, match="say which zone"):
        call_command("replay")
    assert replay(capsys, "--zone", "other")[0] == 0


def test_without_a_zone(db):
    with pytest.raises(CommandError, match="no zone yet"):
        call_command("replay")
