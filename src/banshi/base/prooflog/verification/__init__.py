"""Is everything still what was recorded? One function that returns what is not, row by row.

:func:`verify` walks the chains, the logs, what apps registered (vault, files, tables) and the fences, in one
snapshot of the database, while others go on working. An empty list means that all of it holds. A log and
its database can be rewritten together by whoever owns the machine: hand in a checkpoint from outside, and
that is found too.
"""

import gc
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from itertools import islice
from typing import Protocol, Self, runtime_checkable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from banshi.base.engines.parts import Part, working
from banshi.base.history import fences
from banshi.base.history.verify import BadRow, Listener, Places, Tally, sample, walk
from banshi.base.prooflog import guard
from banshi.base.prooflog.models import Log
from banshi.base.prooflog.verification.findings import Finding
from banshi.base.prooflog.verification.logs import Logs, WrongHeads, check_log
from banshi.base.prooflog.verification.outside import check_outside
from banshi.base.zones.models import Zone

__all__ = ["Check", "Finding", "Report", "register", "verify"]


class Check(Protocol):
    """What an app adds: it hears entries as they are walked, then says what does not fit."""

    listeners: Sequence[Listener]

    def findings(self) -> Iterable[Finding]: ...


@runtime_checkable
class PartedCheck(Check, Protocol):
    """A check that is made once for each part of the database (see :mod:`banshi.base.engines.parts`).

    ``gather`` reads what is of the part (and need find no more than ``most``), ``join`` takes in what another part
    heard and gathered, ``findings`` says what is wrong in an order that does not depend on the parts. A check that
    hears entries must be such a one; one that only reads tables of its own need not.
    """

    def gather(self, part: Part, most: int | None) -> None: ...

    def join(self, other: Self) -> None: ...


_checks: dict[str, Callable[[], Check]] = {}


def register(code: str, make: Callable[[], Check]) -> None:
    """Add a check; called by its app when it is ready. ``make`` gives a fresh one for each run."""
    _checks[code] = make


@dataclass
class Report:
    """What was looked at, and what was found."""

    tally: Tally
    findings: list[Finding] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        """Whether everything holds."""
        return not self.findings


def verify(
    *,
    checkpoints: Iterable[bytes] = (),
    leave_out: Iterable[str] = (),
    most: int | None = None,
    jobs: int = 1,
) -> Report:
    """Look at everything; the findings in the order of the checks, at most ``most``.

    ``checkpoints`` are signed notes kept outside the machine; each must fit the log of its zone.
    ``leave_out`` names registered checks to pass over (``files`` reads every attachment's bytes). ``jobs``
    processes read a part each, all of one moment; what is found is the same for any number. Raises nothing for what
    was tampered with.
    """
    report = Report(Tally())
    codes = [code for code in sorted(_checks) if code not in frozenset(leave_out)]
    with _unswept(), closing(_all(report, list(checkpoints), codes, most, jobs)) as found:
        for finding in found:
            report.findings.append(finding)
            if most is not None and len(report.findings) >= most:
                break
    return report


@dataclass
class Gathered:
    """What was read in one part: chains that break, in order, heads that are wrong, and the checks of the apps."""

    tally: Tally
    broken: list[BadRow]
    heads: WrongHeads
    checks: dict[str, Check]

    def join(self, other: "Gathered") -> None:
        """Take in another part."""
        self.tally.join(other.tally)
        self.broken += other.broken
        self.heads.join(other.heads)
        for code, check in self.checks.items():
            if isinstance(check, PartedCheck):
                check.join(other.checks[code])


@contextmanager
def _unswept() -> Iterator[None]:
    """Without looking for circles among millions of rows: there are none."""
    swept = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if swept:
            gc.enable()


def _gather(part: Part, codes: list[str], most: int | None) -> Iterator[Places | Gathered]:
    """The hashes of entries as soon as all are walked, so that the tree is made beside the rest; then that."""
    checks = {code: _checks[code]() for code in codes}
    deaf = [code for code, one in checks.items() if one.listeners and not isinstance(one, PartedCheck)]
    if deaf:
        raise TypeError(f"checks that hear entries must gather and join: {deaf}")
    found, places = Gathered(Tally(), [], WrongHeads(), checks), Places()
    listeners = [listener for check in checks.values() for listener in check.listeners]
    with closing(walk(found.tally, listeners, part, places)) as broken:
        found.broken = list(islice(broken, most))
    yield places
    found.heads.look(part)
    for check in checks.values():
        if isinstance(check, PartedCheck):
            check.gather(part, most)
    yield found


def _all(
    report: Report, checkpoints: list[bytes], codes: list[str], most: int | None, jobs: int
) -> Iterator[Finding]:
    said = {zone.pk: guard.read(zone) for zone in Zone.objects.order_by("pk")}
    with working(jobs, sample, lambda part: _gather(part, codes, most)) as gathered:
        logs = Logs(gathered())
        first, *others = gathered()
        for other in others:
            first.join(other)
        report.tally = first.tally
        for row in sorted(first.broken, key=lambda row: (row.reason == "subject_gone", row.place)):
            yield _of_chain(row)
        for zone in Zone.objects.order_by("pk"):
            log = Log.objects.filter(zone=zone).first()
            guarded = said.get(zone.pk, (None, guard.MISSING))
            yield from check_log(zone, log, logs, guarded, first.heads)
        yield from check_outside(checkpoints)
        for check in first.checks.values():
            yield from check.findings()
        for name in fences.missing():
            yield Finding("fence_down", "", "sqlite_master/pg_trigger", name, str(SENTENCES["fence_down"]))


def _of_chain(row: BadRow) -> Finding:
    table = "zones_subject" if row.n == 0 else "history_entry"
    sentence = SENTENCES.get(row.reason, gettext_lazy("The chain breaks here."))
    where = _("%(kind)s «%(caption)s»") % {"kind": row.kind, "caption": row.caption}
    return Finding(row.reason, row.zone, table, f"{row.subject} n={row.n}", f"{where}: {sentence}")


SENTENCES = {
    "body_changed": gettext_lazy("The entry's bytes are not those that were hashed."),
    "body_unreadable": gettext_lazy("The entry's bytes cannot be read."),
    "link_broken": gettext_lazy("The entry does not follow the one before it."),
    "missing": gettext_lazy("An entry is missing here."),
    "double": gettext_lazy("There are two entries of one number."),
    "misplaced": gettext_lazy("The entry belongs to another thing or number."),
    "columns_differ": gettext_lazy("The entry's columns say other than its bytes."),
    "suite_unknown": gettext_lazy("The entry names a hash that does not exist."),
    "head_behind": gettext_lazy("There are more entries than the head of the chain knows."),
    "head_differs": gettext_lazy("The head of the chain is not its last entry."),
    "subject_gone": gettext_lazy("The thing that these entries belong to is gone."),
    "fence_down": gettext_lazy(
        "A fence is down: rows could be changed. Run: ./banshi manage migrate --mend-fences"
    ),
}
