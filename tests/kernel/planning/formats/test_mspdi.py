"""MS Project's XML: what goes out comes back equal; what a stranger's file says is kept or told."""

import json
from dataclasses import replace
from datetime import date, timedelta
from xml.etree import ElementTree as Xml

import pytest
from hypothesis import given, settings

from banshi.kernel.planning import (
    Activity,
    Baseline,
    BaselineSpan,
    Capacity,
    Closure,
    Crew,
    CrewKind,
    DayCalendar,
    Demand,
    LagUnit,
    Link,
    LinkType,
    Milestone,
    Mode,
    Plan,
    PlanError,
    Progress,
    Project,
    ThreePoint,
    WeatherClass,
)
from banshi.kernel.planning.compiled import compile_plan
from banshi.kernel.planning.formats import mspdi
from banshi.kernel.planning.passes import forward_with_crews
from kernel.planning.support import plans

SPACE = "{http://schemas.microsoft.com/project}"
MONDAY = date(2026, 3, 2)


def sorted_links(plan):
    return sorted(plan.links, key=lambda one: (one.after, one.before, one.type, one.lag, one.unit))


def same(left, right):
    """Equal but for the order of links, which means nothing, and of demands."""
    assert sorted_links(left) == sorted_links(right)
    assert replace(left, links=()) == replace(right, links=())


@settings(max_examples=60, deadline=None)
@given(plans(with_progress=True))
def test_a_plan_comes_back_equal(plan):
    found = mspdi.read(mspdi.write(plan))
    same(found.plan, plan)
    assert found.notes == ()
    assert mspdi.write(found.plan) == mspdi.write(replace(plan, links=found.plan.links))


WHOLE = Plan(
    name="标准厂房 & 道路",
    start=MONDAY,
    horizon=200,
    status_on=MONDAY + timedelta(9),
    calendars=(
        DayCalendar(
            "site",
            "工地",
            week=(True,) * 6 + (False,),
            closures=(
                Closure(date(2026, 4, 4), date(2026, 4, 6), "holiday", "清明"),
                Closure(date(2026, 6, 7), date(2026, 6, 9), "examination", "高考"),
                Closure(date(2026, 4, 20), date(2026, 4, 20), "pollution_alert"),
            ),
            worked=(date(2026, 4, 5),),
        ),
    ),
    weather=(WeatherClass("earth", "土方", stop_mm=5, after_mm=10, source="施工组织设计"),),
    crews=(
        Crew("k", "土建一队", 2, (Capacity(date(2026, 4, 1), 3),), "site", 80_001),
        Crew("gate", "东门", 1, kind=CrewKind.ACCESS),
        Crew("pipe", "管材", 400, kind=CrewKind.STOCK),
    ),
    projects=(Project("P1", "一号厂房", date(2026, 7, 31), date(2026, 8, 31)), Project("P2")),
    activities=(
        Activity(
            "a", (Mode(6, (Demand("k", 2), Demand("gate")), 1_234_567),), "挖土", "P1", "site", "earth",
            factors=ThreePoint(0.85, 1, 1.6), progress=Progress(MONDAY, remaining=2, percent=66.7, cost=999_999),
        ),
        Activity("b", (Mode(5, (Demand("k"),), 10, "平时"), Mode(4, (Demand("k", 2),), 20, "加班")), "浇筑", "P1",
                 "site", minimum_days=4, span="must_not_span"),
        Activity("c", (Mode(0),), not_before=date(2026, 3, 20), project="P2",
                 stops=(Closure(date(2026, 3, 25), date(2026, 3, 26), "stop", "停水"),)),
        Activity("d", (Mode(3, (Demand("pipe", 100),)),)),
    ),
    links=(
        Link("a", "b", LinkType.FS, 7),
        Link("b", "c", LinkType.SS, -2, LagUnit.WORKING, "site"),
        Link("c", "d", LinkType.FF, 3, LagUnit.WORKING),
        Link("a", "d", LinkType.SF),
    ),
    milestones=(Milestone("m", ("b", "c"), "结构封顶", date(2026, 5, 31), date(2026, 5, 20)), Milestone("n", ("d",))),
    baselines=(
        Baseline("中标计划", date(2026, 2, 20), (BaselineSpan("a", MONDAY, MONDAY + timedelta(6), 5_000),)),
        Baseline("empty", date(2026, 2, 21), ()),
    ),
)  # fmt: skip


def test_everything_that_a_plan_holds_comes_back():
    found = mspdi.read(mspdi.write(WHOLE))
    same(found.plan, WHOLE)
    assert found.notes == ()


