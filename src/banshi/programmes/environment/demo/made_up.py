"""Made-up values of air and water, the same at each run: seeded code, no file.

Air: 2019 has 279 good days of 365, 2020 has 333 of 366 after one correction (332 as imported); 2020 reaches Grade II
in all six pollutants, 2019 does not. Water: the section under national control rises from class IV to II, that under
city control meets class II in each month by itself or by the mean up to it, that under provincial control is of class
III and better in all twelve months of 2020 and in ten of 2019.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

SEED = 20200616
CORRECTED = date(2020, 11, 14)
CORRECTED_TO = ("9", "31", "88", "72", "1.0", "61")
"""One day of 2020 as the sheet had it wrong (a misread digit), and as it was corrected: good instead of polluted."""

BAD_DAYS = {2019: (61, 25), 2020: (13, 21)}
"""Polluted days of a year: of winter by PM2.5, of summer by ozone; one of winter 2020 is corrected away."""


def air(year: int) -> Iterator[tuple[date, tuple[str, ...]]]:
    """Each day of a year with its six amounts: SO2, NO2, PM10, PM2.5, CO, O3."""
    draw = Random(SEED + year)  # noqa: S311 - made-up values
    first = date(year, 1, 1)
    days = [first + timedelta(days=n) for n in range((date(year + 1, 1, 1) - first).days)]
    winter = [on for on in days if on.month in (1, 2, 11, 12) and on != CORRECTED]
    summer = [on for on in days if on.month in (5, 6, 7, 8, 9)]
    by_dust, by_ozone = BAD_DAYS[year]
    extra = year == CORRECTED.year
    dusty = set(draw.sample(winter, by_dust - extra)) | ({CORRECTED} if extra else set())
    ozone = set(draw.sample(summer, by_ozone))
    for on in days:
        yield on, _day(draw, on, on in dusty, on in ozone)


def _day(draw: Random, on: date, dusty: bool, ozone: bool) -> tuple[str, ...]:
    cold = on.month in (1, 2, 11, 12)
    if on == CORRECTED:
        return (*CORRECTED_TO[:3], "77", *CORRECTED_TO[4:])
    fine = draw.randint(78, 128) if dusty else draw.randint(24, 66) if cold else draw.randint(10, 41)
    coarse = min(fine + draw.randint(14, 40), 149 if not dusty else 190)
    high = draw.randint(164, 212) if ozone else draw.randint(30, 84) if cold else draw.randint(62, 146)
    return (
        str(draw.randint(5, 14)),
        str(draw.randint(18, 46) if cold else draw.randint(9, 27)),
        str(coarse),
        str(fine),
        f"{draw.randint(6, 13) / 10}" if cold else f"{draw.randint(4, 9) / 10}",
        str(high),
    )


STEADY = {
    "pH": "7.4", "氟化物": "0.28", "铜": "0.002", "锌": "0.006", "硒": "0.0004L", "砷": "0.0021", "汞": "0.00002L",
    "镉": "0.0001L", "六价铬": "0.004L", "铅": "0.001L", "氰化物": "0.001L", "挥发酚": "0.0003L", "石油类": "0.01L",
    "阴离子表面活性剂": "0.05L", "硫化物": "0.01L",
}  # fmt: skip
"""Items that stand still, all of class I."""
MOVING = ("溶解氧", "高锰酸盐指数", "化学需氧量", "五日生化需氧量", "氨氮", "总磷")
#: section, year -> per month the level that its moving items are of (a number of LEVELS)
MONTHS = {
    ("national", 2019): (4, 4, 3, 4, 4, 3, 4, 4, 4, 3, 4, 4),
    ("national", 2020): (2, 2, 2, 2, 3, 2, 2, 2, 2, 2, 2, 1),
    ("city", 2019): (3, 3, 2, 3, 3, 3, 2, 3, 3, 3, 3, 2),
    ("city", 2020): (2, 1, 2, 3, 2, 1, 2, 2, 1, 2, 3, 2),
    ("provincial", 2019): (2, 3, 4, 3, 2, 3, 3, 2, 4, 3, 2, 2),
    ("provincial", 2020): (2, 2, 2, 3, 2, 3, 2, 2, 2, 2, 2, 1),
}
LEVELS = {
    1: ("8.2", 1.9, 9, 1.6, 0.12, 0.02),
    2: ("7.6", 2.9, 13, 2.3, 0.31, 0.06),
    3: ("6.9", 4.3, 16, 3.2, 0.58, 0.13),
    4: ("5.9", 6.6, 23, 4.4, 1.22, 0.24),
}


def water(section: str, year: int) -> Iterator[tuple[date, dict[str, str]]]:
    """Each month of a section's year with its items by their Chinese names."""
    draw = Random(f"{SEED}{section}{year}")  # noqa: S311 - made-up values
    for number, level in enumerate(MONTHS[section, year], 1):
        oxygen, *rest = LEVELS[level]
        shift = draw.uniform(0.94, 1.0)
        values = (oxygen, *(f"{value * shift:.3g}" for value in rest))
        yield date(year, number, 1), dict(zip(MOVING, values, strict=True)) | STEADY
