"""People: by number and post; the name only when it is asked for."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from banshi.base.signin import queries as signin
from banshi.base.tables.pages import list_page
from banshi.base.zones import access, clock
from banshi.core.org import actions, forms, queries
from banshi.core.org.models import Person
from banshi.core.org.pages import act, fetch
from banshi.core.org.tables import PEOPLE
from banshi.core.org.wording import timeline

FORM = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """Everybody who works in the zone."""
    access.require(request.actor, "org.edit")
    rows = Person.objects.visible_to(request.actor).select_related("subject", "account", "zone")
    rows = queries.with_posts(rows, clock.today(request.zone))
    return list_page(request, PEOPLE, rows, template="org/people.html")


@require_safe
def person(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One person, without the name."""
    return person_page(request, fetch(request, Person, uid, "account"))


@never_cache
@require_POST
def reveal(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The same page with the name; asking leaves a line in the person's history."""
    row = fetch(request, Person, uid, "account")
    name = actions.reveal_name(actor=request.actor, person=row, now=clock.now(request.zone))
    return person_page(request, row, name or _("No name was entered."))


def person_page(request: HttpRequest, row: Person, revealed: str = "") -> HttpResponse:
    """Posts over time, deputies, history."""
    today = clock.today(request.zone)
    context = {
        "person": row,
        "revealed": revealed,
        "facts": queries.posts_of(row, today),
        "holdings": row.holdings.select_related("post__subject", "post__unit").order_by("-starts_on"),
        "deputyships": row.deputyships.select_related("post__subject").order_by("-starts_on"),
        "entries": timeline(row.subject),
        "may_edit": access.can(request.actor, "org.edit", row) and row.ends_on is None,
        "may_manage": access.can(request.actor, "signin.manage", row) and row.ends_on is None,
        "may_reset": row.account is not None and access.can(request.actor, "signin.reset_factors", row),
        "may_reveal": access.can(request.actor, "org.reveal", row),
    }
    if row.account is not None and access.can(request.actor, "signin.bind", row):
        context["identities"] = list(signin.identities_of(row.account))
        context["may_bind"] = True
    return render(request, "org/person.html", context)


@FORM
def enter_person(request: HttpRequest) -> HttpResponse:
    """Enter somebody."""
    access.require(request.actor, "org.edit")
    return act(
        request,
        forms.EnterPersonForm(request.POST or None, initial={"starts_on": clock.today(request.zone)}),
        actions.enter_person,
        title=_("Enter a person"),
        button=_("Enter the person"),
        back=lambda row: reverse("org:person", args=[row.subject.uid]),
        cancel=reverse("org:people"),
    )


@FORM
def name_person(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Enter or correct a name."""
    row = fetch(request, Person, uid)
    access.require(request.actor, "org.edit", row)
    return act(
        request,
        forms.NamePersonForm(request.POST or None),
        lambda **given: actions.name_person(person=row, **given),
        title=_("Full name of %(name)s") % {"name": row.name},
        button=_("Enter the name"),
        back=reverse("org:person", args=[uid]),
    )


@FORM
def link_account(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Say with which account somebody signs in."""
    row = fetch(request, Person, uid, "account")
    access.require(request.actor, "org.edit", row)
    initial = {"account": row.account.login if row.account else ""}
    return act(
        request,
        forms.LinkAccountForm(request.POST or None, initial=initial),
        lambda **given: actions.link_account(person=row, **given),
        title=_("Account of %(name)s") % {"name": row.name},
        button=_("Link the account"),
        back=reverse("org:person", args=[uid]),
    )


@FORM
def end_person(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Somebody leaves."""
    row = fetch(request, Person, uid)
    access.require(request.actor, "org.edit", row)
    return act(
        request,
        forms.LastDayForm(request.POST or None, initial={"last_on": clock.today(request.zone)}),
        lambda **given: actions.end_person(person=row, **given),
        title=_("%(name)s leaves") % {"name": row.name},
        lead=_("Every post held and every deputyship ends with the last day."),
        button=_("End here"),
        back=reverse("org:person", args=[uid]),
    )
