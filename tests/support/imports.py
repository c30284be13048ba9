"""Taking a workbook in as a clerk would, without a browser."""

from dataclasses import dataclass
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from banshi.base.imports import actions, queries, registry, table, work
from banshi.base.imports.models import Run, Told
from banshi.base.zones import clock
from banshi.base.zones.access import Actor


@dataclass
class Clerk:
    """Somebody with workbooks."""

    actor: Actor
    importer: str = "matters"

    @property
    def now(self):
        """The zone's clock."""
        return clock.now(self.actor.zone)

    def send(self, data: bytes, name: str = "台账.xlsx", **rest: Any) -> Run:
        """The file comes in."""
        file = actions.take_in(self.actor.zone, SimpleUploadedFile(name, data))
        return actions.receive_file(actor=self.actor, importer=self.importer, file=file, now=self.now, **rest)

    def map(self, run: Run, columns: dict[str, str] | None = None, **rest: Any) -> Run:
        """Its columns as proposed, or those named otherwise (by the name of the column)."""
        importer = registry.get(self.importer)
        shown = queries.sheet_shown(run, importer, None, None)
        found = dict(shown.columns)
        for name, code in (columns or {}).items():
            at = shown.header.names.index(name)
            found.pop(at, None)
            if code:
                found[at] = code
        return actions.map_columns(
            actor=self.actor, run=run, sheet=shown.sheet.name, header=shown.header, columns=found,
            year=rest.pop("year", run.year), now=self.now, **rest,
        )  # fmt: skip

    def tried(self, data: bytes, columns: dict[str, str] | None = None, **rest: Any) -> Run:
        """Sent, mapped and tried."""
        run = work.work(self.map(self.send(data, **rest), columns))
        assert run.trouble == "", run.trouble
        return run

    def taken(self, data: bytes, columns: dict[str, str] | None = None, **rest: Any) -> Run:
        """Sent, mapped, tried and taken over."""
        run = self.tried(data, columns, **rest)
        run = actions.start_run(actor=self.actor, run=run, now=self.now)
        run = work.work(run)
        assert run.trouble == "", run.trouble
        return run


def counts(run: Run) -> tuple[int, int, int, int]:
    """Created, changed, the same, refused."""
    return run.created, run.changed, run.same, run.refused


def wanted(run: Run) -> tuple[int, int, int, int]:
    """The same as tried."""
    return run.to_create, run.to_change, run.to_leave, run.to_refuse


def why(run: Run, row: int, *, tried: bool = False) -> str:
    """What is told of a row."""
    return Told.objects.get(run=run, row=row, tried=tried).why


__all__ = ["Clerk", "counts", "table", "wanted", "why"]
