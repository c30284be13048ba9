"""Every act that a page offers: its form, its use case, and the sentence that says what will happen."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from banshi.core.matters import actions
from banshi.core.matters.actions import entering
from banshi.core.matters.forms import dispatching, simple
from banshi.core.matters.forms.base import ActForm
from banshi.core.matters.forms.entering import MergeForm
from banshi.core.matters.models import Matter


@dataclass(frozen=True)
class ActPage:
    """One act: ``one_tap`` ones are done from the matter's page without a form of their own.

    ``grave`` ones end a matter or give it out of hand and are asked once more in their own words.
    """

    form: type[ActForm]
    call: Callable[..., Matter]
    says: Promise
    one_tap: bool = False
    grave: bool = False


ACTS: dict[str, ActPage] = {
    "register": ActPage(
        simple.PlainForm,
        actions.register_matter,
        _("It goes onto the issue list and waits for dispatch."),
        True,
    ),
    "decline": ActPage(
        simple.DeclineForm,
        actions.decline_matter,
        _("It is not accepted and ends here; the raiser has been told why and where to turn."),
        grave=True,
    ),
    "amend": ActPage(
        simple.AmendForm,
        actions.amend_matter,
        _("The wording is corrected; what it said before stays in the history."),
    ),
    "dispatch": ActPage(
        dispatching.DispatchForm,
        actions.dispatch_matter,
        _("It goes onto the responsibility list; the department's clock starts now, not when it signs."),
    ),
    "sign": ActPage(
        simple.PlainForm,
        actions.sign_matter,
        _("Your unit signs for it and handles it until the deadline."),
        True,
    ),
    "object": ActPage(
        simple.ReasonForm,
        actions.object_matter,
        _("The ledger office settles once whose matter it is; until then your clock goes on running."),
    ),
    "settle_objection": ActPage(
        dispatching.SettleForm,
        actions.settle_objection,
        _("This is settled once and is final; another department gets a clock of its own."),
    ),
    "co_reply": ActPage(
        simple.TextForm,
        actions.reply_as_co_handler,
        _("Your unit's part goes to the responsible department."),
    ),
    "release_co": ActPage(
        simple.ReleaseCoForm,
        actions.release_co_handler,
        _("The unit owes no part any more; it keeps its view of the matter."),
    ),
    "progress": ActPage(
        simple.StepForm, entering.record_step, _("The step is recorded and the matter is in hand.")
    ),
    "wait": ActPage(
        simple.WaitForm,
        actions.wait_for_outside,
        _("Somebody outside has it: your clock stands still until you resume."),
    ),
    "resume": ActPage(
        simple.TextForm,
        actions.resume_matter,
        _("It is back: your clock runs again, and the deadline moves by the wait."),
    ),
    "reply": ActPage(
        simple.ReplyForm,
        actions.reply_interim,
        _("What the raiser was told is recorded, with the day of the next reply."),
    ),
    "explain": ActPage(
        simple.ExplainForm,
        actions.explain_matter,
        _("It stays open on the ledger and is due again on the review day; this is no close-out."),
    ),
    "ask_extension": ActPage(
        simple.AskExtensionForm,
        actions.ask_extension,
        _("The lead leader decides; until then the deadline stays."),
    ),
    "decide_extension": ActPage(
        simple.DecideExtensionForm,
        actions.decide_extension,
        _("An approved day becomes the deadline; the raiser has been told of it."),
    ),
    "submit": ActPage(
        simple.SubmitForm,
        entering.hand_in,
        _("Your clock stands still; somebody outside your department verifies it."),
    ),
    "verify": ActPage(
        simple.VerifyForm,
        actions.verify_matter,
        _("The department's clock ends; next the raiser is asked, then it can be closed out."),
    ),
    "send_back": ActPage(
        simple.SendBackForm,
        actions.verify_matter,
        _("It goes back to the department, and its clock runs again."),
        grave=True,
    ),
    "answer": ActPage(
        simple.AnswerForm,
        actions.record_answer,
        _(
            "«Not solved» always sends it back. The first «dissatisfied» does too; the second is for the lead leader."
        ),
    ),
    "try_answer": ActPage(
        simple.TryForm,
        actions.record_try,
        _("A try that reached nobody is counted; after enough of them «no answer» may be recorded."),
    ),
    "decide_answer": ActPage(
        simple.DecideAnswerForm,
        actions.decide_answer,
        _("You decide with a reason; the raiser's answer is kept either way."),
    ),
    "close": ActPage(
        simple.PlainForm,
        actions.close_matter,
        _("It goes onto the closure ledger. Every condition is checked once more."),
    ),
    "reopen": ActPage(
        simple.ReopenForm,
        actions.reopen_matter,
        _("It is open again with the same department and a new deadline."),
    ),
    "take_up": ActPage(
        dispatching.TakeUpForm,
        actions.take_up_claim,
        _(
            "It goes to verification like any other close-out; until it is verified and answered, it proves nothing."
        ),
    ),
    "merge": ActPage(
        MergeForm,
        actions.merge_matter,
        _("This one ends and joins the other; neither's words, raiser or number is lost."),
        grave=True,
    ),
    "split": ActPage(
        simple.SplitForm,
        actions.split_matter,
        _("Each part becomes a matter; the whole cannot be closed out before its parts."),
    ),
    "withdraw": ActPage(
        simple.DatedReasonForm,
        actions.withdraw_matter,
        _("The raiser takes it back; it ends here and stays on the issue list as withdrawn."),
        grave=True,
    ),
    "key_list": ActPage(
        simple.KeyListForm,
        actions.set_key_listing,
        _("The key list changes from today; the matter itself goes on as it is."),
    ),
    "attach": ActPage(
        simple.AttachForm,
        actions.attach_evidence,
        _("It is kept with its own day, and verifier and supervisor see it."),
    ),
}
