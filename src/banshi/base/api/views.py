"""Tokens: what there are, making one, ending one; the account of another system; the reference."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from banshi.base.api import actions, queries, reading, rules
from banshi.base.api.forms import EndForm, MachineForm, TokenForm, scope_words
from banshi.base.api.models import MANAGE, Token
from banshi.base.api.scopes import scopes
from banshi.base.signin import sessions
from banshi.base.ui import formkey
from banshi.base.ui.views import form_page
from banshi.base.zones import access, clock
from banshi.base.zones.models import Account
from banshi.base.zones.refusals import Refusal

FORM = require_http_methods(["GET", "HEAD", "POST"])
HERE = "tokens:list"


@require_safe
def tokens(request: HttpRequest) -> HttpResponse:
    """One's own tokens; for who manages the API all of the zone, and the machine accounts."""
    actor, today = placed(request), clock.today(request.zone)
    manages = actor.holds(MANAGE)
    words = {one.code: scope_words(one) for one in scopes()}
    rows = list(queries.tokens(actor))
    context = {
        "rows": [_row(row, words, today, actor) for row in rows],
        "in_use": sum(_lasts(row, today) for row in rows),
        "manages": manages,
        "machines": list(queries.machines(actor)) if manages else [],
        "may_make": manages or queries.rules_of(request.zone).own_tokens,
    }
    return render(request, "api/tokens.html", context)


def placed(request: HttpRequest) -> access.Actor:
    """The actor; an account without a place has no tokens."""
    if request.actor is None:
        raise access.unknown()
    return request.actor


def _lasts(row: Token, today) -> bool:
    return row.ended_at is None and rules.lasts(row.expires_on, today)


def _row(row: Token, words: dict[str, str], today, actor: access.Actor) -> dict[str, Any]:
    machine = getattr(row.account, "machine", None)
    return {
        "token": row,
        "owner": machine.name if machine else row.account.login,
        "own": row.account_id == actor.account_id,
        "scopes": [words.get(one, one) for one in row.scopes],
        "lasts": _lasts(row, today),
        "ended": clock.on_date(row.zone, row.ended_at) if row.ended_at else None,
    }


@never_cache
@FORM
def make(request: HttpRequest) -> HttpResponse:
    """Make a token, after proving again who one is; its secret is shown once, on the page that answers."""
    actor = placed(request)
    form = _token_form(request, actor)
    fresh = sessions.is_fresh(request)
    if request.method == "POST" and form.is_valid():
        try:
            _need_fresh(fresh=fresh)
            return _made(request, actor, form)
        except Refusal as refusal:
            form.refuse(refusal)
    again = f"{reverse('signin:again')}?{urlencode({'to': request.path})}"
    return form_page(request, "api/make.html", form, fresh=fresh, again_url=again, cancel_url=reverse(HERE))


def _token_form(request: HttpRequest, actor: access.Actor) -> TokenForm:
    asked = queries.rules_of(request.zone)
    manages = actor.holds(MANAGE)
    return TokenForm(
        request.POST or None,
        today=clock.today(request.zone),
        longest_days=asked.longest_days,
        machines=list(queries.machines(actor)) if manages else [],
        own=asked.own_tokens or manages,
    )


def _need_fresh(*, fresh: bool) -> None:
    if not fresh:
        raise Refusal("api.not_fresh", _("Prove again who you are, then make the token."))


def _made(request: HttpRequest, actor: access.Actor, form: TokenForm) -> HttpResponse:
    given = form.cleaned_data
    login = given.get("owner") or ""
    account = Account.objects.filter(login=login).first() if login else request.user
    if account is None:
        raise access.unknown()
    made = actions.make_token(
        actor=actor,
        account=Account.objects.get(pk=account.pk),
        name=given["name"],
        scopes=given["scopes"],
        known=[one.code for one in scopes()],
        expires_on=given["expires_on"],
        proved_twice=bool(request.session.get(sessions.FACTOR)),
        now=clock.now(request.zone),
        key=formkey.of(request),
    )
    if isinstance(made, Token):
        messages.info(
            request, _("This token was made already, and its secret is shown once. End it if it is lost.")
        )
        return redirect(HERE)
    example = request.build_absolute_uri("/api/v1/me")
    return render(request, "api/made.html", {"token": made.token, "secret": made.secret, "example": example})


@FORM
def end(request: HttpRequest, uid: UUID) -> HttpResponse:
    """End a token, at once."""
    actor = placed(request)
    token = Token.objects.visible_to(actor).filter(uid=uid).first()
    if token is None:
        raise access.unknown()
    form = EndForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            actions.end_token(actor=actor, token=token, now=clock.now(request.zone), key=formkey.of(request))
            messages.success(request, _("«%(name)s» is not accepted any more.") % {"name": token.name})
            return redirect(HERE)
        except Refusal as refusal:
            form.refuse(refusal)
    return form_page(request, "api/end.html", form, token=token, cancel_url=reverse(HERE))


@FORM
def machine(request: HttpRequest) -> HttpResponse:
    """An account for another system."""
    access.require(request.actor, MANAGE)
    form = MachineForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            opened = actions.open_machine(
                actor=request.actor, now=clock.now(request.zone), key=formkey.of(request), **form.cleaned_data
            )
            login = getattr(opened, "account", request.user).login
            messages.success(request, _("The account %(login)s is open.") % {"login": login})
            return redirect(HERE)
        except Refusal as refusal:
            form.refuse(refusal)
    return form_page(request, "api/machine.html", form, cancel_url=reverse(HERE))


@require_safe
def reference(request: HttpRequest) -> HttpResponse:
    """All operations, router by router."""
    return render(request, "api/reference.html", {"groups": reading.groups()})


@require_safe
def operation(request: HttpRequest, name: str) -> HttpResponse:
    """One operation: what it takes, what it gives, and how it is called."""
    found = reading.operation(name)
    if found is None:
        raise access.unknown()
    root = request.build_absolute_uri("/").rstrip("/")
    return render(request, "api/operation.html", {"operation": found, "call": found.call(root)})
