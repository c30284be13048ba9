"""Forms as schemas, so that a body is checked by the same form as a page."""

from collections.abc import Callable
from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext as _
from ninja import Schema
from pydantic import Field, create_model

from banshi.base.api.problems import problem

YES_NO = {"true", "false"}
CODE_LONGEST = 64
WORDS_LONGEST = 4000


def of_form(
    form: type[forms.BaseForm], name: str, *, leave: frozenset[str] = frozenset(), **more: Any
) -> type[Schema]:
    """The schema ``name`` of a form's fields: files and those in ``leave`` are left out, ``more`` put in.

    Unknown members are refused: a slip in an optional one would otherwise be lost in silence.
    """
    found: dict[str, Any] = {
        key: _shape(field)
        for key, field in form.base_fields.items()  # type: ignore[attr-defined]
        if key not in leave and not isinstance(field, forms.FileField)
    }
    return create_model(name, __base__=Strict, **found, **more)


class Strict(Schema):
    """A body whose members are all known."""

    model_config = {"extra": "forbid"}


def _shape(field: forms.Field) -> tuple[Any, Any]:
    kind = _kind(field)
    words = ". ".join(str(part).rstrip(".") for part in (field.label, field.help_text) if part)
    if field.required:
        return kind, Field(..., description=words)
    return kind | None, Field(None, description=words)


def _kind(field: forms.Field) -> Any:
    if isinstance(field, forms.DateField):
        return date
    if isinstance(field, forms.TimeField):
        return Annotated[str, Field(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]
    if isinstance(field, forms.BooleanField):
        return bool
    if isinstance(field, forms.ModelChoiceField):
        by_uid = (field.to_field_name or "").endswith("uid")
        return UUID if by_uid else Annotated[str, Field(max_length=CODE_LONGEST)]
    if isinstance(field, forms.ChoiceField):
        return _choice(field)
    return Annotated[str, Field(max_length=getattr(field, "max_length", None) or WORDS_LONGEST)]


def _choice(field: forms.ChoiceField) -> Any:
    values = [value for value, _label in field.choices if value != ""]
    if set(values) == YES_NO:
        return bool
    if not values:
        return Annotated[str, Field(max_length=CODE_LONGEST)]
    plain = [int(value) if isinstance(value, int) else str(value) for value in values]
    return Literal[tuple(plain)]


def data_of(body: Schema, spread: Callable[[dict[str, Any]], dict[str, Any]] | None = None) -> dict[str, str]:
    """What a browser would have sent. ``spread`` turns members of the schema's own into the form's."""
    given = {key: value for key, value in body.model_dump(mode="json").items() if value is not None}
    if spread is not None:
        given = spread(given)
    return {key: _text(value) for key, value in given.items() if value is not False or not _ticks(body, key)}


def _ticks(body: Schema, key: str) -> bool:
    """Whether the member is a box that is ticked or not, rather than a decision to be made."""
    field = type(body).model_fields.get(key)
    return field is not None and not field.is_required()


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "\n".join(map(str, value)) if isinstance(value, list) else str(value)


def faults(form: forms.BaseForm) -> HttpResponse:
    """What a form found wrong, field by field."""
    errors = [
        {"field": "" if name == "__all__" else name, "code": error.code or "invalid", "message": words}
        for name, found in form.errors.as_data().items()
        for error in found
        for words in error.messages
    ]
    return problem(422, "api.invalid", _("Something is missing or does not fit; see errors."), errors=errors)
