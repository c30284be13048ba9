"""Forms of notices. Each ends in the use case of the same name."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from banshi.base.files.fields import FilesField
from banshi.base.ui.forms import ActorForm, DateField, Form
from banshi.base.zones import clock
from banshi.base.zones.access import Actor
from banshi.core.org.fields import SubjectField
from banshi.core.org.models import OutsideKind, OutsideOrganisation, Unit
from banshi.core.org.queries import protocol_order
from banshi.core.places.models import Place
from banshi.programmes.environment.actions.notices import MOST_FILES
from banshi.programmes.environment.forms.rows import RowsField
from banshi.programmes.environment.queries.notices import sites_on
from banshi.programmes.environment.rules.notices import BODY_MOST, NUMBER_MOST, TITLE_MOST


def site_said(place: Place) -> str:
    """The site with who holds it."""
    return f"{place.name} · {place.held_by.name}" if place.held_by else place.name


class IssueNoticeForm(ActorForm):
    """``issue_notice``."""

    title = forms.CharField(label=_("Title"), max_length=TITLE_MOST)
    number = forms.CharField(
        label=_("Document number"),
        max_length=NUMBER_MOST,
        required=False,
        help_text=_("As the office gave it. Left empty, its place stays open on paper."),
    )
    issued_on = DateField(label=_("Day of issue"))
    receive_by = DateField(label=_("Receipts by"))
    text = forms.CharField(
        label=_("Text of the notice"),
        max_length=BODY_MOST,
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text=_(
            "A line for each paragraph. A line that begins with 一、 （一） 1. or （1） is set as that level."
        ),
    )
    all_sites = forms.BooleanField(label=_("Every building site of today"), required=False)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any):
        super().__init__(*args, actor=actor, **kwargs)
        today = clock.today(actor.zone)
        outside = OutsideOrganisation.objects.visible_to(actor).on(today)
        contractors = outside.filter(kind=OutsideKind.CONTRACTOR).order_by("name_zh", "pk")
        units = Unit.objects.visible_to(actor).on(today).order_by(*protocol_order())
        self.add(
            issuer_unit=SubjectField(
                units.filter(pk__in=actor.unit_ids),
                label=_("Issued by"),
                help_text=_("Units in which you hold a post."),
            ),
            sites=RowsField(sites_on(actor, today), site_said, label=_("Building sites"), required=False),
            organisations=RowsField(contractors, label=_("Contractors"), required=False),
            units=RowsField(units, label=_("Units of the zone"), required=False),
            uploads=FilesField(label=_("Attachments"), most=MOST_FILES, required=False),
        )
        self.initial.setdefault("issuer_unit", self.fields["issuer_unit"].queryset.first())
        self.order_fields(
            ("title", "number", "issuer_unit", "issued_on", "receive_by", "text", "uploads", "all_sites", "sites",
             "organisations", "units")
        )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """All sites where every one was asked for."""
        given = dict(super().clean() or {})
        if given.pop("all_sites", False):
            given["sites"] = list(self.fields["sites"].rows.values())
        return given


class RecordReceiptForm(Form):
    """``record_receipt``."""

    received_on = DateField(label=_("Day on the receipt"))
    upload = FilesField(label=_("Picture of the receipt that was signed"), most=1)

    def clean(self) -> dict[str, Any]:
        """One file."""
        given = dict(super().clean() or {})
        given["upload"] = (given.get("upload") or [None])[0]
        return given


class ReasonForm(Form):
    """Why."""

    reason = forms.CharField(label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