def test_a_solved_plan_carries_its_dates():
    schedule = forward_with_crews(compile_plan(WHOLE))
    content = mspdi.write(WHOLE, schedule)
    same(mspdi.read(content).plan, WHOLE)
    task = next(
        one for one in Xml.fromstring(content).iter(f"{SPACE}Task") if one.findtext(f"{SPACE}WBS") == "b"
    )
    i = WHOLE.position["b"]
    assert task.findtext(f"{SPACE}Start") == f"{schedule.first_day(WHOLE, i)}T08:00:00"
    assert task.findtext(f"{SPACE}Finish") == f"{schedule.last_day(WHOLE, i)}T17:00:00"


def test_what_project_changes_wins_over_what_was_kept():
    content = mspdi.write(WHOLE).decode()
    longer = content.replace("<Duration>PT40H0M0S</Duration>", "<Duration>PT80H0M0S</Duration>")
    assert longer != content
    plan = mspdi.read(longer.encode()).plan
    assert plan.activity("b").modes[0].days == 10
    assert plan.activity("b").modes[1] == WHOLE.activity("b").modes[1]
    assert plan.activity("b").minimum_days == 4


def test_a_duration_below_the_minimum_is_told():
    content = (
        mspdi.write(WHOLE)
        .decode()
        .replace("<Duration>PT40H0M0S</Duration>", "<Duration>PT16H0M0S</Duration>")
    )
    found = mspdi.read(content.encode())
    assert found.plan.activity("b").modes[0].days == 2
    assert any("below its minimum of 4" in note for note in found.notes)


def test_elements_stand_in_the_order_of_the_schema():
    """MS Project refuses tasks whose elements stand in another order."""
    order = ["UID", "ID", "Name", "Type", "WBS", "OutlineLevel", "Start", "Finish", "Duration", "DurationFormat",
             "Estimated", "Milestone", "Summary", "FixedCost", "PercentComplete", "ActualStart", "ActualFinish",
             "ActualCost", "RemainingDuration", "ConstraintType", "CalendarUID", "ConstraintDate", "Deadline",
             "IgnoreResourceCalendar", "PredecessorLink", "ExtendedAttribute", "Baseline"]  # fmt: skip
    for task in Xml.fromstring(mspdi.write(WHOLE)).iter(f"{SPACE}Task"):
        names = [one.tag.removeprefix(SPACE) for one in task]
        assert names == sorted(names, key=order.index)


