"""What is known of the machine's care."""

from django.db import connection

from banshi.base.care.models import Run, RunKind


def last(kind: RunKind, *, ok: bool | None = None) -> Run | None:
    """The newest run of a kind; with ``ok`` the newest that went so."""
    runs = Run.objects.filter(kind=kind)
    if ok is not None:
        runs = runs.filter(ok=ok)
    return runs.order_by("-id").first()


def waits_for_comparison() -> Run | None:
    """The restore after which nobody has yet compared this copy with what is known outside.

    While there is one nothing may be signed: a copy of yesterday would sign another history than
    the one whose checkpoints have left.
    """
    return Run.objects.filter(kind=RunKind.RESTORED, ok=False).order_by("-id").first()


def has_table() -> bool:
    """False before the first migration of a database."""
    with connection.cursor() as cursor:
        return Run._meta.db_table in connection.introspection.table_names(cursor)
