"""Acts that can be done to several matters at once.

Only such as ask for nothing that must differ from matter to matter. A requirement, an outcome, a
verification are each about one matter, so dispatch, submission and verification are not here.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from banshi.core.matters import actions
from banshi.core.matters.forms import simple
from banshi.core.matters.forms.base import ActForm
from banshi.core.matters.models import Matter

MOST = 50
"""Matters in one go: a page of a list."""


@dataclass(frozen=True)
class SeveralAct:
    """One act on several matters.

    ``act`` names the act of the life cycle whose states and verb it follows. A ``rehearsed`` one is tried on
    every matter and taken back before it is offered, because more than its state decides. ``back`` is the act that
    undoes it, where the rules allow that. ``already`` tells a matter with which it is so already.
    """

    act: str
    word: Promise
    form: type[ActForm]
    call: Callable[..., Matter]
    says: Promise
    rehearsed: bool = False
    back: str = ""
    already: Callable[[Matter], bool] = lambda matter: False


SEVERAL: dict[str, SeveralAct] = {
    "register": SeveralAct(
        "register",
        _("Register"),
        simple.PlainForm,
        actions.register_matter,
        _("Each goes onto the issue list and waits for dispatch."),
    ),
    "sign": SeveralAct(
        "sign",
        _("Sign for"),
        simple.PlainForm,
        actions.sign_matter,
        _("Your unit signs for each and handles it until its deadline."),
    ),
    "reply": SeveralAct(
        "reply",
        _("Interim reply"),
        simple.ReplyForm,
        actions.reply_interim,
        _("The same words are recorded for each raiser, with the day of the next reply."),
        rehearsed=True,
    ),
    "close": SeveralAct(
        "close",
        _("Close out"),
        simple.PlainForm,
        actions.close_matter,
        _("Every condition is checked once more for each; those that hold go onto the closure ledger."),
        rehearsed=True,
    ),
    "key_on": SeveralAct(
        "key_list",
        _("On the key list"),
        simple.PlainForm,
        partial(actions.set_key_listing, listed=True),
        _("They stand on the key list from today; the matters themselves go on as they are."),
        back="key_off",
        already=lambda matter: matter.key_listed,
    ),
    "key_off": SeveralAct(
        "key_list",
        _("Off the key list"),
        simple.PlainForm,
        partial(actions.set_key_listing, listed=False),
        _("They leave the key list from today; the matters themselves go on as they are."),
        back="key_on",
        already=lambda matter: not matter.key_listed,
    ),
}

OF_LIST: dict[str, tuple[str, ...]] = {
    "issues": ("register", "key_on", "key_off"),
    "responsibility": ("sign", "reply", "close", "key_on", "key_off"),
    "key": ("sign", "reply", "close", "key_off"),
    "closure": (),
    "claimed": (),
}
"""Which acts each list offers."""
