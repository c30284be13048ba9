"""Accounts of people: given, renewed, closed. A password is shown once and kept nowhere."""

import secrets
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from banshi.base.signin import queries as signin
from banshi.base.signin.actions import Secret
from banshi.base.signin.providers import setups
from banshi.base.ui.forms import Form
from banshi.base.ui.views import form_page
from banshi.base.zones import access, clock
from banshi.base.zones.refusals import Refusal
from banshi.core.org.actions import accounts
from banshi.core.org.forms import BindForm, LoginForm, ResetForm
from banshi.core.org.models import Person
from banshi.core.org.pages import act, fetch

FORM = require_http_methods(["GET", "HEAD", "POST"])


@never_cache
@FORM
def give_account(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Open an account for somebody; its first password is shown on the next page, once."""
    form = LoginForm(request.POST or None)
    return _with_password(
        request,
        uid,
        form,
        accounts.give_account,
        title=_("Open an account"),
        lead=_(
            "The first password is shown once, on the next page. It has to be changed at the first sign-in."
        ),
        button=_("Open the account"),
    )


@never_cache
@FORM
def renew_password(request: HttpRequest, uid: UUID) -> HttpResponse:
    """A new password for somebody who has lost the old one."""
    return _with_password(
        request,
        uid,
        Form(request.POST or None),
        accounts.renew_password,
        title=_("New password"),
        lead=_(
            "The old password ends now. The new one is shown once and has to be changed at the next sign-in."
        ),
        button=_("Give a new password"),
    )


def _with_password(request, uid, form, do, **words) -> HttpResponse:
    row = fetch(request, Person, uid, "account")
    access.require(request.actor, accounts.MANAGE, row)
    back = reverse("org:person", args=[uid])
    if request.method == "POST" and form.is_valid():
        password = "-".join(secrets.token_hex(2) for _part in range(4))
        try:
            row = do(
                actor=request.actor, person=row, password=Secret(password), now=clock.now(request.zone),
                **form.cleaned_data,
            )  # fmt: skip
            context = {"person": row, "password": password, "back": back}
            return render(request, "org/password.html", context)
        except Refusal as refusal:
            form.refuse(refusal)
    return form_page(request, "org/act.html", form, cancel_url=back, **words)


@FORM
def close_account(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Somebody may not sign in any more."""
    row = fetch(request, Person, uid, "account")
    access.require(request.actor, accounts.MANAGE, row)
    return act(
        request,
        Form(request.POST or None),
        lambda **given: accounts.close_account(person=row, **given),
        title=_("Close the account of %(name)s") % {"name": row.name},
        lead=_("Nobody signs in with this account any more, from now on. What was done with it stays."),
        button=_("Close the account"),
        back=reverse("org:person", args=[uid]),
    )


@FORM
def reset_factors(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Somebody has lost his second factor."""
    row = fetch(request, Person, uid, "account")
    access.require(request.actor, accounts.RESET, row)
    return act(
        request,
        ResetForm(request.POST or None),
        lambda **given: accounts.reset_factors(person=row, **given),
        title=_("Reset the second factor of %(name)s") % {"name": row.name},
        lead=_(
            "App, passkeys and recovery codes end, and so do all sessions. At the next sign-in the person "
            "sets up a new one. Make sure that it is this person who asks."
        ),
        button=_("Reset"),
        back=reverse("org:person", args=[uid]),
    )


@FORM
def bind_identity(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Who somebody is at a sign-in provider, by the id that its console shows."""
    row = fetch(request, Person, uid, "account")
    access.require(request.actor, accounts.BIND, row)
    offered = [(code, name) for code, _kind, name in setups.for_zone(request.zone)]
    return act(
        request,
        BindForm(request.POST or None, offered=offered),
        lambda **given: accounts.bind_identity(person=row, **given),
        title=_("Bind a sign-in of %(name)s") % {"name": row.name},
        lead=_(
            "The ID stands in the console of the provider (WeCom: the account of the member). From then on "
            "it signs the person in. Make sure that it is this person's."
        )
        if offered
        else _("No sign-in provider is switched on in this zone. One is set up under Sign-in providers."),
        button=_("Bind"),
        back=reverse("org:person", args=[uid]),
    )


@FORM
def end_identity(request: HttpRequest, uid: UUID, identity: UUID) -> HttpResponse:
    """A provider vouches for somebody no longer."""
    row = fetch(request, Person, uid, "account")
    access.require(request.actor, accounts.BIND, row)
    found = signin.identities_of(row.account).filter(uid=identity).first() if row.account else None
    if found is None:
        raise access.unknown()
    return act(
        request,
        Form(request.POST or None),
        lambda **given: accounts.end_identity(person=row, identity=found, **given),
        title=_("End a sign-in of %(name)s") % {"name": row.name},
        lead=_("The provider %(code)s does not sign this person in any more.") % {"code": found.provider},
        button=_("End it"),
        back=reverse("org:person", args=[uid]),
    )
