"""The administrator's pages of sign-in providers: set up, try, switch, vouch."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from banshi.base.signin import actions, queries
from banshi.base.signin.forms import ProviderForm
from banshi.base.signin.models import ProviderRow
from banshi.base.signin.providers import setups
from banshi.base.signin.providers.port import Failed
from banshi.base.signin.providers.registry import KINDS
from banshi.base.signin.views import ways
from banshi.base.ui import formkey
from banshi.base.ui.forms import Form
from banshi.base.ui.views import form_page
from banshi.base.zones import access, clock
from banshi.base.zones.refusals import Refusal

SET_UP, BIND, TRUST = "signin.set_up", "signin.bind", "signin.trust"
FORM = require_http_methods(["GET", "HEAD", "POST"])


def require_any(request: HttpRequest) -> None:
    """Whoever sets up, binds or vouches may look."""
    if not any(request.actor.holds(verb) for verb in (SET_UP, BIND, TRUST)):
        access.require(request.actor, SET_UP)


def fetch(request: HttpRequest, code: str, verb: str = "") -> ProviderRow:
    """The provider of the zone, for somebody who may do ``verb``; another zone's is unknown."""
    if verb:
        access.require(request.actor, verb)
    else:
        require_any(request)
    row = ProviderRow.objects.visible_to(request.actor).filter(code=code).first()
    if row is None:
        raise access.unknown()
    return row


@require_safe
def providers(request: HttpRequest) -> HttpResponse:
    """What is set up in the zone, and what the house brings."""
    require_any(request)
    bound = queries.bound_counts()
    rows = [
        (row, KINDS[row.kind].label, bound.get(row.code, 0))
        for row in ProviderRow.objects.visible_to(request.actor).order_by("pk")
    ]
    context = {
        "rows": rows,
        "house": [(one, KINDS[one.kind].label, bound.get(one.code, 0)) for one in setups.of_house()],
        "kinds": [(one.kind, one.label) for one in KINDS.values()],
        "may_set_up": request.actor.holds(SET_UP),
    }
    return render(request, "signin/providers.html", context)


@sensitive_post_parameters("secret")
@FORM
def add(request: HttpRequest, kind: str) -> HttpResponse:
    """Set one up; the secret is not shown again."""
    access.require(request.actor, SET_UP)
    if kind not in KINDS:
        raise access.unknown()
    form = ProviderForm(request.POST or None, kind=KINDS[kind], initial={"name": KINDS[kind].label})
    if request.method == "POST" and form.is_valid():
        try:
            row = actions.add_provider(
                actor=request.actor,
                kind=kind,
                now=clock.process_now(),
                key=formkey.of(request),
                **form.given(),
            )
            messages.success(request, _("It is set up and off. Try it, then switch it on."))
            sent_twice = not isinstance(row, ProviderRow)
            return redirect("signin:providers") if sent_twice else redirect("signin:provider", row.code)
        except Refusal as refusal:
            form.refuse(refusal)
    return form_page(
        request,
        "signin/provider_form.html",
        form,
        kind=KINDS[kind].label,
        cancel_url=reverse("signin:providers"),
    )


@require_safe
def provider(request: HttpRequest, code: str) -> HttpResponse:
    """One provider: its settings without the secret, the address that the service has to be told."""
    return provider_page(request, fetch(request, code))


def provider_page(request: HttpRequest, row: ProviderRow, **more) -> HttpResponse:
    """The page, with what a trial has brought."""
    kind = KINDS[row.kind]
    back = ways.back_address(request, row.code)
    context = {
        "row": row,
        "kind": kind,
        "lines": [(one.label, row.settings.get(one.name, ""), one.lines > 1) for one in kind.fields],
        "back": back,
        "metadata": back.rsplit("/", 1)[0] + "/metadata" if row.kind == "saml" else "",
        "bound": queries.bound_counts().get(row.code, 0),
        "may_set_up": request.actor.holds(SET_UP),
        "may_trust": request.actor.holds(TRUST),
    }
    return render(request, "signin/provider.html", context | more, status=more.get("status", 200))


@sensitive_post_parameters("secret")
@FORM
def change(request: HttpRequest, code: str) -> HttpResponse:
    """Change the settings; an empty secret leaves the one there is."""
    row = fetch(request, code, SET_UP)
    kind = KINDS[row.kind]
    initial = dict(row.settings) | {"name": row.name}
    form = ProviderForm(request.POST or None, kind=kind, initial=initial, known=True)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_provider(
                actor=request.actor,
                provider=row,
                now=clock.process_now(),
                key=formkey.of(request),
                **form.given(),
            )
            return redirect("signin:provider", code)
        except Refusal as refusal:
            form.refuse(refusal)
    back = reverse("signin:provider", args=[code])
    return form_page(request, "signin/provider_form.html", form, kind=kind.label, row=row, cancel_url=back)


@require_POST
def probe(request: HttpRequest, code: str) -> HttpResponse:
    """Ask the service, without a person, and show what it answers."""
    row = fetch(request, code, SET_UP)
    now = clock.process_now()
    try:
        answered = KINDS[row.kind].probe(setups.of_row(row), now)
    except Failed as failed:
        return provider_page(request, row, why=failed.why, status=422)
    return provider_page(request, row, answered=answered)


@require_safe
def trial(request: HttpRequest, code: str) -> HttpResponse:
    """The whole round trip, to see what comes back; nobody is signed in by it."""
    row = fetch(request, code, SET_UP)
    return ways.go(request, setups.of_row(row), ways.TRY, reverse("signin:provider", args=[code]))


@FORM
def switch(request: HttpRequest, code: str) -> HttpResponse:
    """Offer it at the door, or no longer."""
    row = fetch(request, code, SET_UP)
    return act(request, row, actions.switch_provider, "signin/switch.html", active=not row.active)


@FORM
def trust(request: HttpRequest, code: str) -> HttpResponse:
    """Vouch for its second factor, or no longer."""
    row = fetch(request, code, TRUST)
    return act(request, row, actions.trust_provider, "signin/trust.html", second=not row.brings_second)


def act(request: HttpRequest, row: ProviderRow, do, template: str, **given) -> HttpResponse:
    """A page that asks once more, and the act."""
    form = SureForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            do(
                actor=request.actor,
                provider=row,
                now=clock.process_now(),
                key=formkey.of(request),
                **given,
            )
            return redirect("signin:provider", row.code)
        except Refusal as refusal:
            form.refuse(refusal)
    back = reverse("signin:provider", args=[row.code])
    return form_page(request, template, form, row=row, cancel_url=back)


class SureForm(Form):
    """Nothing but the button."""
