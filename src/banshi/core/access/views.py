"""Pages of the roles: who may do what, and which post carries which role."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from banshi.base.presets import queries as presets
from banshi.base.presets import words
from banshi.base.ui import formkey
from banshi.base.ui.views import form_page
from banshi.base.zones import access, clock
from banshi.base.zones.models import Label
from banshi.base.zones.refusals import Refusal
from banshi.core.access import actions, queries
from banshi.core.access.forms import GrantForm, WithdrawForm
from banshi.core.access.models import RoleGrant
from banshi.core.access.rules import Role

VIEW, GRANT = "access.view", "access.grant"
FORM = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def roles(request: HttpRequest) -> HttpResponse:
    """The roles that posts carry today, and what each role may do."""
    access.require(request.actor, VIEW)
    today = clock.today(request.zone)
    found = presets.rules(request.zone, "roles", today)
    names = dict(queries.role_names(found))
    grants = [(grant, names.get(grant.role, grant.role)) for grant in queries.grants_on(request.actor, today)]
    context = {
        "grants": grants,
        "roles": [(names[role.code], Label(role.clearance).label, _verbs(role)) for role in found.roles],
        "may_grant": request.actor.holds(GRANT),
    }
    return render(request, "access/roles.html", context)


def _verbs(role: Role) -> list[tuple[str, str]]:
    return [(words.say(verb), words.say(reach)) for verb, reach in role.verbs]


@FORM
def grant(request: HttpRequest) -> HttpResponse:
    """Let a post carry a role."""
    access.require(request.actor, GRANT)
    today = clock.today(request.zone)
    form = GrantForm(request.POST or None, actor=request.actor, today=today, initial={"starts_on": today})
    if request.method == "POST" and form.is_valid():
        try:
            actions.grant_role(
                actor=request.actor,
                now=clock.now(request.zone),
                key=formkey.of(request),
                **form.cleaned_data,
            )
            return redirect("access:roles")
        except Refusal as refusal:
            form.refuse(refusal)
    return form_page(request, "access/grant.html", form, cancel_url=reverse("access:roles"))


@FORM
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a post carry a role no longer."""
    access.require(request.actor, GRANT)
    today = clock.today(request.zone)
    found = RoleGrant.objects.filter(zone=request.zone, pk=pk).select_related("post__subject").first()
    if found is None:
        raise access.unknown()
    form = WithdrawForm(request.POST or None, initial={"last_on": today})
    if request.method == "POST" and form.is_valid():
        try:
            actions.withdraw_role(
                actor=request.actor,
                grant=found,
                now=clock.now(request.zone),
                key=formkey.of(request),
                **form.cleaned_data,
            )
            return redirect("access:roles")
        except Refusal as refusal:
            form.refuse(refusal)
    return form_page(request, "access/withdraw.html", form, grant=found, cancel_url=reverse("access:roles"))
