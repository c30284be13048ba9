"""What is to be won back: the end of the plan, of a project, or a milestone, and how early it may lie at all."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import numpy as np

from banshi.kernel.planning.errors import PlanError
from banshi.kernel.planning.model import Plan

from .offers import Approval


@dataclass(frozen=True, slots=True)
class Aim:
    """kind: "plan", "project" or "milestone"; code: of the latter two. by: the day to reach; None: the promised day,
    or no day at all (then only the list of options is made)."""

    kind: str = "plan"
    code: str = ""
    by: date | None = None


@dataclass(frozen=True, eq=False)
class Goal:
    """An aim in numbers. members: bool[n]. target: boundary to reach or None. floor: boundary below which nothing is
    proposed (a contract's last day without an approval); 0 where nothing forbids. notes: what the floor changed."""

    aim: Aim
    members: np.ndarray
    target: int | None
    floor: int
    notes: tuple[str, ...]

    def value(self, ends: np.ndarray) -> np.ndarray:
        """int64: end of the aim for rows of ends (..., n); what lies below the floor counts as the floor."""
        return np.maximum(ends[..., self.members].max(axis=-1), self.floor).astype(np.int64)


def goal_of(plan: Plan, aim: Aim, approvals: Iterable[Approval]) -> Goal:
    """PlanError for an unknown project or milestone, or an approval for a project that is not there."""
    members = _members(plan, aim)
    floor, notes = _floor(plan, members, tuple(approvals))
    day = aim.by or _promised(plan, aim)
    target = None if day is None else max(0, plan.index(day) + 1)
    if target is not None and target < floor:
        contract = plan.day(floor - 1)
        notes.append(
            f"{day} lies before {contract}, the earliest day that the contract and the approvals given allow; "
            f"options are sought for {contract}. To go below needs an approval by name."
        )
        target = floor
    return Goal(aim, members, target, floor, tuple(notes))


def _members(plan: Plan, aim: Aim) -> np.ndarray:
    if aim.kind == "plan":
        return np.ones(len(plan.activities), dtype=bool)
    if aim.kind == "project" and aim.code in plan.project_of:
        found = np.array([a.project == aim.code for a in plan.activities], dtype=bool)
        if found.any():
            return found
    for milestone in plan.milestones if aim.kind == "milestone" else ():
        if milestone.code == aim.code:
            return np.array([a.code in set(milestone.activities) for a in plan.activities], dtype=bool)
    raise PlanError("unknown", f"There is no {aim.kind} {aim.code!r:.80} with activities to recover")


def _promised(plan: Plan, aim: Aim) -> date | None:
    if aim.kind == "project":
        return plan.project_of[aim.code].promised
    if aim.kind == "milestone":
        return next(m.must for m in plan.milestones if m.code == aim.code)
    return max((p.promised for p in plan.projects if p.promised is not None), default=None)


def _floor(plan: Plan, members: np.ndarray, approvals: tuple[Approval, ...]) -> tuple[int, list[str]]:
    notes, floor = [], 0
    approved = {approval.project: approval for approval in approvals}
    for code in approved:
        if code not in plan.project_of:
            raise PlanError(
                "unknown", f"An approval names project {code!r:.80}, which the plan does not have"
            )
    for project in plan.projects:
        own = np.array([a.project == project.code for a in plan.activities], dtype=bool)
        if project.contract is None or not own.any() or not members[own].all():
            continue
        earliest = project.contract
        approval = approved.get(project.code)
        if approval is not None and approval.earliest < earliest:
            earliest = approval.earliest
            notes.append(f"Project {project.code} may end from {earliest} on: approved by {approval.by}.")
        floor = max(floor, plan.index(earliest) + 1)
    return floor, notes
