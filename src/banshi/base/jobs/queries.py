"""Jobs as pages and the health page show them."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.utils.functional import Promise

from banshi.base.jobs import registry
from banshi.base.jobs.models import OPEN, Job, State
from banshi.base.jobs.running import here
from banshi.base.zones import access, clock
from banshi.base.zones.access import Actor
from banshi.base.zones.models import Zone

LATE = timedelta(minutes=10)
TONES = {State.WAITING: "open", State.RUNNING: "going", State.DONE: "done"}


@dataclass(frozen=True)
class Shown:
    """A job as its page shows it: ``percent`` is None while nobody knows how much there is to do."""

    job: Job
    title: str | Promise
    step: str | Promise
    done: int
    total: int
    tone: str
    zone: Zone

    @property
    def created_at(self) -> datetime | None:
        """When it was asked for, as the zone's clock has it."""
        return clock.shown(self.zone, self.job.created_at)

    @property
    def started_at(self) -> datetime | None:
        """When it was begun, as the zone's clock has it."""
        return clock.shown(self.zone, self.job.started_at)

    @property
    def finished_at(self) -> datetime | None:
        """When it ended, as the zone's clock has it."""
        return clock.shown(self.zone, self.job.finished_at)

    @property
    def percent(self) -> int | None:
        """How far it is, in whole percent."""
        return min(100, self.done * 100 // self.total) if self.total else None

    @property
    def link(self) -> str:
        """The page to go on to; only one of our own."""
        link = str(self.job.result.get("link", ""))
        return link if link.startswith("/") and not link.startswith("//") else ""


def found(actor: Actor, uid: UUID) -> Job:
    """The job with this uid, where the actor may see it. Raises Unknown otherwise."""
    job = Job.objects.visible_to(actor).filter(uid=uid).first()
    if job is None:
        raise access.unknown()
    return job


def shown(zone: Zone, job: Job) -> Shown:
    """The job of this zone with what the thread that is at it knows already; no query."""
    kind = registry.kind(job.kind)
    live = here(job.uid) if job.open else None
    code = live.step if live else job.step
    return Shown(
        job,
        kind.title if kind else job.kind,
        (kind.steps.get(code, "") if kind else "") or "",
        live.done if live else job.done,
        live.total if live else job.total,
        TONES.get(State(job.state), "ended"),
        zone,
    )


@dataclass(frozen=True)
class Standing:
    """What the health page tells of a zone's jobs: how many wait and since when, and the last that failed."""

    waiting: int
    running: int
    failed: int
    late: bool
    last_failed: str


def standing(zone: Zone) -> Standing:
    """Two queries. ``failed`` counts the last week; no words of anybody are told, codes and lines of code alone."""
    now = clock.process_now()
    rows = list(
        Job.objects.filter(zone=zone, state__in=OPEN).values_list("state", "created_at").order_by("pk")[:1000]
    )
    waiting = [at for state, at in rows if state == State.WAITING]
    failed = list(
        Job.objects.filter(zone=zone, state=State.FAILED, created_at__gte=now - timedelta(days=7))
        .order_by("-created_at")
        .values_list("kind", "error")[:100]
    )
    return Standing(
        waiting=len(waiting),
        running=len(rows) - len(waiting),
        failed=len(failed),
        late=any(at < now - LATE for at in waiting),
        last_failed=" ".join(failed[0]) if failed else "",
    )
