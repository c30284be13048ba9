"""Who may ask what of the API: one row per operation, with the same people and things as the pages.

The rows of matters, their acts and files are those of the pages: an operation that would say otherwise than
its page fails here. A new operation without a row fails the build.
"""

from dataclasses import dataclass
from typing import Any

from conf.matrix import (
    DOES,
    PAPERS,
    REGISTERS,
    SEES,
    _files,
    _matters,
    _papers,
    _thing_page,
    _uids,
)
from support.programmes import table
from support.rows import ADMIN, OPEN, SIGNED_IN, STAFF, Names, Operation, Row, those
from support.rows import plain as _plain
from support.rows import same as _same

GET, POST = "get", "post"
LEAD = STAFF - ADMIN


def _read(scope: str, row: Row) -> Operation:
    return Operation(GET, row, f"{scope}:read")


def _act(name: str) -> Operation:
    may = {thing: those(names) for thing, names in DOES[name].items()}
    told = {thing: sees - may.get(thing, frozenset()) for thing, sees in SEES.items()}
    return Operation(POST, Row("api", may, told, _matters()), "matters:write")


def acts() -> dict[str, Operation]:
    """Every act of a matter's page but the one that looks at a name; files come by ``attach``."""
    return {f"matters_{name}": _act(name) for name in DOES if name != "reveal"}


OCCASIONS = {"ours": LEAD - {"foreign"}, "theirs": those("foreign")}


def _held(stock: Any) -> dict[str, tuple]:
    return {name: (stock.occasions[name].subject.uid,) for name in OCCASIONS}


OPERATIONS: dict[str, Operation] = {
    "api_me": Operation(GET, Row("api", LEAD | ADMIN | those("idle")), None),
    "matters_issues": _read("matters", _plain("api", LEAD)),
    "matters_responsibility": _read("matters", _plain("api", LEAD)),
    "matters_key": _read("matters", _plain("api", LEAD)),
    "matters_closure": _read("matters", _plain("api", LEAD)),
    "matters_matter": _read("matters", Row("api", SEES, objects=_matters())),
    "matters_enter": Operation(POST, _plain("api", REGISTERS), "matters:write"),
    **acts(),
    "org_units": _read("org", _plain("api", STAFF)),
    "org_unit": _read("org", Row("api", {}, {"": SIGNED_IN - STAFF}, lambda stock: {"": ("none",)})),
    "org_outside_list": _read("org", _plain("api", STAFF)),
    "org_outside": _read("org", _thing_page(_uids("outside"))),
    "places_places": _read("places", _plain("api", STAFF)),
    "places_place": _read("places", _thing_page(_uids("place"))),
    "figures_figures": _read("figures", _plain("api", LEAD)),
    "figures_figure": _read("figures", _same("api", LEAD, "matters.collected")),
    "figures_records": _read("figures", _same("api", LEAD, "matters.collected")),
    "supervision_documents": _read("supervision", _plain("api", LEAD)),
    "supervision_document": _read("supervision", Row("api", PAPERS, objects=_papers)),
    "occasions_occasions": _read("occasions", _plain("api", LEAD)),
    "occasions_occasion": _read("occasions", Row("api", OCCASIONS, objects=_held)),
    "files_about": _read("files", Row("api", SEES, objects=_files)),
    "files_content": _read("files", Row("api", SEES, objects=_files)),
    **table("OPERATIONS"),
}
WITHOUT_TOKEN = {"openapi", "nowhere"}


@dataclass(frozen=True)
class Asked:
    """An operation about an object, and what each actor gets."""

    name: str
    operation: Operation
    args: tuple[Any, ...]
    may: Names
    told: Names
    object: str

    def expected(self, actor: str) -> int | str:
        """The answer that the owner of a token gets."""
        if actor in self.may:
            return OPEN
        return 403 if actor in self.told else 404


def everything(stock: Any) -> list[Asked]:
    """Every operation with every object."""
    return [
        Asked(name, operation, one.args, one.may, one.told, one.object)
        for name, operation in OPERATIONS.items()
        for one in operation.row.asked(name, stock)
    ]
