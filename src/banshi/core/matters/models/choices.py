"""Words of one kind that a column of a matter may hold."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class RaiserKind(models.TextChoices):
    """Who raised it."""

    ENTERPRISE = "enterprise", _("Enterprise")
    RESIDENT = "resident", _("Resident")
    OFFICE = "office", _("Office")


class Nature(models.TextChoices):
    """What is owed: raised by somebody, or issued by the zone itself."""

    PROBLEM = "problem", _("Problem")
    NEED = "need", _("Need")
    TASK = "task", _("Assigned task")
    RECTIFICATION = "rectification", _("Rectification")
    CONDITION = "condition", _("Condition")


class HolderKind(models.TextChoices):
    """Whose turn it is."""

    UNIT = "unit", _("Unit")
    POST = "post", _("Leader")
    OUTSIDE = "outside", _("Someone outside")
    NOBODY = "nobody", _("Nobody")


class Outcome(models.TextChoices):
    """What came of it."""

    NONE = "", _("None yet")
    SOLVED = "solved", _("Solved")
    EASED = "eased", _("Eased")
    EXPLAINED = "explained", _("Explained")


class Solved(models.TextChoices):
    """The raiser's first answer: is it solved?"""

    SOLVED = "solved", _("Solved")
    PARTLY = "partly", _("Partly solved")
    NOT_SOLVED = "not_solved", _("Not solved")
    NO_ANSWER = "no_answer", _("No answer")


class Satisfaction(models.TextChoices):
    """The raiser's second answer: is he satisfied with how it was handled?"""

    SATISFIED = "satisfied", _("Satisfied")
    FAIRLY = "fairly", _("Fairly satisfied")
    DISSATISFIED = "dissatisfied", _("Dissatisfied")
    NO_ANSWER = "no_answer", _("No answer")


class LegKind(models.TextChoices):
    """The legs of a matter's way, each with its own clock."""

    DISPATCH = "receipt_to_dispatch", _("Receipt to dispatch")
    SIGNING = "signing", _("Signing")
    HANDLING = "handling", _("Handling")
    VERIFICATION = "verification", _("Verification")


class NoteKind(models.TextChoices):
    """What a note says."""

    SIGNED = "signed", _("Signed for")
    PROGRESS = "progress", _("Progress")
    WAITING = "waiting", _("Waiting for someone outside")
    REPLY = "reply", _("Interim reply")
    EXPLANATION = "explanation", _("Explanation")
    CO_REPLY = "co_reply", _("Co-handler's part")
    SUBMISSION = "submission", _("Submission")
    SENT_BACK = "sent_back", _("Sent back")
    REASON = "reason", _("Reason")
    TRY = "try", _("Try to reach the raiser")


class EvidenceKind(models.TextChoices):
    """What sort of evidence."""

    PHOTO_BEFORE = "photo_before", _("Photo before")
    PHOTO_AFTER = "photo_after", _("Photo after")
    PAPER = "paper", _("Paper")
    RAISER = "raiser", _("The raiser's own confirmation")


class Channel(models.TextChoices):
    """How the raiser was asked."""

    PHONE = "phone", _("By telephone")
    VISIT = "visit", _("In person")
    LINK = "link", _("By link")
    PAPER = "paper", _("On paper")


HANDLING_NOTES = (
    NoteKind.SIGNED,
    NoteKind.PROGRESS,
    NoteKind.WAITING,
    NoteKind.REPLY,
    NoteKind.EXPLANATION,
    NoteKind.CO_REPLY,
    NoteKind.SUBMISSION,
)
