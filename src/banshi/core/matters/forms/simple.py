"""Acts that ask for a reason, a few sentences and a day."""

from django import forms
from django.utils.translation import gettext_lazy as _

from banshi.base.ui.forms import DateField
from banshi.base.zones.models import Label
from banshi.core.matters.forms import fields
from banshi.core.matters.forms.base import ActForm
from banshi.core.matters.models import Channel, EvidenceKind, Outcome, Satisfaction, Solved
from banshi.core.matters.queries import rows
from banshi.core.matters.rules.lifecycle import named
from banshi.core.org.models import Unit


class PlainForm(ActForm):
    """Nothing to enter but a day that lies back."""

    effective_on = fields.effective()


class KeyListForm(PlainForm):
    """On the key list, or off it."""

    def values(self):
        return {**self.cleaned_data, "listed": not self.matter.key_listed}


class ReasonForm(ActForm):
    """A reason."""

    reason = fields.text(_("Reason"))


class DatedReasonForm(ReasonForm):
    """A reason, and the day."""

    effective_on = fields.effective()


class DeclineForm(ReasonForm):
    """Not accepted: why, and when the raiser was told."""

    reason = fields.text(_("Reason, and where to turn"))
    told_on = DateField(label=_("Raiser told on"))
    effective_on = fields.effective()

    def prepare(self):
        self.propose(told_on=self.page.today)


class AmendForm(ActForm):
    """The wording, the category, the label."""

    title = forms.CharField(label=_("In one line"), max_length=120, help_text=_("Without names of people."))
    category = forms.ChoiceField(label=_("Category"))
    label = forms.TypedChoiceField(
        label=_("Who may read it"),
        coerce=int,
        choices=[
            (Label.PUBLIC, Label.PUBLIC.label),
            (Label.INTERNAL, Label.INTERNAL.label),
            (Label.SENSITIVE, Label.SENSITIVE.label),
        ],
        help_text=_("Sensitive: only those who take part, the leaders and the supervisors."),
    )
    effective_on = fields.effective()

    def prepare(self):
        self.fields["category"].choices = [
            (code, named(row)) for code, row in self.page.kinds.categories.items()
        ]
        self.propose(title=self.matter.title, category=self.matter.category, label=self.matter.label)


class TextForm(ActForm):
    """A few sentences."""

    text = fields.text(_("What was done"))
    effective_on = fields.effective()


class TryForm(ActForm):
    """A try that found nobody."""

    text = fields.text(_("How and when it was tried"), rows=2, required=False)
    effective_on = fields.effective()


class StepForm(ActForm):
    """What was done, with a photo of it."""

    text = fields.text(_("What was done"))
    photo = fields.FileField(label=_("Photo or paper"), required=False)
    reuse_reason = forms.CharField(
        label=_("Why a file is used again"),
        max_length=200,
        required=False,
        help_text=_("Only when the same file already closed another matter; verifier and supervisor see it."),
    )
    effective_on = fields.effective()
    landing = {"upload": "photo", "file": "photo", "dated_on": "effective_on"}
    folded = ("reuse_reason", "effective_on")


class WaitForm(ActForm):
    """Who outside has it, why, until when."""

    outside = forms.CharField(
        label=_("Who has it now"), max_length=100, help_text=_("The office or company outside the zone.")
    )
    reason = fields.text(_("What it waits for"))
    until_on = DateField(label=_("Until"))
    effective_on = fields.effective(_("With them since"))


class ReplyForm(ActForm):
    """How it stands, told when, and the next date."""

    text = fields.text(_("What the raiser was told"))
    told_on = DateField(label=_("Told on"))
    next_on = DateField(label=_("Next reply by"))

    def prepare(self):
        self.propose(told_on=self.page.today)


class ExplainForm(ActForm):
    """Why it cannot be solved now, told when, and when it is looked at again."""

    text = fields.text(
        _("What the raiser was told"),
        help_text=_("Why it cannot be solved now, and what would have to change."),
    )
    told_on = DateField(label=_("Told on"))
    review_on = DateField(label=_("Looked at again on"))
    effective_on = fields.effective()

    def prepare(self):
        self.propose(told_on=self.page.today)


class AskExtensionForm(ActForm):
    """Until when, and why."""

    until_on = DateField(label=_("New deadline"))
    reason = fields.text(_("Reason"))


YES_NO = {"true": True, "false": False}


def decision(yes, no) -> forms.TypedChoiceField:
    """Two words to choose from; none is chosen beforehand."""
    return forms.TypedChoiceField(
        label=_("Decision"),
        coerce=YES_NO.__getitem__,
        choices=[("true", yes), ("false", no)],
        widget=forms.RadioSelect,
    )


