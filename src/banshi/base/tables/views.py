"""Pages for keeping and removing a view of a list."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from banshi.base.tables import actions
from banshi.base.tables.forms import ViewForm
from banshi.base.tables.models import SavedView
from banshi.base.tables.rules import kept
from banshi.base.ui import formkey
from banshi.base.ui.forms import Form
from banshi.base.ui.views import form_page
from banshi.base.zones import access, clock
from banshi.base.zones.refusals import Refusal

FORM = require_http_methods(["GET", "HEAD", "POST"])


@FORM
def save(request: HttpRequest) -> HttpResponse:
    """Keep the view whose list and filters stand in the address."""
    path, query = _list_asked(request), kept(request.GET.get("of", ""))
    form = ViewForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            view = actions.save_view(
                actor=request.actor,
                path=path,
                query=query,
                now=clock.now(request.zone),
                key=formkey.of(request),
                **form.cleaned_data,
            )
            messages.success(request, _("«%(name)s» now stands above the list.") % {"name": view.name})
            return redirect(view.address)
        except Refusal as refusal:
            form.refuse(refusal)
    return form_page(request, "tables/save_view.html", form, cancel_url=f"{path}?{query}" if query else path)


def _list_asked(request: HttpRequest) -> str:
    """The path of a page of ours. Raises :class:`Unknown` for any other."""
    path = request.GET.get("list", "")
    try:
        if path.startswith("/") and not path.startswith("//") and len(path) <= 200:
            resolve(path)
            return path
    except Resolver404:
        pass
    raise access.unknown()


@FORM
def remove(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Remove one of the reader's own views."""
    view = SavedView.objects.visible_to(request.actor).filter(uid=uid).first()
    if view is None:
        raise access.unknown()
    form = Form(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.remove_view(
            actor=request.actor, view=view, now=clock.now(request.zone), key=formkey.of(request)
        )
        messages.success(
            request, _("«%(name)s» was removed. The list itself is as before.") % {"name": view.name}
        )
        return redirect(view.path)
    return form_page(request, "tables/remove_view.html", form, view=view, cancel_url=view.address)
