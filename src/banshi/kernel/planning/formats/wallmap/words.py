"""What the map says."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """What the map says; a page gives these in the reader's language. `month` and `date` are strftime patterns."""

    month: str = "%Y-%m"
    date: str = "%Y-%m-%d"
    today: str = "Today"
    promised: str = "promised"
    late: str = "{n} d late"
    planned: str = "Planned"
    done: str = "Done"
    critical: str = "Critical"
    behind: str = "After its promised day"
    baseline: str = "Baseline"
    whisker: str = "P50 to P80"
    milestone: str = "Milestone"
    rest: str = "Not worked"
    rain: str = "Rain stops work"
    page: str = "{n} / {all}"
    source: str = "Drawn from the plan of {day}"
