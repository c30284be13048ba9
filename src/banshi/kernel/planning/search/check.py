"""An independent check of a solution: nothing here is shared with the search but the project itself."""

from __future__ import annotations

from collections.abc import Sequence

from .project import PlainProject


def faults(project: PlainProject, start: Sequence[int], mode: Sequence[int]) -> list[str]:
    """What is wrong with a schedule of a plain project; empty when nothing is."""
    n = len(project.choices)
    if len(start) != n or len(mode) != n:
        return [f"{n} activities, but {len(start)} starts and {len(mode)} modes"]
    chosen = [project.choices[i][int(mode[i])] for i in range(n)]
    end = [int(start[i]) + chosen[i].days for i in range(n)]
    found = [f"Activity {i + 1} starts before day 0" for i in range(n) if start[i] < 0]
    for i, after in enumerate(project.successors):
        found += [f"Activity {j + 1} starts before {i + 1} ends" for j in after if start[j] < end[i]]
    for crew, units in enumerate(project.capacity):
        load: dict[int, int] = {}
        for i in range(n):
            for day in range(int(start[i]), end[i]):
                load[day] = load.get(day, 0) + chosen[i].crews[crew]
        worst = max(load.values(), default=0)
        if worst > units:
            found.append(f"Crew {crew + 1} has {units} units, and {worst} are used on one day")
    for stock, units in enumerate(project.stock):
        used = sum(one.stocks[stock] for one in chosen)
        if used > units:
            found.append(f"Stock {stock + 1} has {units} units, and {used} are used")
    return found
