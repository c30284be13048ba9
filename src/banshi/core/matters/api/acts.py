"""Every act of a matter's page as an operation: the same form checks the body, the same use case does it."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from ninja import File, Form, UploadedFile
from pydantic import Field

from banshi.base.api import shapes
from banshi.base.api.receipts import Receipt, key_of, receipt
from banshi.base.files import intake
from banshi.base.zones import access
from banshi.core.matters.api.matter import page_of
from banshi.core.matters.api.shapes import href_of, router
from banshi.core.matters.forms.dispatching import CO_ROWS
from banshi.core.matters.forms.registry import ACTS, ActPage
from banshi.core.matters.queries.matter import MatterPage
from banshi.core.matters.rules.offering import verb_of

ATTACH = "attach"
FILE_WORDS = frozenset({"reuse_reason"})
"""Files go by an operation of their own, and so does the reason why one is used again."""


class CoPart(shapes.Strict):
    """A co-handling unit with its own day."""

    unit: Annotated[str, Field(max_length=shapes.CODE_LONGEST)]
    due_on: date


def _spread_dispatch(given: dict[str, Any]) -> dict[str, Any]:
    for row, part in enumerate(given.pop("co_parts", []), 1):
        given |= {f"co_unit_{row}": part["unit"], f"co_due_{row}": part["due_on"]}
    return given


SPREAD = {"dispatch": _spread_dispatch}
LEFT = {
    "dispatch": frozenset(f"co_{what}_{row}" for what in ("unit", "due") for row in range(1, CO_ROWS + 1)),
    "merge": frozenset({"likely"}),
}
MORE: dict[str, dict[str, Any]] = {
    "dispatch": {"co_parts": (Annotated[list[CoPart], Field(max_length=CO_ROWS)], [])},
    "split": {
        "titles": (
            Annotated[list[Annotated[str, Field(max_length=120)]], Field(min_length=1, max_length=20)],
            ...,
        )
    },
}


def _offer(code: str, found: ActPage) -> None:
    """Make the operation of one act."""
    left = FILE_WORDS | LEFT.get(code, frozenset()) | frozenset(MORE.get(code, {}))
    name = "".join(part.title() for part in code.split("_"))
    body = shapes.of_form(found.form, f"{name}Body", leave=left, **MORE.get(code, {}))
    empty = all(not field.is_required() for field in body.model_fields.values())

    def act(request: Any, uid: UUID, given: Any) -> Any:
        return _do(request, uid, code, found, given if given is not None else body())

    act.__annotations__["given"] = body | None if empty else body
    if empty:
        act.__defaults__ = (None,)
    act.__name__ = act.__qualname__ = code
    act.__doc__ = str(found.says)
    router.post(
        f"/{{uuid:uid}}/{code}", response=Receipt, operation_id=f"matters_{code}", summary=f"Act: {code}"
    )(act)


def _do(request: Any, uid: UUID, code: str, found: ActPage, body: Any) -> Any:
    page = page_of(request, uid)
    access.require(page.actor, verb_of(code), page.matter)
    form = found.form(shapes.data_of(body, SPREAD.get(code)), page=page)
    if not form.is_valid():
        return shapes.faults(form)
    return _called(request, page, found, form.values())


def _called(request: Any, page: MatterPage, found: ActPage, values: dict[str, Any]) -> Any:
    key = key_of(request)
    matter = found.call(actor=page.actor, matter=page.matter, now=page.now, key=key, **values)
    return receipt(request, key, matter.number, href_of(matter))


@router.post("/{uuid:uid}/files", response=Receipt, summary="Attach a file, or the raiser's confirmation")
def attach(
    request: Any,
    uid: UUID,
    given: Form[shapes.of_form(ACTS[ATTACH].form, "AttachBody")],  # type: ignore[valid-type]
    upload: UploadedFile | None = File(None),  # noqa: B008 - how the framework is told
) -> Any:
    """It is kept with its own day, and verifier and supervisor see it. JPG, PNG, WebP or PDF, up to 20 MB."""
    page = page_of(request, uid)
    access.require(page.actor, verb_of(ATTACH), page.matter)
    files = {"upload": upload} if upload is not None else None
    form = ACTS[ATTACH].form(shapes.data_of(given), files, page=page)
    if not form.is_valid():
        return shapes.faults(form)
    values = form.values()
    if values.get("upload"):
        values["upload"] = intake.take(request.zone, values["upload"])
    return _called(request, page, ACTS[ATTACH], values)


for _code, _found in ACTS.items():
    if _code != ATTACH:
        _offer(_code, _found)
