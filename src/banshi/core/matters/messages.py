"""What matters tell people: the number, one verb, and the page on which it is done."""

from datetime import time

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from banshi.base.jobs import registry
from banshi.base.outbox.kinds import Kind, register
from banshi.base.zones.models import Subject

VIEW = "matters.view"


def _act(act: str):
    """The page of one act on the matter, so that the answer is one tap away from the message."""

    def page(subject: Subject) -> str:
        return reverse("matters:act", args=[subject.uid, act])

    return page


def register_messages() -> None:
    """Declare the kinds, and the work of every morning; called when the app is ready."""
    from banshi.core.matters.actions.reminding import tell_all_due

    registry.register("matters.tell_due", tell_all_due, title=_("Telling what is due soon"))
    registry.recur("matters.tell_due", at=time(8, 10))
    register(
        Kind("matters.dispatched", _("please sign for it"), "matters.sign", VIEW),
        Kind("matters.returned", _("it came back, please go on"), "matters.submit", VIEW),
        Kind("matters.reopened", _("it is open again, please go on"), "matters.submit", VIEW),
        Kind("matters.objected", _("please settle the objection"), "matters.settle_objection", VIEW),
        Kind("matters.objection_settled", _("the objection is settled, please look"), "matters.sign", VIEW),
        Kind("matters.verification_asked", _("please verify"), "matters.verify", VIEW),
        Kind("matters.raiser_replied", _("the raiser has answered, please look"), "matters.submit", VIEW),
        Kind("matters.answer_waits", _("please decide on the answer"), view=VIEW, page=_act("decide_answer")),
        Kind(
            "matters.extension_asked",
            _("please decide on the extension"),
            view=VIEW,
            page=_act("decide_extension"),
        ),
        Kind("matters.extension_decided", _("the extension is decided, please look"), "matters.submit", VIEW),
        Kind("matters.due_soon", _("it is due soon, please see to it"), "matters.submit", VIEW),
        Kind("matters.raiser_news", _("there is news"), raiser=True),
    )
