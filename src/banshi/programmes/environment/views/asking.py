"""What the pages of air and water are asked: a day, what was known, a standard, a practice."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from banshi.base.tables import asking
from banshi.base.tables.asking import Ask
from banshi.base.tables.definitions import Table
from banshi.base.zones import clock
from banshi.kernel.standards import air
from banshi.programmes.environment.queries.air import ALL_STANDARDS

DATED = Table(code="environment_values", title=_("Values"), columns=(), order=(), dated=True)
PRACTICES = (
    (air.FULL, _("HJ 663: means and percentiles")),
    (air.BULLETIN, _("Bulletin: means, CO and O₃ percentiles")),
)


@dataclass(frozen=True)
class When:
    """The day at whose end is asked, and the instant up to whose knowledge (None: all)."""

    ask: Ask
    day: date
    known_at: datetime | None
    limit: date

    @property
    def context(self) -> dict[str, Any]:
        """What the band and the filter bar need."""
        return {"ask": self.ask, "as_of": self.ask.as_of, "day_limit": self.limit.isoformat()}


def when(request: HttpRequest) -> When:
    """The day and the knowledge asked for in the address; nonsense means today, and all."""
    today = clock.today(request.zone)
    ask = asking.read(request, DATED)
    return When(ask, ask.as_of or today, ask.known_at(request.zone), today)


def standard(request: HttpRequest) -> str | None:
    """The version of GB 3095 asked for; None for the one in force."""
    asked = request.GET.get("standard", "")
    return asked if asked in ALL_STANDARDS else None


def practice(request: HttpRequest) -> str:
    """How the year is judged."""
    asked = request.GET.get("practice", "")
    return asked if asked in dict(PRACTICES) else air.FULL


def year(request: HttpRequest, default: int) -> int:
    """The year asked for."""
    asked = request.GET.get("year", "")
    return int(asked) if asked.isdecimal() and asked.isascii() and 1990 <= int(asked) <= 2100 else default
