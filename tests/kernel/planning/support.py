"""Random plans for the tests of planning: small enough to walk, with everything that a plan may hold."""

from datetime import date, timedelta

from hypothesis import strategies as st

from banshi.kernel.planning import (
    Activity,
    Capacity,
    Closure,
    ClosureKind,
    Crew,
    DayCalendar,
    Demand,
    Link,
    Mode,
    Plan,
    Progress,
    WeatherClass,
)

START = date(2026, 3, 2)  # a Monday
HORIZON = 150
SITE = DayCalendar(
    "site",
    week=(True,) * 6 + (False,),
    closures=(
        Closure(START + timedelta(14), START + timedelta(16), ClosureKind.HOLIDAY, "festival"),
        Closure(START + timedelta(30), START + timedelta(31), ClosureKind.EXAMINATION, "examination"),
    ),
    worked=(START + timedelta(6),),
)
LEAVE = DayCalendar(
    "leave", closures=(Closure(START + timedelta(9), START + timedelta(11), ClosureKind.OTHER),)
)
EARTH = WeatherClass("earth", stop_mm=5, after_mm=10)
POUR = WeatherClass("pour", stop_mm=10, span="must_not_span")


def day(index):
    return START + timedelta(days=index)


@st.composite
def activities(draw, i, with_progress):
    calendar = draw(st.sampled_from(["", "site"]))
    weather = draw(st.sampled_from(["", "", "earth", "pour"]))
    most = 4 if weather == "pour" else 9
    modes = []
    for _ in range(draw(st.integers(1, 2))):
        crews = draw(st.lists(st.sampled_from(["k", "m"]), unique=True, max_size=2))
        modes.append(
            Mode(draw(st.integers(0, most)), tuple(Demand(k, draw(st.integers(1, 2))) for k in crews))
        )
    stops = ()
    if draw(st.integers(0, 4)) == 0:
        first = draw(st.integers(0, 20))
        stops = (Closure(day(first), day(first + draw(st.integers(0, 4))), ClosureKind.STOP),)
    progress = Progress()
    if with_progress and i < 3 and draw(st.booleans()):
        started = draw(st.integers(0, 5))
        if draw(st.booleans()):
            progress = Progress(started=day(started), finished=day(draw(st.integers(started, 8))))
        else:
            progress = Progress(started=day(started), remaining=draw(st.integers(0, 3)))
    return Activity(f"A{i}", tuple(modes), calendar=calendar, weather=weather, stops=stops, progress=progress)


@st.composite
def plans(draw, with_progress=False, most=9):
    n = draw(st.integers(1, most))
    acts = [draw(activities(i, with_progress)) for i in range(n)]
    links = []
    for j in range(1, n):
        for i in draw(st.lists(st.integers(0, j - 1), max_size=2, unique=True)):
            kind = draw(st.sampled_from(["FS", "FS", "SS", "FF", "SF"]))
            unit = draw(st.sampled_from(["calendar", "working"]))
            links.append(Link(f"A{i}", f"A{j}", kind, draw(st.integers(-4, 4)), unit))
    crews = (
        Crew("k", capacity=2, calendar="leave"),
        Crew("m", capacity=2, steps=(Capacity(day(10), 3), Capacity(day(40), 2)), cost_per_day=100),
    )
    return Plan(
        START,
        HORIZON,
        tuple(acts),
        tuple(links),
        crews,
        (SITE, LEAVE),
        (EARTH, POUR),
        status_on=day(8) if with_progress else None,
    )


RAIN = st.lists(st.sampled_from([0.0, 0.0, 0.0, 0.0, 3.0, 7.0, 20.0]), max_size=60)
