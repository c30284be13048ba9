"""What programmes bring to the central tables: each module of ``tests/programmes/<label>/matrix/`` is a part.

Nothing central names a programme: parts are found by ``settings.PROGRAMMES``, and go with its line. A part may have

============== ====================================================================================
``ROWS``       route -> row or rows, as in ``conf/matrix.py`` (words in ``support/rows.py``)
``BUDGETS``    page -> most queries
``PEOPLE``     name -> (unit, rank, roles): people whom the small zone has not; they are asked the
               programme's own addresses only
``lay``        ``lay(stock)``: one of everything that its addresses can name, kept in ``stock.of``
``live``       ``live(world)``: some life of its own in a zone that stands in a base of its own
``fill``       ``fill(stock, count)``: so many more of each
``ARGS``       page -> arguments, for those that take a plain word
``QUERIES``    page -> query
``READERS``    page -> who opens it when its budget is asked, if none of the usual ones may
``LISTS``      pages with a list: at most 12 queries; walked for leaks with export, print, total, as of
``PAGED``      pages that count their rows once when full
``CONFIRMED``  forms in which an empty form means something
``NOT_STILL``  beginnings of pages that change by being looked at
``OWN_HEADERS`` pages that send a file, with headers of its own
``OPERATIONS`` name -> operation of the API, ``API_BUDGETS`` and ``API_LISTS`` of those
============== ====================================================================================
"""

import importlib
from collections import ChainMap
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

from django.conf import settings

TESTS = Path(__file__).parents[1]


@cache
def parts() -> tuple[ModuleType, ...]:
    """The parts of the programmes that are switched on, in the order of the settings."""
    found = []
    for name in settings.PROGRAMMES:
        label = name.rpartition(".")[2]
        files = sorted((TESTS / "programmes" / label / "matrix").glob("[!_]*.py"))
        found += [importlib.import_module(f"programmes.{label}.matrix.{file.stem}") for file in files]
    return tuple(found)


def table(name: str) -> dict[str, Any]:
    """The tables of that name of all parts, as one; no two may say something of the same thing."""
    tables = [getattr(part, name, {}) for part in parts()]
    joined = dict(ChainMap(*tables))
    assert len(joined) == sum(len(one) for one in tables) or name == "PEOPLE", f"{name}: said twice"
    return joined


def several(name: str) -> tuple[str, ...]:
    """The collections of that name of all parts, as one."""
    return tuple(one for part in parts() for one in getattr(part, name, ()))


def each(name: str, *args: Any) -> None:
    """Call the function of that name of every part that has one."""
    for part in parts():
        if hasattr(part, name):
            getattr(part, name)(*args)