STRANGER = """<?xml version="1.0"?>
<Project xmlns="http://schemas.microsoft.com/project"><Name>Stranger</Name><StartDate>2026-03-02T08:00:00</StartDate>
<FinishDate>2026-05-02T17:00:00</FinishDate><CalendarUID>1</CalendarUID><MinutesPerDay>480</MinutesPerDay>
<StatusDate>2026-03-10T17:00:00</StatusDate>
<Calendars>
 <Calendar><UID>1</UID><Name>Standard</Name><IsBaseCalendar>1</IsBaseCalendar><BaseCalendarUID>-1</BaseCalendarUID>
  <WeekDays><WeekDay><DayType>1</DayType><DayWorking>0</DayWorking></WeekDay>
  {days}
  <WeekDay><DayType>7</DayType><DayWorking>0</DayWorking></WeekDay>
  <WeekDay><DayType>0</DayType><DayWorking>0</DayWorking><TimePeriod><FromDate>2026-05-01T00:00:00</FromDate>
  <ToDate>2026-05-03T23:59:00</ToDate></TimePeriod></WeekDay></WeekDays></Calendar>
 <Calendar><UID>3</UID><Name>Crane</Name><IsBaseCalendar>0</IsBaseCalendar><BaseCalendarUID>1</BaseCalendarUID>
  <Exceptions><Exception><TimePeriod><FromDate>2026-03-14T00:00:00</FromDate><ToDate>2026-03-14T23:59:00</ToDate>
  </TimePeriod><Name>Saturday</Name><DayWorking>1</DayWorking></Exception></Exceptions></Calendar>
</Calendars>
<Tasks>
 <Task><UID>0</UID><ID>0</ID><Name>Stranger</Name><OutlineLevel>0</OutlineLevel><Summary>1</Summary></Task>
 <Task><UID>10</UID><ID>1</ID><Name>Hall</Name><WBS>1</WBS><OutlineLevel>1</OutlineLevel><Summary>1</Summary></Task>
 <Task><UID>11</UID><ID>2</ID><Name>Ground</Name><WBS>1.1</WBS><OutlineLevel>2</OutlineLevel><Summary>1</Summary></Task>
 <Task><UID>12</UID><ID>3</ID><Name>Dig</Name><WBS>1.1.1</WBS><OutlineLevel>3</OutlineLevel>
  <Duration>PT20H0M0S</Duration><DurationFormat>7</DurationFormat></Task>
 <Task><UID>13</UID><ID>4</ID><Name>Drain</Name><WBS>1.1.2</WBS><OutlineLevel>3</OutlineLevel>
  <Duration>PT40H0M0S</Duration></Task>
 <Task><UID>14</UID><ID>5</ID><IsNull>1</IsNull></Task>
 <Task><UID>15</UID><ID>6</ID><Name>Pour</Name><WBS>1.2</WBS><OutlineLevel>2</OutlineLevel>
  <Duration>PT72H0M0S</Duration><DurationFormat>8</DurationFormat><ConstraintType>2</ConstraintType>
  <ConstraintDate>2026-04-01T08:00:00</ConstraintDate>
  <PredecessorLink><PredecessorUID>11</PredecessorUID><Type>1</Type><LinkLag>4800</LinkLag><LagFormat>7</LagFormat>
  </PredecessorLink>
  <PredecessorLink><PredecessorUID>12</PredecessorUID><Type>3</Type><LinkLag>-14400</LinkLag><LagFormat>8</LagFormat>
  </PredecessorLink>
  <PredecessorLink><PredecessorUID>99</PredecessorUID><Type>1</Type></PredecessorLink></Task>
</Tasks>
<Resources><Resource><UID>0</UID><ID>0</ID></Resource>
 <Resource><UID>1</UID><ID>1</ID><Name>Crane</Name><Type>1</Type><MaxUnits>1.5</MaxUnits><CalendarUID>3</CalendarUID>
 <StandardRate>25</StandardRate></Resource></Resources>
<Assignments><Assignment><UID>1</UID><TaskUID>15</TaskUID><ResourceUID>1</ResourceUID><Units>0.5</Units></Assignment>
 <Assignment><UID>2</UID><TaskUID>15</TaskUID><ResourceUID>-65535</ResourceUID><Units>1</Units></Assignment>
</Assignments></Project>""".replace(
    "{days}",
    "".join(f"<WeekDay><DayType>{n}</DayType><DayWorking>1</DayWorking></WeekDay>" for n in range(2, 7)),
)


def test_a_strangers_file():
    found = mspdi.read(STRANGER.encode())
    plan = found.plan
    assert [(one.code, one.modes[0].days, one.project) for one in plan.activities] == [
        ("1.1.1", 3, "1"), ("1.1.2", 5, "1"), ("1.2", 3, "1"),
    ]  # fmt: skip
    assert sorted((one.before, one.after, one.type, one.lag, one.unit) for one in plan.links) == [
        ("1.1.1", "1.2", "FS", 1, "working"), ("1.1.1", "1.2", "SS", -1, "calendar"),
        ("1.1.2", "1.2", "FS", 1, "working"),
    ]  # fmt: skip
    standard, crane = plan.calendars
    assert standard.week == (True,) * 5 + (False,) * 2
    assert standard.closures == (Closure(date(2026, 5, 1), date(2026, 5, 3), "holiday"),)
    assert crane.worked == (date(2026, 3, 14),)
    assert crane.closures == standard.closures
    assert plan.crews == (Crew("Crane", "Crane", 2, (), crane.code, 20_000),)
    assert plan.activity("1.2").modes[0].demands == (Demand("Crane", 1),)
    assert plan.status_on is None
    said = " ".join(found.notes)
    for word in (
        "1200 minutes",
        "every hour of the clock",
        "type 2",
        "predecessor 99",
        "1.5 units",
        "0.5 units",
    ):
        assert word in said


ENTITY = b'<?xml version="1.0"?><!DOCTYPE p [<!ENTITY a "aaaa">]><Project xmlns="http://schemas.microsoft.com/project"/>'
BOMB = (
    b'<?xml version="1.0"?><!DOCTYPE p [<!ENTITY a0 "ha">'
    + b"".join(b'<!ENTITY a%d "&a%d;&a%d;">' % (n, n - 1, n - 1) for n in range(1, 40))
    + b"]><Project>&a39;</Project>"
)
OUTSIDE = b'<?xml version="1.0"?><!DOCTYPE p [<!ENTITY x SYSTEM "file:///etc/passwd">]><Project>&x;</Project>'


@pytest.mark.parametrize("content", [b"", b"<", b"\xff\xfe\x00", b"<html/>", ENTITY, BOMB, OUTSIDE, b"<Project/>",
                                     b'<?xml version="1.0" encoding="no-such"?><Project/>'])  # fmt: skip