class DecideExtensionForm(ActForm):
    """Approved or not, and when the raiser was told."""

    approved = decision(_("Approve"), _("Do not approve"))
    told_on = DateField(
        label=_("Raiser told of the new day on"), required=False, help_text=_("Needed when it is approved.")
    )


class SubmitForm(StepForm):
    """Solved or eased, with what remains."""

    outcome = forms.ChoiceField(
        label=_("Outcome"),
        choices=[(Outcome.SOLVED, Outcome.SOLVED.label), (Outcome.EASED, Outcome.EASED.label)],
        widget=forms.RadioSelect,
    )
    text = fields.text(_("What was done and how it is now"))
    remaining = fields.text(
        _("What remains"),
        rows=2,
        required=False,
        help_text=_("Only when it is eased; the raiser must agree."),
    )
    field_order = ("outcome", "text", "remaining", "photo", "reuse_reason", "effective_on")


class AttachForm(ActForm):
    """A photo, a paper, or the raiser's own confirmation."""

    kind = forms.ChoiceField(label=_("What it is"), choices=EvidenceKind.choices, widget=forms.RadioSelect)
    upload = fields.FileField(
        label=_("File"),
        required=False,
        help_text=_("JPG, PNG, WebP or PDF up to 20 MB. The raiser's confirmation may stand without one."),
    )
    dated_on = DateField(label=_("Taken or written on"))
    reuse_reason = forms.CharField(
        label=_("Why a file is used again"),
        max_length=200,
        required=False,
        help_text=_("Only when the same file already closed another matter; verifier and supervisor see it."),
    )
    landing = {"file": "upload"}
    folded = ("reuse_reason",)

    def prepare(self):
        self.propose(dated_on=self.page.today, kind=EvidenceKind.PHOTO_AFTER)


class VerifyForm(ActForm):
    """It holds."""

    text = fields.text(_("What was found"), required=False)
    effective_on = fields.effective(_("Looked at on"))

    def values(self):
        return {**self.cleaned_data, "passed": True}


class SendBackForm(ActForm):
    """It does not hold."""

    text = fields.text(_("What is missing"))
    effective_on = fields.effective(_("Looked at on"))
    landing = {"reason": "text"}

    def values(self):
        return {**self.cleaned_data, "passed": False}


class AnswerForm(ActForm):
    """The raiser's two answers."""

    solved = forms.ChoiceField(label=_("Is it solved?"), choices=Solved.choices, widget=forms.RadioSelect)
    satisfaction = forms.ChoiceField(
        label=_("How satisfied with the handling?"), choices=Satisfaction.choices, widget=forms.RadioSelect
    )
    channel = forms.ChoiceField(label=_("Asked"), choices=Channel.choices, widget=forms.RadioSelect)
    answered_on = DateField(label=_("Asked on"))
    text = fields.text(_("In the raiser's words"), required=False)
    landing = {"effective_on": "answered_on"}

    def prepare(self):
        self.propose(answered_on=self.page.today, channel=Channel.PHONE)


class DecideAnswerForm(ActForm):
    """The lead leader decides on a second dissatisfied answer."""

    let_stand = decision(_("The result stands"), _("Send it back"))
    reason = fields.text(_("Reason"))


class ReopenForm(ActForm):
    """Why, and by when."""

    reason = fields.text(_("Reason"))
    due_on = DateField(
        label=_("New deadline"), required=False, help_text=_("Leave it empty to take the ordinary term.")
    )
    effective_on = fields.effective()


class ReleaseCoForm(ActForm):
    """Which co-handler, and why."""

    unit = fields.CodeChoice(Unit, label=_("Co-handler"))
    reason = fields.text(_("Reason"))

    def prepare(self):
        waiting = [part.unit_id for part in rows.waiting_parts(self.matter)]
        self.fields["unit"].queryset = Unit.objects.filter(zone=self.actor.zone, pk__in=waiting)


class SplitForm(ActForm):
    """One line for each part."""

    titles = fields.text(
        _("One line for each part"),
        rows=4,
        help_text=_("Without names of people. Each becomes a matter of its own."),
    )
    effective_on = fields.effective()

    def values(self):
        lines = tuple(line.strip() for line in self.cleaned_data["titles"].splitlines() if line.strip())
        return {**self.cleaned_data, "titles": lines}

    def clean_titles(self):
        titles = self.cleaned_data["titles"]
        if any(len(line) > 120 for line in titles.splitlines()):
            raise forms.ValidationError(_("Keep each line within 120 characters."), code="too_long")
        return titles
