"""Made-up construction plans for benchmarks and tests: one generator, so that all figures speak of the same plans.

n activities in n/50 buildings. Inside a building an activity follows one or two of the four before it; 12 % have a
link to another building as well. Durations are gamma, mean about 6.6 working days, cut to 1..20. Ten crews, the
number of units growing with n; 40 % of the activities need two crews. 40 % of the work is sheltered (holidays only,
688 of 730 days worked), 40 % stops for rain (about 612), 20 % is earthwork, which loses the next day as well (about
569). Rain comes from a two-state chain like the lower Yangtze's. Everything follows from (n, seed).
"""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np

from banshi.kernel.planning import (
    Activity,
    Closure,
    ClosureKind,
    Crew,
    DayCalendar,
    Demand,
    Link,
    Milestone,
    Mode,
    Plan,
    Project,
    ThreePoint,
    WeatherClass,
)
from banshi.kernel.planning.weather import MonthlyChain, draw_paths, from_normals

START = date(2027, 3, 1)
CREWS = 10
#: Days off in each year of the plan: the festival stop of the site and the short holidays, 21 days in all.
STOPS = (("Spring Festival", 1, 25, 15), ("May Day", 5, 1, 3), ("National Day", 10, 1, 3))
SHELTERED, RAIN, EARTH = "", "rain", "earth"
CLASSES = (
    WeatherClass(RAIN, "Rain-sensitive", stop_mm=10.0),
    WeatherClass(EARTH, "Earthworks", stop_mm=10.0, after_mm=16.0, after_days=1),
)


def climate() -> MonthlyChain:
    """Monthly normals of a made-up place like the lower Yangtze."""
    wet_days = (9, 10, 14, 13, 14, 15, 13, 12, 10, 9, 8, 7)
    total_mm = (55, 70, 110, 130, 165, 250, 210, 140, 95, 70, 60, 40)
    return from_normals(wet_days, total_mm, "made up, like the lower Yangtze")


def rain(horizon: int, seed: int) -> np.ndarray:
    """One drawn year after the other as mm a day: 20 where 16 mm is reached, 12 where 10 mm is, else 0."""
    paths = draw_paths(
        climate(),
        first=START,
        days=horizon,
        thresholds=(0.1, 10.0, 16.0),
        samples=1,
        seed=seed,
        compiled=False,
    )
    return np.array([0.0, 0.0, 12.0, 20.0])[paths.levels[0]]


def plan(n: int, seed: int, *, horizon: int = 730, crash: bool = False) -> Plan:
    """A plan of n activities. crash: each gets a mode with a crew more (x 0.75) and one with night work (x 0.55)."""
    rng = np.random.default_rng((n, seed))
    building = np.arange(n) * max(1, n // 50) // n
    days = np.clip(np.rint(rng.gamma(2.6, 6.6 / 2.6, n)), 1, 20).astype(int)
    weather = rng.choice([SHELTERED, RAIN, EARTH], n, p=[0.4, 0.4, 0.2])
    activities = tuple(
        Activity(
            code=f"A{i:04d}",
            modes=_modes(int(days[i]), _demands(rng), rng, crash),
            project=f"B{building[i]:02d}",
            calendar="site",
            weather=str(weather[i]),
            factors=ThreePoint(0.85, 1.0, 1.6),
        )
        for i in range(n)
    )
    return Plan(
        start=START,
        horizon=horizon,
        activities=activities,
        links=_links(building, rng),
        crews=tuple(
            Crew(f"C{k}", capacity=1 + n // 200, cost_per_day=crew_fen(f"C{k}")) for k in range(CREWS)
        ),
        calendars=(DayCalendar("site", closures=_closures(horizon)),),
        weather=CLASSES,
        projects=tuple(Project(f"B{b:02d}") for b in range(int(building[-1]) + 1)),
        milestones=_milestones(building),
        name=f"generated, {n} activities, seed {seed}",
    )


def crew_fen(code: str) -> int:
    """Daily cost of a unit of crew "C0".."C9" in fen."""
    return 60_000 + 10_000 * int(code[1:])


def _demands(rng: np.random.Generator) -> tuple[Demand, ...]:
    crews = rng.choice(CREWS, 2 if rng.random() < 0.4 else 1, replace=False)
    return tuple(Demand(f"C{k}") for k in sorted(crews.tolist()))


def _modes(days: int, demands: tuple[Demand, ...], rng: np.random.Generator, crash: bool) -> tuple[Mode, ...]:
    found = [Mode(days, demands, name="normal")]
    price = int(rng.integers(80_000, 240_000))
    for factor, name, times in ((0.75, "a crew more", 1.0), (0.55, "night shift", 1.8)):
        shorter = int(np.ceil(days * factor))
        if crash and shorter < found[-1].days:
            # the plan counts the crews' own days, which are fewer now: those who come instead are paid for them
            won, own = days - shorter, sum(crew_fen(demand.crew) for demand in demands)
            found.append(Mode(shorter, demands, int((price * times + own) * won), name))
    return tuple(found)


def _links(building: np.ndarray, rng: np.random.Generator) -> tuple[Link, ...]:
    found = set()
    place = np.arange(len(building)) - np.searchsorted(building, building)
    for i in range(1, len(building)):
        near = [j for j in range(max(0, i - 4), i) if building[j] == building[i]]
        if near:
            count = min(len(near), 1 + int(rng.random() < 0.5))
            found |= {(int(j), i) for j in rng.choice(near, count, replace=False)}
        # at an earlier place of its building, so that buildings wait for one another without standing in a row
        others = np.flatnonzero((place < place[i]) & (building != building[i]))
        if rng.random() < 0.12 and len(others):
            found.add((int(rng.choice(others)), i))
    return tuple(Link(f"A{j:04d}", f"A{i:04d}") for j, i in sorted(found))


def _closures(horizon: int) -> tuple[Closure, ...]:
    found = []
    for year in range(START.year, (START + timedelta(days=horizon)).year + 1):
        for name, month, day, length in STOPS:
            first = date(year, month, day)
            kind = ClosureKind.FESTIVAL if length > 10 else ClosureKind.HOLIDAY
            found.append(Closure(first, first + timedelta(days=length - 1), kind, name))
    return tuple(found)


def _milestones(building: np.ndarray) -> tuple[Milestone, ...]:
    return tuple(
        Milestone(f"M{b:02d}", (f"A{np.flatnonzero(building == b)[-1]:04d}",))
        for b in range(building[-1] + 1)
    )
