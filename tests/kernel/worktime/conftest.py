"""The calendar of 2004–2026, from the oracle package, which the product itself never imports."""

import chinese_calendar.constants as oracle
import pytest

from banshi.kernel.worktime import DayKind, SpecialDay, WorkCalendar


@pytest.fixture(scope="session")
def china() -> WorkCalendar:
    special = [
        SpecialDay(day, kind, oracle.Holiday(name).chinese, name)
        for kind, days in ((DayKind.HOLIDAY, oracle.holidays), (DayKind.MAKEUP_WORKDAY, oracle.workdays))
        for day, name in days.items()
    ]
    return WorkCalendar(tuple(special), frozenset(range(2004, 2027)))
