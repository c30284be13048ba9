"""What the names of a sheet stand for: said once for the whole sheet, remembered, taken back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from banshi.base.history.acts import current, use_case
from banshi.base.history.record import record
from banshi.base.imports import refusals
from banshi.base.imports.actions.common import locked, only_in
from banshi.base.imports.models import Meant, Run, State
from banshi.base.imports.names import LEFT_OUT, Lexicon, Roll, word_of
from banshi.base.imports.registry import Importer
from banshi.base.zones import access, clock
from banshi.base.zones.access import Actor
from banshi.base.zones.refusals import Refusal


@dataclass(frozen=True)
class Choice:
    """What ``text`` in the column of ``field`` stands for: the key of a thing on the field's roll, or ``LEFT_OUT``.
    ``noted``: it is also kept as another name of that thing. ``at`` is where a form puts its refusal."""

    field: str
    text: str
    key: str
    noted: bool = False
    at: str | None = None


@use_case("imports.choose_names")
def choose_names(*, actor: Actor, run: Run, choices: Sequence[Choice], now: datetime) -> Run:
    """Say once for the sheet what names stand for; it is then tried again. Remembered for sheets of its shape.

    Only things that the actor may see can be chosen. All of it holds, or nothing.
    """
    run, importer = locked(actor, run)
    only_in(run, State.CHECKED)
    if not choices:
        raise refusals.of_name("names_none")
    today = clock.on_date(actor.zone, now)
    lexicons: dict[str, Lexicon] = {}
    said = []
    for one in choices:
        roll = _roll(run, importer, one.field)
        if roll.code not in lexicons:
            lexicons[roll.code] = Lexicon(roll, actor, today)
        said.append(_chosen(actor, run, one, lexicons[roll.code]))
        if one.noted:
            _note(actor, run, one, lexicons[roll.code], now)
    _try_again(run)
    record(actor=actor, subject=run.subject, kind="imports.names_chosen", data={"names": said})
    return run


def _roll(run: Run, importer: Importer, field: str) -> Roll:
    found = next((one for one in importer.fields if one.code == field), None)
    if found is None or found.names is None or field not in run.columns.values():
        raise refusals.of_name("name_gone")
    return found.names


def _chosen(actor: Actor, run: Run, one: Choice, lexicon: Lexicon) -> dict[str, str]:
    meant = lexicon.by_key.get(one.key)
    if meant is None and one.key != LEFT_OUT:
        raise refusals.of_name("name_unknown", one.at)
    word, name = (
        word_of(actor.zone, run.importer, one.field, one.text),
        (meant.names[0] if meant else "")[:200],
    )
    known = _standing(run, one.field, word)
    if known is None or known.key != one.key:
        _take_back(known)
        Meant.objects.create(
            zone=actor.zone, importer=run.importer, shape=run.shape, field=one.field, word=word,
            key=one.key, name=name, run=run, account_id=actor.account_id,
            by_zh=actor.name_zh, by_en=actor.name_en, chosen_at=current().recorded_at,
        )  # fmt: skip
    run.meant.setdefault(one.field, {})[word] = [one.key, name]
    return {"field": one.field, "word": word, "key": one.key}


def _note(actor: Actor, run: Run, one: Choice, lexicon: Lexicon, now: datetime) -> None:
    """Keep the word as another name of what was chosen, by the act of the app that keeps the thing."""
    roll, meant = lexicon.roll, lexicon.by_key.get(one.key)
    if meant is None or roll.note is None:
        raise refusals.of_name("note_what", one.at)
    if not roll.notes(actor):
        raise access.unknown()
    reason = _("import %(number)s") % {"number": f"{run.number:04d}"}
    try:
        roll.note(actor=actor, thing=meant.thing, text=one.text, reason=reason, now=now)
    except Refusal as refusal:
        refusal.field = one.at
        raise


@use_case("imports.take_back_name")
def take_back_name(*, actor: Actor, run: Run, field: str, word: str, now: datetime) -> Run:
    """What a name was said to stand for holds no more, for this sheet and those of its shape.

    Before rows are taken over the sheet is tried again; rows that were taken over stay as they are.
    """
    run, importer = locked(actor, run)
    only_in(run, State.CHECKED, State.STOPPED, State.DONE)
    _roll(run, importer, field)
    known, here = _standing(run, field, word), run.meant.get(field, {})
    if known is None and word not in here:
        raise refusals.of_name("name_gone")
    _take_back(known)
    if run.state == State.CHECKED:
        here.pop(word, None)
        _try_again(run)
    record(
        actor=actor, subject=run.subject, kind="imports.name_taken_back", data={"field": field, "word": word}
    )
    return run


def _standing(run: Run, field: str, word: str) -> Meant | None:
    rows = Meant.objects.select_for_update().filter(zone=run.zone, importer=run.importer, shape=run.shape)
    return rows.filter(field=field, word=word, taken_back_at__isnull=True).first()


def _take_back(known: Meant | None) -> None:
    if known is not None:
        known.taken_back_at = current().recorded_at
        known.save(update_fields=["taken_back_at"])


def _try_again(run: Run) -> None:
    run.state, run.position, run.trouble, run.worked_until = State.CHECKING, 0, "", None
    run.save()
