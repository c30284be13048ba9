"""Subjects and their owners: which model stands behind a kind, and which page shows it."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.apps import apps
from django.urls import get_script_prefix, reverse

from banshi.base.engines.writing import insert_row
from banshi.base.zones.models import Label, Subject, Zone


@dataclass(frozen=True)
class Kind:
    """A kind of subject: the owning model (``app.Model``) and the name of its page's address, if any."""

    code: str
    model: str
    page: str | None = None


_kinds: dict[str, Kind] = {}


def register(code: str, *, model: str, page: str | None = None) -> None:
    """Declare a kind; called by the app that owns it, when it is ready. ``page`` takes ``uid``."""
    _kinds[code] = Kind(code, model, page)


def kinds() -> tuple[Kind, ...]:
    """All registered kinds, by code."""
    return tuple(_kinds[code] for code in sorted(_kinds))


def open_subject(
    zone: Zone, kind: str, caption: str, *, uid: Any = None, label: int = Label.INTERNAL
) -> Subject:
    """A new subject row; ``caption`` is an official name or number, never personal data."""
    if kind not in _kinds:
        raise RuntimeError(f"no app has registered the subject kind {kind}")
    extra = {"uid": uid} if uid else {}
    return insert_row(Subject(zone=zone, kind=kind, caption=caption[:200], label=label, **extra))


def owner_of(subject: Subject) -> Any:
    """The row that owns the subject; the subject itself when its kind has no model here any more."""
    kind = _kinds.get(subject.kind)
    if kind is None:
        return subject
    return apps.get_model(kind.model)._default_manager.get(subject=subject)


def page_of(subject: Subject) -> str | None:
    """The address of the page that shows the subject, or None."""
    kind = _kinds.get(subject.kind)
    return (
        _address(kind.page, get_script_prefix()).replace(_ANY, str(subject.uid))
        if kind and kind.page
        else None
    )


_ANY = str(UUID(int=0))


@lru_cache(maxsize=256)
def _address(page: str, _prefix: str) -> str:
    """The address of a page for any uid: a list leads to fifty pages, and to work each out takes 2 ms."""
    return reverse(page, kwargs={"uid": _ANY})
