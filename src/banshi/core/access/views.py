"""Pages of the roles: who may do what, and which post carries which role."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from banshi.base.presets import queries as presets
from banshi.base.presets import words
from banshi.base.signin import devices
from banshi.base.signin.actions import end_others_session
from banshi.base.signin.sessions import visit_of
from banshi.base.tables.pages import list_page
from banshi.base.ui import formkey
from banshi.base.ui.views import form_page
from banshi.base.zones import access, clock
from banshi.base.zones.models import Label
from banshi.base.zones.refusals import Refusal
from banshi.core.access import actions, queries, reviewing
from banshi.core.access.forms import GrantForm, WithdrawForm
from banshi.core.access.models import RoleGrant
from banshi.core.access.rules import Role
from banshi.core.access.tables import audit_rows, audit_table

VIEW, GRANT = "access.view", "access.grant"
AUDITS, REVIEWS, ENDS = "signin.audit", "signin.review", "signin.end_sessions"
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


@require_safe
def audit(request: HttpRequest) -> HttpResponse:
    """What happened at the door: filtered, printed, exported by the auditor."""
    access.require(request.actor, AUDITS)
    table, rows = audit_table(request.zone), audit_rows(request.actor)
    return list_page(request, table, rows, template="access/audit.html", tabs=_tabs(request, "audit"))


@require_safe
def accounts(request: HttpRequest) -> HttpResponse:
    """Accounts that are idle, without a role, or perhaps shared."""
    access.require(request.actor, REVIEWS)
    found, total = reviewing.accounts_to_look_at(request.actor)
    context = {"found": found, "total": total, "tabs": _tabs(request, "accounts")}
    return render(request, "access/accounts.html", context)


@require_safe
def sessions(request: HttpRequest) -> HttpResponse:
    """Who is signed in, where, since when."""
    access.require(request.actor, ENDS)
    rows = [
        (
            row,
            person,
            devices.say(row.device),
            *(clock.shown(request.zone, at) for at in (row.since, row.seen_at)),
        )
        for row, person in reviewing.open_sessions(request.actor)
    ]
    return render(request, "access/sessions.html", {"rows": rows, "tabs": _tabs(request, "sessions")})


@require_POST
def end_session(request: HttpRequest, public: str) -> HttpResponse:
    """End a session of somebody in the zone."""
    access.require(request.actor, ENDS)
    row = next((row for row, _person in reviewing.open_sessions(request.actor) if row.public == public), None)
    if row is None or row.account is None:
        raise access.unknown()
    end_others_session(
        actor=request.actor,
        account=row.account,
        public=public,
        visit=visit_of(request),
        now=clock.now(request.zone),
    )
    messages.success(request, _("The session was ended."))
    return redirect("access:sessions")


def _tabs(request: HttpRequest, here: str) -> list[tuple[str, str, bool]]:
    """The pages of accounts that the actor may open: words, address, whether it is this one."""
    pages = (
        ("accounts", REVIEWS, _("Accounts to look at")),
        ("sessions", ENDS, _("Open sessions")),
        ("audit", AUDITS, _("Audit")),
    )
    return [
        (label, reverse(f"access:{code}"), code == here)
        for code, verb, label in pages
        if request.actor.holds(verb)
    ]
