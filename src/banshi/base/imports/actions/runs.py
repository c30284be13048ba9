"""Every write of an import: the file comes in, its columns are named, it is tried, its rows are taken over."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Max, Q
from django.utils.translation import get_language

from banshi.base.engines.rows import Lines
from banshi.base.files import blobs, intake, names, store
from banshi.base.history.acts import current, use_case
from banshi.base.history.record import record
from banshi.base.imports import asked, refusals, table
from banshi.base.imports.actions.common import importer_named, locked, only_in
from banshi.base.imports.judging import judged, recognised
from banshi.base.imports.models import KEPT, WORKING, Meant, Run, Shape, State, Taken, Told
from banshi.base.imports.names import LEFT_OUT
from banshi.base.imports.reader import limits
from banshi.base.imports.reader.header import Header, fold
from banshi.base.imports.reader.limits import Hostile
from banshi.base.imports.registry import Asking, Importer, Kind, Taking, Verdict
from banshi.base.imports.table import Parsed
from banshi.base.zones import clock, subjects
from banshi.base.zones.access import Actor
from banshi.base.zones.models import Subject, Zone
from banshi.base.zones.refusals import Refusal

LEASE = timedelta(seconds=120)
SWEPT_AT_ONCE = 200
MEDIA = {
    b"PK\x03\x04": "application/zip",  # what it is; the long name of xlsx does not fit the column
    b"\xd0\xcf\x11\xe0": "application/vnd.ms-excel",
}


class _Rehearsed(Exception):
    """Takes a rehearsal back."""


def take_in(zone: Zone, uploaded: Any) -> intake.Taken:
    """The bytes of an uploaded workbook into the store, once they are known to be a bearable table.

    Outside of any act: reading may take a second. Raises :class:`Refusal`.
    """
    parts, size = [], 0
    for chunk in uploaded.chunks():
        size += len(chunk)
        if size > limits.MOST_BYTES:
            raise refusals.of_file("too_large")
        parts.append(chunk)
    content = b"".join(parts)
    try:
        table.read(content, most=table.SAMPLE_ROWS)
    except Hostile as why:
        raise refusals.of_file(why.code) from why
    sha = blobs.keep(zone.uid, content)
    media = MEDIA.get(content[:4], "text/csv")
    return intake.Taken(zone.pk, sha, sha, "", size, media, names.clean(str(uploaded.name or "")))


@use_case("imports.receive")
def receive_file(
    *, actor: Actor, importer: str, file: intake.Taken, now: datetime, year: int | None = None
) -> Run:
    """A workbook comes in for an importer; its columns are named next. Nothing of it is taken over yet."""
    found = importer_named(importer)
    found.require(actor)
    if year is not None and not 1980 <= year <= 2100:
        raise refusals.of_mapping("year_wrong")
    zone = actor.zone
    Subject.objects.select_for_update().get(pk=zone.subject_id)
    number = (Run.objects.filter(zone=zone).aggregate(last=Max("number"))["last"] or 0) + 1
    subject = subjects.open_subject(zone, "import", f"{found.code} {number:04d}")
    row = store.receive(actor, file)
    store.attach(row, subject, role="workbook")
    run = Run.objects.create(
        subject=subject,
        zone=zone,
        number=number,
        importer=found.code,
        account_id=actor.account_id,
        file=row,
        language=get_language() or "zh-hans",
        year=year,
        made_at=current().recorded_at,
    )
    data = {"number": number, "importer": found.code, "sha256": file.sha256_received, "size": file.size}
    record(actor=actor, subject=subject, kind="imports.received", data=data)
    return run


@use_case("imports.map")
def map_columns(
    *,
    actor: Actor,
    run: Run,
    sheet: str,
    header: Header,
    columns: dict[int, str],
    now: datetime,
    year: int | None = None,
) -> Run:
    """Say which column holds what; the sheet is then tried. Remembered for sheets of the same shape."""
    run, importer = locked(actor, run)
    only_in(run, State.MAPPING, State.CHECKED)
    _check_columns(importer, columns)
    if year is not None and not 1980 <= year <= 2100:
        raise refusals.of_mapping("year_wrong")
    run.sheet, run.header_at, run.year = sheet[:100], header.bottom, year
    run.columns = {str(at): code for at, code in sorted(columns.items())}
    run.shape = table.shape_of(header)
    run.meant, run.names = _remembered(actor, run, importer), None
    run.state, run.position, run.trouble, run.worked_until = State.CHECKING, 0, "", None
    run.save()
    Shape.objects.update_or_create(
        zone=actor.zone,
        importer=importer.code,
        shape=run.shape,
        defaults={
            "columns": {fold(name): columns.get(at, "") for at, name in enumerate(header.names) if name},
            "used_at": current().recorded_at,
        },
    )
    data = {"sheet_shape": run.shape, "header_at": header.bottom + 1, "columns": run.columns}
    record(actor=actor, subject=run.subject, kind="imports.mapped", data=data)
    return run


def _remembered(actor: Actor, run: Run, importer: Importer) -> dict[str, dict[str, list[str]]]:
    """What the names in sheets of this shape were said to stand for, for the columns that are mapped."""
    mapped = set(run.columns.values())
    rolls = {one.code: one.names for one in importer.fields if one.names and one.code in mapped}
    found: dict[str, dict[str, list[str]]] = {}
    rows = Meant.objects.filter(zone=actor.zone, importer=importer.code, shape=run.shape)
    for one in rows.filter(field__in=list(rolls), taken_back_at__isnull=True) if rolls else ():
        still = rolls[one.field].still
        if still is None or one.key == LEFT_OUT or still(actor, one.key, one.chosen_at):
            found.setdefault(one.field, {})[one.word] = [one.key, one.name]
    return found


def _check_columns(importer: Importer, columns: dict[int, str]) -> None:
    chosen = list(columns.values())
    for one in importer.fields:
        if chosen.count(one.code) > 1:
            raise refusals.of_mapping("field_twice", column=one.label)
    for one in importer.required:
        if one.code not in chosen and one.made_of not in chosen:
            raise refusals.of_mapping("field_missing", column=one.label)
    if importer.any_of and not set(importer.any_of) & set(chosen):
        names = " / ".join(str(importer.field(code).label) for code in importer.any_of)
        raise refusals.of_mapping("one_of_missing", column=names)


@use_case("imports.check_ended")
def keep_check(
    *,
    actor: Actor,
    run: Run,
    counts: dict[str, int],
    told: Sequence[tuple[int, str, str]],
    passed: int,
    now: datetime,
    names: asked.Kept = asked.NOTHING,
) -> Run:
    """What trying the sheet has shown: counts per kind, for each refused or changed row why, names to ask about."""
    run, _importer = locked(actor, run)
    only_in(run, State.CHECKING)
    run.to_create, run.to_change = counts.get("create", 0), counts.get("change", 0)
    run.to_leave, run.to_refuse = counts.get("same", 0), counts.get("refuse", 0)
    run.total, run.passed = sum(counts.values()), passed
    run.state, run.worked_until = State.CHECKED, None
    run.names = asked.seal(run, names)
    run.save()
    Told.objects.filter(zone=actor.zone, run=run, tried=True).delete()
    _keep_told(run, told, tried=True)
    record(actor=actor, subject=run.subject, kind="imports.checked", data={"rows": run.total, **counts})
    return run


def _keep_told(run: Run, told: Iterable[tuple[int, str, str]], *, tried: bool) -> None:
    Told.objects.bulk_create(
        [
            Told(zone_id=run.zone_id, run=run, row=row, kind=kind, tried=tried, why=why)
            for row, kind, why in told
        ],
        batch_size=500,
    )


@use_case("imports.start")
def start_run(*, actor: Actor, run: Run, now: datetime) -> Run:
    """Take the rows over, or go on where it was stopped."""
    run, _importer = locked(actor, run)
    only_in(run, State.CHECKED, State.STOPPED)
    run.state, run.asked_to_stop, run.trouble, run.worked_until = State.IMPORTING, False, "", None
    run.save()
    record(actor=actor, subject=run.subject, kind="imports.started", data={"after_row": run.position})
    return run


@use_case("imports.ask_to_stop")
def stop_run(*, actor: Actor, run: Run, now: datetime) -> Run:
    """Stop after the batch that is being taken over. What is done stays done."""
    run, _importer = locked(actor, run)
    only_in(run, State.IMPORTING)
    run.asked_to_stop = True
    run.save(update_fields=["asked_to_stop"])
    record(actor=actor, subject=run.subject, kind="imports.stop_asked", data={})
    return run


@use_case("imports.take_over")
def take_over(
    *, actor: Actor, run: Run, rows: Sequence[Parsed], last: bool, now: datetime, memo: dict[str, Any]
) -> Run:
    """One batch of rows, all in one act: each is taken over, left as it is, or told why not.

    A row that was taken over before, by this or another run, is left. ``last``: the sheet ends with it.
    """
    run, importer = locked(actor, run)
    only_in(run, State.IMPORTING)
    current().answer_with(run.subject)
    rows = [one for one in rows if one.row > run.position]
    taking = Taking(actor, clock.on_date(actor.zone, now), memo, now, run.subject, f"{run.number:04d}")
    verdicts, before = judged(importer, taking, rows)
    todo = [one for one in verdicts if one.kind in (Kind.CREATE, Kind.CHANGE)]
    results = dict(zip((one.row for one in todo), importer.apply(taking, todo) if todo else (), strict=True))
    told, counts = _outcome(run, rows, verdicts, results, before)
    _keep_told(run, told, tried=False)
    run.created += counts["create"]
    run.changed += counts["change"]
    run.same += counts["same"]
    run.refused += counts["refuse"]
    run.position = rows[-1].row if rows else run.position
    run.worked_until = current().recorded_at + LEASE
    data: dict[str, Any] = {"from_row": rows[0].row if rows else None, "to_row": run.position, **counts}
    if last or run.asked_to_stop:
        run.state, run.worked_until = State.DONE if last else State.STOPPED, None
        run.ended_at = current().recorded_at
        data["state"] = str(run.state)
    run.save()
    record(actor=actor, subject=run.subject, kind="imports.batch_taken", data=data)
    return run


def _outcome(
    run: Run,
    rows: Sequence[Parsed],
    verdicts: Sequence[Verdict],
    results: dict[int, Subject | Refusal],
    before: dict[str, Taken],
) -> tuple[list[tuple[int, str, str]], dict[str, int]]:
    """Mark what was taken over, and tell what was not; counts per kind."""
    told = []
    fresh = Lines(
        Taken, "identity", "digest", "subject_id", "row",
        zone_id=run.zone_id, importer=run.importer, run_id=run.pk, taken_at=current().recorded_at,
    )  # fmt: skip
    counts = dict.fromkeys((str(kind) for kind in Kind), 0)
    for one, verdict in zip(rows, verdicts, strict=True):
        result = results.get(one.row)
        kind, why = verdict.kind, _sentences(verdict.why)
        if isinstance(result, Refusal):
            kind, why = Kind.REFUSE, str(result.message)
        counts[kind] += 1
        if kind == Kind.REFUSE or why:
            told.append((one.row, str(kind), why))
        if kind == Kind.REFUSE or (kind == Kind.SAME and recognised(one, before)[0] is not None):
            continue
        subject = result if isinstance(result, Subject) else verdict.subject
        if subject is not None:
            _mark(run, one, subject, before, fresh)
    fresh.write()
    return told, counts


def _mark(run: Run, one: Parsed, subject: Subject, before: dict[str, Taken], fresh: Lines) -> None:
    known, digest = recognised(one, before)
    if known is None:
        fresh.add(one.identity, one.digest, subject.pk, one.row)
        return
    at = current().recorded_at
    Taken.objects.filter(pk=known.pk).update(digest=digest, run=run, row=one.row, taken_at=at)


def _sentences(why: Iterable[Any]) -> str:
    return "\n".join(str(one) for one in why)


@use_case("imports.rehearse")
def _rehearse(
    *, actor: Actor, importer: Importer, taking: Taking, verdicts: Sequence[Verdict], now: datetime
) -> list[Subject | Refusal]:
    return importer.apply(taking, verdicts)


def rehearse(
    *, actor: Actor, importer: Importer, asking: Asking, verdicts: Sequence[Verdict], now: datetime
) -> dict[int, Refusal]:
    """What taking these rows over would refuse: it is done and taken back, so that every rule has been asked."""
    taking = Taking(actor, asking.today, dict(asking.memo), now, actor.zone.subject, "")
    found: list[Subject | Refusal] = []
    try:
        with transaction.atomic():
            found = _rehearse(actor=actor, importer=importer, taking=taking, verdicts=verdicts, now=now)
            raise _Rehearsed
    except _Rehearsed:
        pass
    return {
        verdict.row: result
        for verdict, result in zip(verdicts, found, strict=True)
        if isinstance(result, Refusal)
    }


@use_case("imports.halt")
def halt_run(*, actor: Actor, run: Run, trouble: str, now: datetime) -> Run:
    """Stop a run that cannot go on, and say why. ``actor`` is the machine where its starter lost his right."""
    run = Run.objects.select_for_update(of=("self",)).select_related("subject", "zone", "file").get(pk=run.pk)
    if not run.working:
        return run
    checking = run.state == State.CHECKING
    run.state = State.MAPPING if checking else State.STOPPED
    run.trouble, run.worked_until, run.asked_to_stop = trouble[:300], None, False
    run.save()
    record(actor=actor, subject=run.subject, kind="imports.halted", data={"after_row": run.position})
    return run


@use_case("imports.drop")
def drop_run(*, actor: Actor, run: Run, now: datetime) -> Run:
    """Remove the workbook of a run that is over or not wanted; what it took over stays, and so do the counts."""
    run, _importer = locked(actor, run)
    only_in(run, State.MAPPING, State.CHECKED, State.STOPPED, State.DONE)
    if run.file.erased_at is not None:
        raise refusals.refuse("file_gone")
    _remove_file(actor, run)
    return run


@use_case("imports.sweep")
def sweep_files(*, actor: Actor, now: datetime) -> int:
    """Remove the workbooks of runs that nobody has worked on for ``KEPT``; how many. The machine does it."""
    rows = Run.objects.select_for_update(of=("self",)).select_related("subject", "file", "zone")
    before = now - KEPT
    rested = Q(ended_at__lt=before) | Q(ended_at__isnull=True, made_at__lt=before)
    old = rows.filter(rested, zone=actor.zone, file__erased_at__isnull=True).exclude(state__in=WORKING)
    swept = list(old.order_by("pk")[:SWEPT_AT_ONCE])
    for run in swept:
        run.subject.zone = run.zone = actor.zone
        _remove_file(actor, run)
    return len(swept)


def _remove_file(actor: Actor, run: Run) -> None:
    store.forget(run.subject)
    run.names = None
    if run.state != State.DONE:
        run.state, run.ended_at = State.DROPPED, current().recorded_at
    run.save()
    record(actor=actor, subject=run.subject, kind="imports.file_removed", data={"state": str(run.state)})


def lease(run: Run) -> bool:
    """Take a working run for this process; False when another one has it. No act: it changes nothing of anybody."""
    now = clock.process_now()
    rows = Run.objects.filter(pk=run.pk, state__in=(State.CHECKING, State.IMPORTING))
    free = rows.filter(worked_until__isnull=True) | rows.filter(worked_until__lt=clock.now(run.zone))
    return bool(free.update(worked_until=clock.shown(run.zone, now + LEASE)))
