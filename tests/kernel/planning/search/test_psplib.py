"""PSPLIB files: what is read, and what is refused."""

import time
from pathlib import Path

import pytest

from banshi.kernel.planning import PlanError
from banshi.kernel.planning.formats.psplib import MAX_TEXT, parse_psplib
from banshi.kernel.planning.search import Choice

HERE = Path(__file__).parent
SM = (HERE / "tiny.sm").read_text()
MM = (HERE / "tiny.mm").read_text()


def test_single_mode():
    project = parse_psplib(SM)
    assert [one[0].days for one in project.choices] == [0, 3, 4, 2, 4, 0]
    assert project.choices[2] == (Choice(4, (2, 1)),)
    assert project.successors == ((1, 2, 3), (4,), (5,), (5,), (5,), ())
    assert project.capacity == (3, 2)
    assert project.stock == ()


def test_several_modes_and_stocks():
    project = parse_psplib(MM)
    assert project.choices[1] == (Choice(2, (2,), (4,)), Choice(5, (1,), (1,)))
    assert len(project.choices[0]) == 1
    assert project.capacity == (2,)
    assert project.stock == (8,)


def test_windows_line_ends():
    assert parse_psplib(SM.replace("\n", "\r\n")) == parse_psplib(SM)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        (SM, "", "does not say how many"),
        (SM, SM[:700], "no section"),
        ("jobs (incl. supersource/sink ):  6", "jobs (incl. supersource/sink ):  999999999", "20,000"),
        ("jobs (incl. supersource/sink ):  6", "jobs (incl. supersource/sink ):  7", "head says 7 jobs"),
        (
            "jobs (incl. supersource/sink ):  6",
            "jobs (incl. supersource/sink ):  5",
            "Job 3 names a successor",
        ),
        ("doubly constrained        :  0", "doubly constrained        :  1", "Doubly"),
        ("   5        1          1           6", "   5        1          1           2", "circle"),
        (
            "   5        1          1           6",
            "   5        1          1           5",
            "successor that cannot be",
        ),
        (
            "   5        1          1           6",
            "   5        1          1           9",
            "successor that cannot be",
        ),
        ("   5        1          1           6", "   5        1          2           6", "says 2 successors"),
        (
            "   5        1          1           6",
            "   5        1          1          -6",
            "not a whole number",
        ),
        ("   5        1          1           6", "   5       51          1           6", "1 to 50 modes"),
        ("  2      1     3       2    0", "  2      1     nan     2    0", "not a whole number"),
        ("  2      1     3       2    0", "  2      1     1e9     2    0", "not a whole number"),
        ("  2      1     3       2    0", "  2      1     999999  2    0", "100,000"),
        ("  2      1     3       2    0", "  2      1     3       2", "requests"),
        ("  2      1     3       2    0", "  2      1     3       4    0", "more of a crew"),
        ("  2      1     3       2    0", "  3      1     3       2    0", "modes of job 2"),
        ("  2      1     3       2    0", "  2      2     3       2    0", "Expected a mode"),
        ("    3    2\n", "    3\n", "2 availabilities"),
        ("    3    2\n", "", "availabilities are missing"),
        ("    3    2\n", "    3    ²\n", "not a whole number"),
    ],
)
def test_what_cannot_be_used_is_refused_with_a_reason(old, new, says):
    assert old in SM
    with pytest.raises(PlanError, match=says):
        parse_psplib(SM.replace(old, new))


@pytest.mark.parametrize(
    "text",
    [
        "x" * (MAX_TEXT + 1),
        "PRECEDENCE RELATIONS:\n" * 500_000,
        SM.replace("   6        1          0\n", "   6        1          0\n" * 200_000),
        SM.replace("2   3   4\n", "2 " * 2_000_000 + "\n"),
        SM.replace("2   3   4\n", "2   3   " + "9" * 4_000_000 + "\n"),
        "jobs (incl. supersource/sink ):" + " " * 5_000_000,
        "\x00" * 1_000_000,
    ],
)
def test_hostile_files_end_soon(text):
    began = time.process_time()
    with pytest.raises(PlanError):
        parse_psplib(text)
    assert time.process_time() - began < 5


def test_the_error_names_the_line():
    with pytest.raises(PlanError) as caught:
        parse_psplib(SM.replace("  2      1     3       2    0", "  2      1     x       2    0"))
    assert caught.value.data["line"] == 30
    assert "Line 30" in str(caught.value)
