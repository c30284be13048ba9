"""The wall map: held against kept drawings, and looked into where a drawing cannot tell."""

import itertools
import os
import re
from datetime import date, timedelta
from pathlib import Path
from xml.etree import ElementTree as Xml

import numpy as np
import pytest
from hypothesis import given, settings

from banshi.kernel.planning import (
    Activity,
    Baseline,
    BaselineSpan,
    Closure,
    Crew,
    DayCalendar,
    Demand,
    Link,
    Milestone,
    Mode,
    Plan,
    PlanError,
    Progress,
    Project,
    ThreePoint,
    WeatherClass,
    compile_plan,
)
from banshi.kernel.planning.formats import wallmap
from banshi.kernel.planning.formats.wallmap import sheet
from banshi.kernel.planning.formats.wallmap.scale import Scale, runs
from banshi.kernel.planning.passes import critical_chain, forward_with_crews
from banshi.kernel.planning.risk import assess
from kernel.planning.support import plans

GOLDEN = Path(__file__).parent / "wallmap"
SVG = "{http://www.w3.org/2000/svg}"
START = date(2026, 3, 2)


def hall():
    activities = (
        Activity("A1", (Mode(6, (Demand("k"),)),), "土方开挖", "P1", "site", "earth",
                 progress=Progress(START, START + timedelta(8))),
        Activity("A2", (Mode(10, (Demand("k"),)),), "基础浇筑 <C30>", "P1", "site", "pour",
                 progress=Progress(START + timedelta(9), percent=40.0)),
        Activity("A3", (Mode(20, (Demand("k"),)),), "主体结构", "P1", "site",
                 factors=ThreePoint(0.85, 1.0, 1.6)),
        Activity("A4", (Mode(0),), "封顶检查", "P1", "site"),
        Activity("B1", (Mode(12, (Demand("m"),)),), "A name of an activity that is too long for its column",
                 "P2", "site"),
    )  # fmt: skip
    return Plan(
        START,
        240,
        activities,
        (Link("A1", "A2"), Link("A2", "A3"), Link("A3", "A4")),
        (Crew("k"), Crew("m")),
        (DayCalendar("site", closures=(Closure(date(2026, 4, 4), date(2026, 4, 6), "holiday", "清明"),)),),
        (WeatherClass("earth", stop_mm=5, after_mm=10), WeatherClass("pour", stop_mm=10)),
        (Project("P1", "一号厂房", date(2026, 4, 10), None), Project("P2", "道路", date(2026, 8, 1))),
        (Milestone("M1", ("A4",), "结构封顶", date(2026, 4, 5)),),
        (
            Baseline(
                "b",
                START,
                (
                    BaselineSpan("A2", START + timedelta(6), START + timedelta(17)),
                    BaselineSpan("A3", START + timedelta(18), START + timedelta(40)),
                ),
            ),
        ),
        status_on=START + timedelta(12),
        name="标准厂房 & 道路",
    )


@pytest.fixture
def drawn():
    plan = hall()
    rain = np.zeros(plan.horizon)
    rain[[15, 16, 40, 41, 42, 70]] = 20
    compiled = compile_plan(plan, rain)
    schedule = forward_with_crews(compiled)

    def draw(**more):
        return wallmap.draw(
            compiled,
            schedule,
            baseline=plan.baselines[0],
            outlook=assess(compiled, None, samples=200, schedule=schedule, pure=True),
            critical=[step.activity for step in critical_chain(compiled, schedule).steps],
            note="演示数据",
            **more,
        )

    return draw


