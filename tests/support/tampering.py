"""What somebody with the database in hand could do: the fences down for a moment."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from banshi.base.history import fences


@contextmanager
def fences_down() -> Iterator[None]:
    """The block runs without fences; PostgreSQL first settles the checks it had put off."""
    settle()
    fences.lift()
    try:
        yield
    finally:
        settle()
        fences.install()


def settle() -> None:
    """Let PostgreSQL make the checks now that it put off to the commit."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