def test_hostile_files_end_in_a_sentence(content):
    with pytest.raises(PlanError) as refused:
        mspdi.read(content)
    assert len(refused.value.message) < 400


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("PT20H0M0S", "PT99999999999H"),
        ("PT20H0M0S", "PT9999999H0M0S"),
        ("PT20H0M0S", "soon"),
        ("<StartDate>2026-03-02T08:00:00", "<StartDate>2026-13-02T08:00:00"),
        ("<LinkLag>4800", "<LinkLag>NaN"),
        ("<LinkLag>4800", "<LinkLag>1e300"),
        ("<MaxUnits>1.5", "<MaxUnits>Infinity"),
        ("<PredecessorUID>11", "<PredecessorUID>15"),
        ("<PredecessorUID>12", "<PredecessorUID>10"),
        ("2026-05-03T23:59:00", "2025-05-03T23:59:00"),
    ],
)
def test_wrong_values_end_in_a_sentence_or_a_note(old, new):
    content = STRANGER.replace(old, new, 1)
    assert content != STRANGER
    said = outcome(content)
    assert said
    assert all(len(one) < 400 for one in said)


def outcome(content):
    """The refusal, or the notes."""
    try:
        return mspdi.read(content.encode()).notes
    except PlanError as refused:
        return (refused.message,)


def test_too_many_links_by_summaries_are_refused_before_they_are_made():
    rows = "".join(
        f"<Task><UID>{n}</UID><ID>{n}</ID><OutlineLevel>2</OutlineLevel><Duration>PT8H0M0S</Duration></Task>"
        if n not in (1, 1001)
        else f"<Task><UID>{n}</UID><ID>{n}</ID><OutlineLevel>1</OutlineLevel><Summary>1</Summary>"
        + ("<PredecessorLink><PredecessorUID>1</PredecessorUID></PredecessorLink>" if n == 1001 else "")
        + "</Task>"
        for n in range(1, 2001)
    )
    content = (
        f'<Project xmlns="http://schemas.microsoft.com/project"><StartDate>2026-03-02</StartDate><Tasks>{rows}</Tasks>'
        "</Project>"
    )
    with pytest.raises(PlanError) as refused:
        mspdi.read(content.encode())
    assert refused.value.code == "too_many"


def test_a_task_without_a_calendar_of_its_own_follows_the_files():
    """MS Project writes -1 there; taken as no calendar at all, weekends would have been worked."""
    rows = "".join(
        f"<Task><UID>{n}</UID><ID>{n}</ID><OutlineLevel>1</OutlineLevel><Duration>PT8H0M0S</Duration>{own}</Task>"
        for n, own in enumerate(("<CalendarUID>-1</CalendarUID>", "", "<CalendarUID>3</CalendarUID>"), 71)
    )
    content = STRANGER.replace("</Tasks>", rows + "</Tasks>")
    plan = mspdi.read(content.encode()).plan
    standard, crane = (one.code for one in plan.calendars)
    assert [plan.activity(f"T{n}").calendar for n in (71, 72, 73)] == [standard, standard, crane]


def test_two_links_between_the_same_activities_keep_their_own_calendars():
    plan = Plan(
        MONDAY,
        60,
        (Activity("a", (Mode(3),)), Activity("b", (Mode(4),))),
        links=(
            Link("a", "b", LinkType.SS, 2, LagUnit.WORKING, "site"),
            Link("a", "b", LinkType.FF, 5, LagUnit.WORKING, "office"),
        ),
        calendars=(DayCalendar("site"), DayCalendar("office", week=(True,) * 5 + (False,) * 2)),
    )
    same(mspdi.read(mspdi.write(plan)).plan, plan)


@pytest.mark.parametrize(
    "kept",
    [
        {"links": [1]}, {"links": {"before": 1}}, {"links": 5}, {"links": [{"before": [], "after": "b"}]},
        {"baselines": [1]}, {"baselines": [[]]}, {"baselines": {"a": 1}}, {"baselines": 3},
        {"baselines": [["a", 3]]}, {"baselines": [["a", "2026-99-99"]]}, {"weather": 5}, {"calendars": 7},
        {"calendars": [{"code": "x", "week": 5}]}, {"out_of_sequence": []}, {"horizon": "long"},
    ],
)  # fmt: skip
def test_comments_that_somebody_edited_end_in_a_sentence_or_are_not_used(kept):
    content = STRANGER.replace(
        "<StartDate>", f"<Comments>banshi-plan:{json.dumps(kept)}</Comments><StartDate>", 1
    )
    assert content != STRANGER
    assert all(len(one) < 400 for one in outcome(content))