@pytest.mark.parametrize("paper", ["A3", "A0"])
def test_the_map_is_the_one_that_was_looked_at(drawn, paper):
    """After a wanted change: BANSHI_WRITE_GOLDEN=1, then look at the files."""
    (text,) = drawn(paper=paper)
    path = GOLDEN / f"{paper}.svg"
    if os.environ.get("BANSHI_WRITE_GOLDEN"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")


def texts(svg):
    return [one.text for one in Xml.fromstring(svg).iter(f"{SVG}text")]


def test_what_it_says(drawn):
    (text,) = drawn()
    said = texts(text)
    assert "标准厂房 & 道路" in said
    assert "A2 基础浇筑 <C30>" in said
    assert "1 / 1" in said
    assert any(one.endswith("…") for one in said)
    assert sum("d late" in one for one in said) == 1
    assert "promised 2026-04-10" in said
    assert "Today 2026-03-14" in said


def test_red_is_for_what_is_late_alone(drawn):
    root = Xml.fromstring(drawn()[0])
    red = [one for one in root.iter() if one.get("fill") == "#b3131b"]
    assert {one.tag.removeprefix(SVG) for one in red} == {"rect", "text", "polygon"}
    plain = Plan(START, 60, (Activity("a", (Mode(5),)),))
    compiled = compile_plan(plain)
    (quiet,) = wallmap.draw(compiled, forward_with_crews(compiled))
    legend_only = [one for one in Xml.fromstring(quiet).iter() if one.get("fill") == "#b3131b"]
    assert len(legend_only) == 1


def test_it_holds_nothing_active(drawn):
    text = drawn(title='"><script>alert(1)</script>', paper="A0")[0]
    root = Xml.fromstring(text)
    assert not list(root.iter(f"{SVG}script"))
    assert "href" not in text
    assert "style=" not in text


def test_long_plans_take_several_sheets_and_too_long_ones_are_refused(monkeypatch):
    plan = Plan(START, 60, tuple(Activity(f"a{i:03}", (Mode(1),)) for i in range(120)))
    compiled = compile_plan(plan)
    schedule = forward_with_crews(compiled)
    sheets = wallmap.draw(compiled, schedule)
    assert len(sheets) == 3
    assert sum(text.count(">a0") + text.count(">a1") for text in sheets) == 120
    assert "2 / 3" in texts(sheets[1])
    monkeypatch.setattr(sheet, "MAX_SHEETS", 2)
    with pytest.raises(PlanError):
        wallmap.draw(compiled, schedule)


@pytest.mark.parametrize(("days", "at_least"), [(300, 5), (900, 9), (2_400, 9), (7_000, 6)])
def test_plans_of_years_have_dates_at_the_top(days, at_least):
    """Names of months that found no room were all left out, and a map of thirty months had no date at all."""
    works = tuple(Activity(f"a{k}", (Mode(days // 5),)) for k in range(5))
    links = tuple(Link(f"a{k}", f"a{k + 1}") for k in range(4))
    compiled = compile_plan(Plan(START, 7_300, works, links))
    (drawing,) = wallmap.draw(compiled, forward_with_crews(compiled), paper="A3")
    found = re.findall(r'<text x="([\d.]+)"[^>]*>(20\d\d-\d\d)</text>', drawing)
    assert len(found) >= at_least
    places = [float(x) for x, _ in found]
    assert all(right - left > 5 for left, right in itertools.pairwise(places))


@settings(max_examples=25, deadline=None)
@given(plans(with_progress=True))
def test_any_plan_gives_well_formed_sheets_inside_their_paper(plan):
    compiled = compile_plan(plan)
    for text in wallmap.draw(compiled, forward_with_crews(compiled), paper="A3"):
        for one in Xml.fromstring(text).iter(f"{SVG}rect"):
            if one.get("x") and one.get("fill") != "#fff":
                assert float(one.get("x")) + float(one.get("width")) <= 411
                assert float(one.get("width")) >= 0


def test_runs_and_months():
    marked = np.array([1, 1, 0, 0, 1, 0, 1], dtype=bool)
    assert list(runs(marked, 0, 7)) == [(0, 2), (4, 5), (6, 7)]
    assert list(runs(marked, 1, 5)) == [(1, 2), (4, 5)]
    assert list(runs(marked, 20, 30)) == []
    scale = Scale(-2, 40, 0, 100, START)
    assert [(str(day), begin, end) for day, begin, end in scale.months()] == [
        ("2026-02-28", -2, -1), ("2026-03-01", -1, 30), ("2026-04-01", 30, 40),
    ]  # fmt: skip
