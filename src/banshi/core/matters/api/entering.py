"""Entering a matter: received and taken onto the issue list, as the clerk's page does it."""

from typing import Annotated, Any

from django.utils.translation import gettext as _
from ninja import Status
from pydantic import Field

from banshi.base.api import shapes
from banshi.base.api.problems import problem
from banshi.base.api.receipts import Receipt, key_of, known, receipt
from banshi.base.zones import access, clock
from banshi.core.matters.actions.entering import enter_matter
from banshi.core.matters.api.shapes import href_of, router
from banshi.core.matters.forms.entering import EnterForm
from banshi.core.matters.models import Matter

LEAVE = frozenset({"find_org", "find_place"})
NUMBER_LONGEST = 24

EnterBody = shapes.of_form(
    EnterForm,
    "EnterBody",
    leave=LEAVE,
    same_as=(
        Annotated[str, Field(max_length=NUMBER_LONGEST)] | None,
        Field(
            None, description="The number of the matter that it is the same as: it is merged into that one."
        ),
    ),
    different=(
        bool,
        Field(False, description="It is not the same as those that look alike."),
    ),
)


@router.post("/", response={201: Receipt}, summary="Enter a matter")
def enter(request: Any, given: EnterBody) -> Any:  # type: ignore[valid-type]
    """Receive a matter and take it onto the issue list.

    When others look like the same, it is refused once (409, `matters.likely_duplicates`): send it again with
    `different` or with `same_as`.
    """
    access.require(request.actor, "matters.register")
    data = shapes.data_of(given)
    same_as, different = data.pop("same_as", ""), data.pop("different", "")
    form = EnterForm(data, actor=request.actor)
    if not form.is_valid():
        return shapes.faults(form)
    into, key = _visible(request, same_as) if same_as else None, key_of(request)
    if into is None and not different and known(request, key) is None:
        alike = [row.matter.number for row in form.duplicates()]
        if alike:
            return _alike(alike)
    matter = enter_matter(
        actor=request.actor, same_as=into, now=clock.now(request.zone), key=key, photo=None, **form.values()
    )
    return Status(201, receipt(request, key, matter.number, href_of(matter)))


def _alike(numbers: list[str]) -> Any:
    words = _("These look like the same: %(numbers)s. Send it with same_as, or with different.")
    errors = [{"field": "same_as", "code": "likely", "message": number} for number in numbers]
    return problem(
        409,
        "matters.likely_duplicates",
        words % {"numbers": "、".join(numbers)},
        field="same_as",
        errors=errors,
    )


def _visible(request: Any, number: str) -> Matter:
    found = Matter.objects.visible_to(request.actor).filter(number=number).first()
    if found is None:
        raise access.unknown()
    return found
