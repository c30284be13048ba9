"""Outside organisations, and other names of anything."""

from uuid import UUID

from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from banshi.base.tables.pages import list_page
from banshi.base.zones import access, clock, subjects
from banshi.base.zones.models import Subject
from banshi.core.org import actions, forms, queries
from banshi.core.org.models import OutsideOrganisation
from banshi.core.org.pages import act, fetch
from banshi.core.org.panels import panels
from banshi.core.org.tables import OUTSIDE
from banshi.core.org.wording import timeline

FORM = require_http_methods(["GET", "HEAD", "POST"])
NAMES = Prefetch("subject__aliases", queryset=queries.aliases().order_by("pk"), to_attr="names_in_use")


@require_safe
def outside_list(request: HttpRequest) -> HttpResponse:
    """Enterprises, contractors, villages, colleges, authorities."""
    access.require(request.actor, "org.view")
    rows = OutsideOrganisation.objects.visible_to(request.actor).select_related("subject")
    may_register = access.can(request.actor, actions.verb_for(request.actor, "outside"))
    return list_page(
        request,
        OUTSIDE,
        rows.prefetch_related(NAMES),
        template="org/outside_list.html",
        may_register=may_register,
    )


@require_safe
def outside(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One organisation: its names, what belongs to it, its history."""
    row = fetch(request, OutsideOrganisation, uid)
    verb = actions.verb_for(request.actor, "outside")
    context = {
        "outside": row,
        "aliases": queries.names_of(row.subject),
        "panels": panels(request.actor, row),
        "entries": timeline(row.subject),
        "may_edit": access.can(request.actor, verb, row),
    }
    return render(request, "org/outside.html", context)


@FORM
def register_outside(request: HttpRequest) -> HttpResponse:
    """Register an organisation."""
    access.require(request.actor, actions.verb_for(request.actor, "outside"))
    return act(
        request,
        forms.OutsideForm(request.POST or None, initial={"starts_on": clock.today(request.zone)}),
        actions.register_outside,
        title=_("Register an organisation"),
        button=_("Register"),
        back=lambda row: reverse("org:outside", args=[row.subject.uid]),
        cancel=reverse("org:outside_list"),
    )


@FORM
def change_outside(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Correct an organisation, or note that it changed."""
    row = fetch(request, OutsideOrganisation, uid)
    access.require(request.actor, actions.verb_for(request.actor, "outside"), row)
    initial = {name: getattr(row, name) for name in ("name_zh", "name_en", "kind", "credit_code")}
    return act(
        request,
        forms.ChangeOutsideForm(
            request.POST or None, initial=initial | {"effective_on": clock.today(request.zone)}
        ),
        lambda **given: actions.change_outside(organisation=row, **given),
        title=_("Change %(name)s") % {"name": row.name},
        lead=_("The name it had stays as another name, so that it is found under both."),
        button=_("Change it"),
        back=reverse("org:outside", args=[uid]),
    )


@FORM
def close_outside(request: HttpRequest, uid: UUID) -> HttpResponse:
    """An organisation has nothing to do with the zone any more."""
    row = fetch(request, OutsideOrganisation, uid)
    access.require(request.actor, actions.verb_for(request.actor, "outside"), row)
    return act(
        request,
        forms.LastDayForm(request.POST or None, initial={"last_on": clock.today(request.zone)}),
        lambda **given: actions.close_outside(organisation=row, **given),
        title=_("End %(name)s") % {"name": row.name},
        lead=_("It stays in every record and in the list of those that ended."),
        button=_("End it"),
        back=reverse("org:outside", args=[uid]),
    )


@FORM
def add_alias(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Note another name of a subject."""
    subject = named_subject(request, uid)
    return act(
        request,
        forms.AliasForm(request.POST or None),
        lambda **given: actions.add_alias(subject=subject, **given),
        title=_("Other name of %(name)s") % {"name": subject.caption},
        lead=_("Searching finds it under either name, and nobody enters it twice."),
        button=_("Note the name"),
        back=subjects.page_of(subject) or reverse("org:units"),
    )


@FORM
def withdraw_alias(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Take back a name that was noted by mistake."""
    subject = named_subject(request, uid)
    aliases = queries.aliases().filter(subject=subject)
    return act(
        request,
        forms.WithdrawAliasForm(request.POST or None, aliases=aliases),
        actions.withdraw_alias,
        title=_("Take back a name of %(name)s") % {"name": subject.caption},
        button=_("Take it back"),
        back=subjects.page_of(subject) or reverse("org:units"),
    )


def named_subject(request: HttpRequest, uid: UUID) -> Subject:
    """A subject that the actor may give names to."""
    subject = get_object_or_404(Subject, zone=request.zone, uid=uid)
    access.require(request.actor, actions.verb_for(request.actor, subject.kind), subject)
    return subject
