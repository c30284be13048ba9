"""What the use cases of the organisation share: locks, and refusals that occur more than once."""

from datetime import date
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.core.validators import validate_slug
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from banshi.base.zones import access
from banshi.base.zones.access import Actor
from banshi.base.zones.models import Subject
from banshi.base.zones.refusals import Refusal
from banshi.core.org.rules import Span

Row = TypeVar("Row", bound=Model)


def lock(actor: Actor, row: Row) -> Row:
    """The row of the actor's zone, read afresh, its subject locked."""
    own(actor, row)
    subject = Subject.objects.select_for_update().get(pk=row.subject_id)
    fresh = type(row)._default_manager.get(pk=row.pk)
    fresh.subject = subject
    return fresh


def lock_zone(actor: Actor) -> Subject:
    """The zone's own subject, locked: one act at a time changes the tree of units."""
    return Subject.objects.select_for_update().get(pk=actor.zone.subject_id)


def own(actor: Actor, *rows: Any) -> None:
    """Rows of other zones are unknown here."""
    if any(row is not None and row.zone_id != actor.zone.pk for row in rows):
        raise access.unknown()


def fresh(actor: Actor, row: Row | None) -> Row | None:
    """A row that is only referred to, read afresh with its subject; unknown when it is of another zone."""
    own(actor, row)
    return None if row is None else type(row)._default_manager.select_related("subject").get(pk=row.pk)


def named(name_zh: str, name_en: str) -> tuple[str, str]:
    """Both names without surrounding spaces; refused when one is missing."""
    name_zh, name_en = name_zh.strip(), name_en.strip()
    if not name_zh:
        raise Refusal("org.name_missing", _("Enter the official Chinese name."), field="name_zh")
    if not name_en:
        raise Refusal("org.name_missing", _("Enter the English name."), field="name_en")
    too_long(name_zh, 100, "name_zh")
    too_long(name_en, 200, "name_en")
    return name_zh, name_en


def too_long(text: str, most: int, field: str) -> None:
    """Refuse a text that the column cannot hold."""
    if len(text) > most:
        raise Refusal(
            "org.text_long", _("This is too long. Enter at most %(most)d characters."), field=field, most=most
        )


def new_code(actor: Actor, model: type[Model], code: str) -> str:
    """A code that nothing of its sort in the zone has yet."""
    code = code.strip()
    try:
        validate_slug(code)
    except ValidationError as error:
        raise Refusal(
            "org.code_wrong",
            _("A code is made of Latin letters, digits, hyphens and underscores. Enter another one."),
            field="code",
        ) from error
    too_long(code, model._meta.get_field("code").max_length, "code")
    taken = model._default_manager.filter(zone=actor.zone, code=code).first()
    if taken is not None:
        raise Refusal(
            "org.code_used",
            _("The code %(taken)s already belongs to %(name)s. Enter another one."),
            field="code",
            taken=code,
            name=taken.name,
        )
    return code


def span_of(row: Any) -> Span:
    """The days of a row."""
    return Span(row.starts_on, row.ends_on)


def must_last(row: Any, span: Span, field: str) -> None:
    """Refuse when ``row`` does not last through all days of ``span``."""
    lasts = span_of(row)
    if span.within(lasts):
        return
    if span.starts_on < lasts.starts_on:
        raise Refusal(
            "org.not_yet",
            _("%(name)s begins on %(day)s. Choose a day on or after it."),
            field=field,
            name=row.name,
            day=lasts.starts_on.isoformat(),
        )
    raise Refusal(
        "org.ended",
        _("%(name)s ended on %(day)s. Choose another one, or an earlier day."),
        field=field,
        name=row.name,
        day=lasts.ends_on.isoformat() if lasts.ends_on else "",
    )


def still_open(row: Any) -> None:
    """Refuse to change what has ended."""
    if row.ends_on is not None:
        raise Refusal(
            "org.ended_already",
            _("%(name)s already ended on %(day)s and changes no more."),
            name=row.name,
            day=row.ends_on.isoformat(),
        )


def last_day(row: Any, last_on: date) -> None:
    """Refuse a last day before the first."""
    if last_on < row.starts_on:
        raise Refusal(
            "org.ends_before_start",
            _("The last day lies before the first (%(day)s). Choose a later day."),
            field="last_on",
            day=row.starts_on.isoformat(),
        )


def reference(row: Any) -> str | None:
    """How history names a row: the public id of its subject."""
    return str(row.subject.uid) if row is not None else None
