"""What happened to each matter: drawn from a fixed seed, so that N matters are always the same ones."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from random import Random

from banshi.conf.benchmarks.ground import AREAS, FIRST, START, TODAY, WORDS, Ground

SEED = 20260615
DAYS = (TODAY - START).days - 30
OPEN_SHARE = 0.15
OPEN_STATES = (
    "registered",
    "dispatched",
    "in_hand",
    "in_hand",
    "in_hand",
    "submitted",
    "verified",
    "answered",
)
WHOLE_WAY = (
    "received",
    "registered",
    "dispatched",
    "signed",
    "progressed",
    "submitted",
    "verified",
    "answered",
)
REACHED = {
    "registered": 2,
    "dispatched": 3,
    "in_hand": 5,
    "submitted": 6,
    "verified": 7,
    "answered": 8,
    "closed": 9,
}
KINDS = (("problem", "problem"), ("problem", "problem"), ("problem", "problem"), ("need", "need"))
CATEGORIES = ("utilities", "land", "labour", "finance", "permits", "roads", "construction", "living", "other")
TROUBLES = (
    "门前排水不畅",
    "路灯不亮",
    "用电容量不足",
    "招工困难",
    "证照办理慢",
    "道路破损",
    "施工扬尘",
    "网络很弱",
)
SOURCES = (
    ("infrastructure", "construction_bureau"),
    ("industrial", "project_service_centre"),
    ("enterprise", "enterprise_service_centre"),
)


@dataclass(frozen=True)
class Step:
    """One act: what it was, by whose hand (a name of the ground), when, and on which day."""

    act: str
    by: str
    at: datetime

    @property
    def on(self) -> date:
        """The day in the zone; steps are taken in its morning, so both days are the same."""
        return self.at.date()


@dataclass
class Life:
    """One matter: its fixed facts, and the steps of its way so far."""

    serial: int
    raised_on: date
    title: str
    kind: str
    nature: str
    category: str
    source: str
    collector: str
    raiser_kind: str
    firm: int
    place: int
    words: int
    label: int
    unit: str
    leader: str
    due_on: date
    key_listed: bool
    co_unit: str | None
    satisfaction: str
    outcome: str
    steps: list[Step] = field(default_factory=list)

    @property
    def acts(self) -> dict[str, Step]:
        """The steps by their act."""
        return {step.act: step for step in self.steps}


def lives(ground: Ground, rows: int, prepared: int) -> Iterator[Life]:
    """``rows`` matters in order of the day they were raised, 85 % closed, the open ones mostly of late.

    Of the last ones ``prepared`` are verified and answered, so that they can be closed out.
    """
    draw = Random(SEED)  # noqa: S311 - the same matters each time, nothing secret
    first_recent = rows - max(int(rows * OPEN_SHARE * 1.15), prepared)
    ready_from = rows - 2 * prepared
    left = prepared
    for serial in range(rows):
        day = START + timedelta(days=serial * DAYS // rows)
        state = _state(draw, serial >= first_recent)
        if left and serial >= ready_from and (serial % 2 or rows - serial <= left):
            state, left = "answered", left - 1
        yield _life(draw, ground, serial, day, state)


def _state(draw: Random, recent: bool) -> str:
    is_open = draw.random() < (0.85 if recent else 0.005)
    return draw.choice(OPEN_STATES) if is_open else "closed"


def _life(draw: Random, ground: Ground, serial: int, day: date, state: str) -> Life:
    kind, nature = draw.choice(KINDS)
    source, collector = draw.choice(SOURCES)
    firm = draw.randrange(len(ground.firms))
    unit, co_unit = draw.sample(ground.departments, 2)
    by_firm = draw.random() < 0.7
    life = Life(
        serial=serial,
        raised_on=day,
        title=f"{draw.choice(FIRST)}{draw.choice(AREAS)}{draw.choice(TROUBLES)}",
        kind=kind,
        nature=nature,
        category=draw.choice(CATEGORIES),
        source=source,
        collector=collector,
        raiser_kind="enterprise" if by_firm else "resident",
        firm=firm,
        place=firm if by_firm else draw.randrange(len(ground.places)),
        words=draw.randrange(len(WORDS)),
        label=2 if draw.random() < 0.03 else 1,
        unit=unit,
        leader=draw.choice(ground.leaders),
        due_on=day + timedelta(days=draw.randint(6, 30)),
        key_listed=draw.random() < 0.05,
        co_unit=co_unit if draw.random() < 0.2 else None,
        satisfaction="satisfied" if draw.random() < 0.9 else "fairly",
        outcome="solved",
    )
    life.steps = _steps(draw, life, REACHED[state])
    return life


def _steps(draw: Random, life: Life, count: int) -> list[Step]:
    hands = ("clerk", "clerk", "clerk", life.unit, life.unit, life.unit, "verifier", "verifier", "clerk")
    gaps = (
        draw.choice((0, 0, 0, 2)),
        0,
        1,
        1,
        draw.randint(1, 3),
        draw.randint(2, 9),
        1,
        draw.randint(0, 2),
        1,
    )
    day, found = life.raised_on, []
    for number, act in enumerate((*WHOLE_WAY, "closed")[:count]):
        day += timedelta(days=gaps[number])
        minutes = 10 * number + draw.randrange(10)
        at = datetime.combine(day, time(1, 0), UTC) + timedelta(minutes=minutes, microseconds=life.serial)
        found.append(Step(act, hands[number], at))
    return found
