"""What the pages of org and places share: fetching with permission, a day asked for, one act on one form."""

from collections.abc import Callable
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from banshi.base.ui import formkey
from banshi.base.ui.forms import Form
from banshi.base.ui.views import form_page
from banshi.base.zones import clock
from banshi.base.zones.refusals import Refusal

Row = TypeVar("Row", bound=Model)


def fetch(request: HttpRequest, model: type[Row], uid: UUID, *related: str) -> Row:
    """The row with this public id, among those that the actor may see; else 404."""
    rows = model._default_manager.visible_to(request.actor)
    return get_object_or_404(rows.select_related("subject", *related), subject__uid=uid)


def day_asked(request: HttpRequest) -> tuple[date, date | None]:
    """The day the page shows, and the same as ``as_of`` when it is not today; nonsense means today."""
    today = clock.today(request.zone)
    try:
        day = date.fromisoformat(request.GET.get("as_of", ""))
    except ValueError:
        return today, None
    return day, day if day != today else None


def act(
    request: HttpRequest,
    form: Form,
    do: Callable[..., Any],
    *,
    title: Any,
    button: Any,
    back: str | Callable[[Any], str],
    lead: Any = "",
    cancel: str = "",
    template: str = "org/act.html",
) -> HttpResponse:
    """A form that ends in the use case ``do``: shown, sent back with its refusal, or done and left.

    ``back`` is where to go afterwards: an address, or a function of what ``do`` returned.
    """
    if request.method == "POST" and form.is_valid():
        try:
            row = do(
                actor=request.actor,
                now=clock.now(request.zone),
                key=formkey.of(request),
                **form.cleaned_data,
            )
            return redirect(back(row) if callable(back) else back)
        except Refusal as refusal:
            form.refuse(refusal)
    way_back = cancel or (back if isinstance(back, str) else "")
    return form_page(request, template, form, title=title, lead=lead, button=button, cancel_url=way_back)
