"""Samples: every one is a lawful schedule, compiled and pure agree, and the seed is all the luck there is."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from banshi.kernel.planning import (
    Activity,
    Capacity,
    Closure,
    Crew,
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
    SpanRule,
    ThreePoint,
    WeatherClass,
    compile_plan,
)
from banshi.kernel.planning.checker import check
from banshi.kernel.planning.risk import (
    Weather,
    assess,
    compare,
    compile_risk,
    dispatch,
    draw_durations,
    report,
    sample_plan,
    typical_rain,
)
from banshi.kernel.planning.weather import (
    DailyRain,
    Forecast,
    ForecastDay,
    MonthlyChain,
    climate,
    from_normals,
)

START = date(2027, 3, 1)
NORMALS = (
    (9, 10, 14, 13, 14, 15, 13, 12, 10, 9, 8, 7),
    (55, 70, 110, 130, 165, 250, 210, 140, 95, 70, 60, 40),
)
RAIN = WeatherClass("rain", stop_mm=5.0)
EARTH = WeatherClass("earth", stop_mm=5.0, after_mm=10.0, after_days=2)
POUR = WeatherClass("pour", stop_mm=10.0, span=SpanRule.MUST_NOT_SPAN)
SPREAD = ThreePoint(0.85, 1.0, 1.6)


def weather(**changes):
    return Weather(from_normals(*NORMALS), **changes)


def made(seed: int, n: int = 40, **changes) -> Plan:
    """A plan with all link types, lags of both kinds, crews with steps and leave, and progress."""
    rng = np.random.default_rng(seed)
    calendars = (
        DayCalendar("week", week=(True,) * 6 + (False,)),
        DayCalendar("leave", closures=(Closure(date(2027, 4, 5), date(2027, 4, 11)),)),
    )
    crews = (
        Crew("c0", capacity=2, steps=(Capacity(date(2027, 5, 1), 1), Capacity(date(2027, 6, 1), 3))),
        Crew("c1", capacity=1, calendar="leave"),
        Crew("c2", capacity=3),
    )
    activities = []
    for i in range(n):
        chosen = rng.choice(3, rng.integers(0, 3), replace=False)
        demands = tuple(
            Demand(f"c{k}", int(rng.integers(1, 3)) if k == 2 else 1) for k in sorted(chosen.tolist())
        )
        klass = ("", "rain", "earth", "pour")[int(rng.integers(4))]
        activities.append(
            Activity(
                f"a{i}",
                (Mode(int(rng.integers(0, 5 if klass == "pour" else 9)), demands),),
                calendar=("", "week")[int(rng.integers(2))] if klass != "pour" else "",
                weather=klass,
                factors=SPREAD,
                minimum_days=0,
            )
        )
    links = []
    for i in range(1, n):
        for j in rng.choice(i, min(i, int(rng.integers(0, 3))), replace=False).tolist():
            unit = (LagUnit.CALENDAR, LagUnit.WORKING)[int(rng.integers(2))]
            kind = (LinkType.FS, LinkType.FS, LinkType.SS, LinkType.FF, LinkType.SF)[int(rng.integers(5))]
            links.append(Link(f"a{j}", f"a{i}", kind, int(rng.integers(-2, 4)), unit, "week"))
    activities[0] = replace(activities[0], progress=Progress(date(2027, 3, 2), date(2027, 3, 6)))
    if activities[1].modes[0].days:
        activities[1] = replace(activities[1], progress=Progress(date(2027, 3, 5), remaining=2))
    plan = Plan(
        START, 700, tuple(activities), tuple(links), crews, calendars, (RAIN, EARTH, POUR),
        milestones=(Milestone("m", (f"a{n - 1}", f"a{n // 2}"), must=date(2027, 7, 1)),),
        status_on=date(2027, 3, 8),
    )  # fmt: skip
    return replace(plan, **changes)


def check_sample(samples, i: int, modes) -> None:
    """An independent reading of the rules: links, calendars with the rain of the sample, crews, minimum."""
    compiled, plan = samples.compiled, samples.compiled.plan
    start, end = samples.starts[i], samples.ends[i]
    work = {}
    for c, (base, w) in enumerate(zip(compiled.class_base, compiled.class_weather, strict=True)):
        row = compiled.base_reason[base] == 0
        if w >= 0:
            row[compiled.today :] &= ~samples.rain.lost(plan.weather[w])[i]
        work[c] = row
    days = draw_durations(compiled, modes, samples=samples.count, seed=samples.seed)[i]
    held = np.zeros(compiled.capacity.shape, dtype=int)
    for a, activity in enumerate(plan.activities):
        if compiled.fixed[a]:
            continue
        mode = compiled.mode_ptr[a] + modes[a]
        row = work[compiled.mode_class[mode]][start[a] : end[a]]
        assert row.sum() == days[a]
        if days[a]:
            assert row[0]
            assert row[-1]
            assert start[a] >= compiled.release[a]
        if plan.span_rule(activity) is SpanRule.MUST_NOT_SPAN and days[a] > 1:
            assert row.all()
        for k in range(compiled.dem_ptr[mode], compiled.dem_ptr[mode + 1]):
            held[compiled.dem_crew[k], start[a] : end[a]] += compiled.dem_units[k]
        for k in range(compiled.pred_ptr[a], compiled.pred_ptr[a + 1]):
            j, kind = compiled.pred_act[k], compiled.pred_type[k]
            bound = compiled.after_lag(
                int(end[j] if kind in (0, 2) else start[j]), compiled.pred_lag[k], compiled.pred_row[k]
            )
            assert (start[a] if kind in (0, 1) else end[a]) >= bound
    assert (held <= compiled.capacity).all()


@pytest.mark.parametrize("seed", range(8))
def test_every_sample_is_a_lawful_schedule(seed):
    compiled = compile_plan(made(seed))
    samples = sample_plan(compiled, weather(before_mm=(0.0, 20.0)), samples=25, seed=seed)
    assert (samples.makespan <= compiled.horizon).all()
    for i in range(25):
        check_sample(samples, i, compiled.default_modes())


@pytest.mark.parametrize("seed", range(8))
def test_compiled_and_pure_samples_are_equal(seed):
    compiled = compile_plan(made(seed))
    fast = sample_plan(compiled, weather(before_mm=(20.0,)), samples=12, seed=seed)
    slow = sample_plan(compiled, weather(before_mm=(20.0,)), samples=12, seed=seed, pure=True)
    for part in ("starts", "ends", "chains"):
        assert np.array_equal(getattr(fast, part), getattr(slow, part))


def test_indoor_work_takes_the_rain_days_of_the_outdoor_work_of_its_crew():
    gang = (Demand("gang"),)
    tasks = (
        Activity("roof", (Mode(4, gang),), weather="rain"),
        Activity("tiles", (Mode(3, gang),)),
    )
    plan = Plan(START, 60, tasks, crews=(Crew("gang"),), weather=(RAIN,))
    rain = [0, 9, 0, 9, 0, 9, 9, 0]  # the roof works on days 0, 2, 4, 7
    compiled = compile_plan(plan, rain)
    plain, filled = (dispatch(compiled, fill=row) for row in (None, np.array([False, True])))
    assert (plain.start.tolist(), plain.end.tolist()) == ([0, 8], [8, 11])
    assert (filled.start.tolist(), filled.end.tolist()) == ([0, 1], [8, 6])
    slow = dispatch(compiled, fill=np.array([False, True]), pure=True)
    assert np.array_equal(slow.end, filled.end)


@pytest.mark.parametrize("seed", range(8))
def test_compiled_and_pure_agree_on_filling_work(seed):
    compiled = compile_plan(made(seed))
    fill = np.array([a.weather == "" for a in compiled.plan.activities])
    fast = sample_plan(compiled, weather(), samples=10, seed=seed, fill=fill)
    slow = sample_plan(compiled, weather(), samples=10, seed=seed, fill=fill, pure=True)
    assert np.array_equal(fast.starts, slow.starts)
    assert np.array_equal(fast.ends, slow.ends)
    assert np.array_equal(fast.chains, slow.chains)


@pytest.mark.parametrize("seed", range(8))
def test_a_dispatch_passes_the_independent_checker(seed):
    plan = made(seed)
    rain = np.random.default_rng(seed).gamma(0.3, 8.0, 700).round(1)
    found = check(plan, dispatch(compile_plan(plan, rain)), rain)
    assert found.broken == ()


def test_measured_years_are_drawn_whole_into_the_samples():
    """Twenty years, in each of which it pours in one month or never: an end either suffers or does not."""
    days = (date(2021, 1, 1) - date(2001, 1, 1)).days
    stamps = np.datetime64("2001-01-01") + np.arange(days)
    years = stamps.astype("datetime64[Y]").astype(int) + 1970
    march = stamps.astype("datetime64[M]").astype(int) % 12 == 2
    mm = np.where(march & (years % 2 == 0), 30.0, np.where(np.arange(days) % 9 == 0, 0.5, 0.0))
    plan = Plan(START, 200, (Activity("dig", (Mode(10),), weather="rain"),), weather=(RAIN,))
    measured = climate(DailyRain(date(2001, 1, 1), mm))
    samples = sample_plan(compile_plan(plan), Weather(measured), samples=400, seed=2)
    assert set(samples.makespan) == {10, 41}
    assert (samples.makespan == 41).mean() == pytest.approx(0.5, abs=0.08)
    assert report(samples).rain == "20 measured years, 2001 to 2020"


def test_typical_rain_ends_the_planned_durations_in_the_middle():
    plan = made(2)
    measured = np.zeros(8)
    measured[3] = 22.0
    compiled = compile_plan(plan, measured)
    row = typical_rain(compiled, weather(), paths=51, seed=9)
    assert row[:8].tolist() == measured.tolist()
    sure = replace(plan, activities=tuple(replace(a, factors=ThreePoint()) for a in plan.activities))
    samples = sample_plan(compile_plan(sure, measured), weather(), samples=51, seed=9)
    assert dispatch(compile_plan(plan, row)).makespan == np.sort(samples.makespan)[25]


def test_too_short_a_horizon_is_told_and_equal_in_both_paths():
    compiled = compile_plan(made(3, horizon=60, milestones=()))
    fast = sample_plan(compiled, weather(), samples=12, seed=1)
    slow = sample_plan(compiled, weather(), samples=12, seed=1, pure=True)
    assert np.array_equal(fast.ends, slow.ends)
    found = report(fast)
    assert found.unfinished > 0.5
    assert found.end.p80.day is None
    assert "does not end within its horizon" in found.sentence()


def test_the_seed_decides_and_neither_threads_nor_more_samples_change_a_sample():
    compiled = compile_plan(made(1))
    first = sample_plan(compiled, weather(), samples=30, seed=5)
    assert np.array_equal(first.ends, sample_plan(compiled, weather(), samples=30, seed=5, workers=3).ends)
    assert np.array_equal(
        first.chains, sample_plan(compiled, weather(), samples=30, seed=5, workers=2).chains
    )
    assert np.array_equal(first.ends, sample_plan(compiled, weather(), samples=60, seed=5).ends[:30])
    assert not np.array_equal(first.ends, sample_plan(compiled, weather(), samples=30, seed=6).ends)


def test_durations_lie_between_their_factors_and_never_below_the_minimum():
    tasks = (
        Activity("free", (Mode(20),), factors=ThreePoint(0.5, 1.0, 2.0)),
        Activity("curing", (Mode(20),), factors=ThreePoint(0.5, 1.0, 2.0), minimum_days=18),
        Activity("sure", (Mode(7),)),
        Activity("flag", (Mode(0),), factors=SPREAD),
    )
    compiled = compile_plan(Plan(START, 300, tasks))
    days = draw_durations(compiled, compiled.default_modes(), samples=20_000, seed=2)
    free, curing, sure, flag = days.T
    assert (free.min(), free.max()) == (10, 40)
    assert free.mean() == pytest.approx(20 * (0.5 + 1 + 2) / 3, abs=0.1)
    assert np.median(free) == pytest.approx(20 * (2 - np.sqrt(0.5 * 1.5 * 1.0)), abs=0.6)
    assert curing.min() == 18
    assert set(sure) == {7}
    assert set(flag) == {0}


def test_an_activity_more_leaves_the_numbers_of_the_others_alone():
    one = Plan(START, 300, (Activity("x", (Mode(10),), factors=SPREAD),))
    two = Plan(START, 300, (Activity("new", (Mode(5),), factors=SPREAD), *one.activities))
    drawn = [
        draw_durations(compiled, compiled.default_modes(), samples=100, seed=1)
        for compiled in map(compile_plan, (one, two))
    ]
    assert np.array_equal(drawn[0][:, 0], drawn[1][:, 1])


@pytest.mark.parametrize("seed", range(6))
def test_more_rain_never_makes_the_median_earlier(seed):
    dry = from_normals(*NORMALS)
    wet = MonthlyChain(
        tuple(min(1.0, p * 1.3) for p in dry.after_dry),
        tuple(min(1.0, p * 1.15) for p in dry.after_wet),
        dry.shape,
        tuple(s * 1.2 for s in dry.scale),
    )
    compiled = compile_plan(made(seed))
    before, after = (sample_plan(compiled, Weather(chain), samples=300, seed=seed) for chain in (dry, wet))
    assert compare(before, after).p50 <= 0
    assert compare(before, after).mean < 0


def test_without_crews_more_rain_never_makes_any_sample_earlier():
    plan = made(4)
    bare = replace(
        plan, activities=tuple(replace(a, modes=(Mode(a.modes[0].days),)) for a in plan.activities)
    )
    compiled = compile_plan(bare)
    soaked = Forecast(plan.day(compiled.today), (ForecastDay(1.0, 60.0),) * 15)
    before = sample_plan(compiled, weather(), samples=200, seed=1)
    after = sample_plan(compiled, weather(forecast=soaked), samples=200, seed=1)
    assert (after.ends >= before.ends).mean() > 0.99  # the first days are drawn from other chances
    assert after.makespan.mean() > before.makespan.mean()


def test_crews_dispatched_anew_end_earlier_than_along_fixed_crew_arcs():
    tasks = tuple(
        Activity(f"{site}{k}", (Mode(6, (Demand("gang"),)),), weather="rain" if k % 2 else "", factors=SPREAD)
        for site in "abcd"
        for k in range(6)
    )
    links = [Link(f"{site}{k}", f"{site}{k + 1}") for site in "abcd" for k in range(5)]
    plan = Plan(START, 600, tasks, tuple(links), (Crew("gang", capacity=2),), weather=(RAIN,))
    planned = dispatch(compile_plan(plan))
    order = np.argsort(planned.start, kind="stable")
    ends = [None, None]
    arcs = list(links)
    for i in order:  # the two gangs keep the order of the plan, whatever happens
        gang = min((0, 1), key=lambda g: -1 if ends[g] is None else planned.end[ends[g]])
        if ends[gang] is not None:
            arcs.append(Link(tasks[ends[gang]].code, tasks[i].code))
        ends[gang] = i
    fixed = replace(plan, links=tuple(dict.fromkeys(arcs)))
    anew = sample_plan(compile_plan(plan), weather(), samples=500, seed=3, schedule=planned)
    bound = sample_plan(compile_plan(fixed), weather(), samples=500, seed=3, schedule=planned)
    assert compare(bound, anew).p50 > 0


def test_the_report_by_hand():
    tasks = (
        Activity("long", (Mode(10),), factors=ThreePoint(1.0, 1.0, 2.0), project="p"),
        Activity("short", (Mode(2),), project="p"),
    )
    plan = Plan(
        START, 100, tasks,
        projects=(Project("p", promised=date(2027, 3, 15)),),
        milestones=(Milestone("half", ("short",), must=date(2027, 3, 2), should=date(2027, 3, 1)),),
    )  # fmt: skip
    found = assess(plan, None, samples=4_000, seed=1)
    # 10 (1 + u) with density falling to 0 at 20: quantile 20 - 10 sqrt(1 - p)
    for quantile in (found.end.p50, found.end.p80, found.end.p95):
        days = np.floor(20 - 10 * np.sqrt(1 - quantile.share) + 0.5)
        assert abs((quantile.day - START).days + 1 - days) <= 1
        assert quantile.low <= quantile.day <= quantile.high
    project, half = found.promises
    assert project.kept == pytest.approx(1 - (1 - 0.55) ** 2, abs=0.03)  # 15 days or fewer: below 15.5
    assert (half.kept, half.should_kept, half.outlook.p80.day) == (1.0, 0.0, date(2027, 3, 2))
    assert [a.criticality for a in found.activities] == [1.0, 0.0]
    assert (found.samples, found.end.of_samples, found.unfinished) == (4_000, 4_000, 0.0)
    assert "4,000 samples" in found.sentence()


def test_criticality_follows_crews_as_well_as_links():
    tasks = (
        Activity("first", (Mode(5, (Demand("crane"),)),)),
        Activity("second", (Mode(5, (Demand("crane"),)),)),
        Activity("third", (Mode(1),)),
    )
    plan = Plan(START, 100, tasks, (Link("second", "third"),), (Crew("crane"),))
    found = assess(plan, None, samples=10)
    # the second goes first, for it has more behind it; then the crane alone makes the first late
    assert [a.criticality for a in found.activities] == [1.0, 1.0, 0.0]


def test_finished_work_is_a_fact_in_every_sample():
    tasks = (
        Activity("done", (Mode(5),), progress=Progress(START, date(2027, 3, 4)), factors=SPREAD),
        Activity("next", (Mode(5),), factors=SPREAD),
    )
    plan = Plan(START, 100, tasks, (Link("done", "next"),), status_on=date(2027, 3, 10))
    samples = sample_plan(compile_plan(plan), None, samples=50, seed=1)
    assert set(samples.ends[:, 0]) == {4}
    assert set(samples.starts[:, 1]) == {10}


def test_after_compiling_the_first_samples_compile_nothing():
    """Array types are part of what is compiled: the plan of the warm-up must have those of any other plan."""
    from banshi.kernel.planning.risk import _compiled
    from banshi.kernel.planning.weather import _compiled as rain

    assert compile_risk()
    known = len(_compiled.sample.signatures), len(rain.chain_levels.signatures)
    sample_plan(compile_plan(made(6)), weather(before_mm=(3.0,)), samples=3)
    sample_plan(compile_plan(made(6)), None, samples=3)
    dispatch(compile_plan(made(6)))
    assert (len(_compiled.sample.signatures), len(rain.chain_levels.signatures)) == known


def test_what_cannot_be_sampled_is_refused():
    compiled = compile_plan(made(0))
    with pytest.raises(PlanError, match="samples"):
        sample_plan(compiled, None, samples=0)
    with pytest.raises(PlanError, match="samples"):
        sample_plan(compiled, None, samples=10**9)
    long = compile_plan(Plan(START, 7_000, (Activity("x", (Mode(1),)),)))
    with pytest.raises(PlanError, match="Rain cannot be drawn"):
        sample_plan(long, weather(), samples=100_000)
    late = compile_plan(Plan(START, 10, (Activity("x", (Mode(1),)),), status_on=date(2027, 3, 10)))
    with pytest.raises(PlanError, match="lengthen"):
        sample_plan(late, weather(), samples=5)
    before = sample_plan(compiled, None, samples=5, seed=1)
    with pytest.raises(PlanError, match="same seed"):
        compare(before, sample_plan(compiled, None, samples=5, seed=2))
