"""The jobs around many papers: making the file that somebody asked for, taking away what has stood long enough."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from banshi.base.files import blobs
from banshi.base.files.intake import Taken
from banshi.base.jobs import actions as jobs
from banshi.base.jobs import registry as jobs_registry
from banshi.base.papers import actions, queries, registry
from banshi.base.papers import bundle as packing
from banshi.base.papers.actions.bundles import MAKE
from banshi.base.papers.models import Bundle, Format
from banshi.base.papers.paper import Paper
from banshi.base.papers.sending import safe
from banshi.base.zones import access, clock, subjects
from banshi.base.zones.access import Actor
from banshi.base.zones.refusals import Refusal, Unknown

SWEEP = "papers.sweep"
ZIP = "application/zip"
REFUSED = "未出具清单.txt"
NOT_OPEN = _("It is not open to you, or no longer there.")


def register() -> None:
    """Declare the jobs; called when the app is ready."""
    steps = {"papers": _("The papers are being made")}
    jobs_registry.register(MAKE, make, title=_("Many papers as one file"), steps=steps)
    jobs_registry.register(SWEEP, sweep, title=_("Files of many papers whose days are over"))
    jobs_registry.recur(SWEEP, every=timedelta(hours=1))


def make(*, actor: Actor, bundle: int) -> dict[str, str]:
    """Make the file of a bundle. It reads, and writes once at its end, so it can begin anew at any point."""
    row = Bundle.objects.visible_to(actor).select_related("subject", "zone").filter(pk=bundle).first()
    if row is None:
        raise access.unknown()
    if row.made_at is None:
        making = _Making(actor, row)
        file = making.file()
        actions.keep_bundle(
            actor=actor,
            bundle=row,
            file=file,
            papers=making.done,
            refused=tuple(making.refused.items()),
            now=clock.now(actor.zone),
        )
    return {"link": subjects.page_of(row.subject) or ""}


def sweep(*, actor: Actor) -> dict[str, int]:
    """Take away the files of a zone whose days are over."""
    now, gone = clock.now(actor.zone), 0
    for row in queries.bundles_over(actor, clock.on_date(actor.zone, now)):
        actions.drop_bundle(actor=actor, bundle=row, now=now)
        gone += 1
    return {"removed": gone}


@dataclass
class _Making:
    """The papers of one bundle under way; what has no paper is kept with the reason."""

    actor: Actor
    row: Bundle
    done: int = 0
    refused: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        uids = [UUID(one) for one in self.row.things]
        self.source, self.many = registry.source(self.row.kind), registry.many(self.row.kind)
        self.standing = {one.uid: one for one in self.many.standing(self.actor, uids)}
        self.uids = sorted(uids, key=self._place)

    def _place(self, uid: UUID) -> tuple[bool, str]:
        return uid not in self.standing, self.name(uid)

    def name(self, uid: UUID) -> str:
        """What a thing is called; its uid where it is not open to the reader."""
        found = self.standing.get(uid)
        return found.name if found else str(uid)

    def file(self) -> Taken | None:
        """The zip, in the store; None where nothing has a paper."""
        with translation.override("zh-hans"):
            content = packing.packed(self._files())
        if not self.done:
            return None
        zone = self.actor.zone
        sha = blobs.keep(zone.uid, content)
        demo = "-演示数据" if zone.simulated else ""
        name = f"{self.many.title_zh}-{self.row.asked_on.isoformat()}{demo}.zip"
        return Taken(zone.pk, sha, sha, "", len(content), ZIP, name)

    def _files(self) -> Iterator[tuple[str, bytes]]:
        if self.row.form == Format.PDF:
            yield from packing.pressed((paper for _uid, paper in self._papers()), self.many.title_zh)
        else:
            for uid, paper in self._papers():
                content = queries.word_file(self.actor, paper)
                yield f"{self.done:04d}-{safe(self.name(uid))[:60]}.docx", content
        if self.refused:
            lines = (f"{self.name(UUID(uid))}：{why}" for uid, why in self.refused.items())
            yield REFUSED, "\ufeff{}\r\n".format("\r\n".join(lines)).encode()

    def _papers(self) -> Iterator[tuple[UUID, Paper]]:
        for at, uid in enumerate(self.uids):
            jobs.progress(at, len(self.uids), step="papers")
            try:
                paper = self.source.make(self.actor, uid)
            except Refusal as refusal:
                self.refused[str(uid)] = self._why(refusal)
                continue
            self.done += 1
            yield uid, paper

    def _why(self, refusal: Refusal) -> str:
        with translation.override(self.row.language):
            return str(NOT_OPEN) if isinstance(refusal, Unknown) else refusal.message
