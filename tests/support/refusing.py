"""What a refused act leaves behind: nothing. Compares the counts of all tables and the rows that matter."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.apps import apps

from banshi.base.zones.refusals import Refusal

WATCHED = ("matters.Matter", "matters.Leg", "zones.Subject", "matters.CoHandler", "zones.Counter")


def snapshot() -> dict:
    """How many rows each table has, and the whole of the watched ones."""
    counts = {model._meta.label: model._base_manager.count() for model in apps.get_models()}
    rows = {
        label: list(apps.get_model(label)._base_manager.order_by("pk").values_list()) for label in WATCHED
    }
    return {"counts": counts, "rows": rows}


@contextmanager
def refused(code: str, field: str | None = None) -> Iterator[None]:
    """The block raises a refusal of this code (and field), with a whole sentence, and changes nothing."""
    before = snapshot()
    with pytest.raises(Refusal) as caught:
        yield
    assert caught.value.code == code
    if field is not None:
        assert caught.value.field == field
    assert len(caught.value.message) > 5
    assert "%(" not in caught.value.message
    assert snapshot() == before
