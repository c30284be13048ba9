"""Every write of a matter: intake, dispatching, handling, closing."""

from banshi.core.matters.actions.arriving import Raiser
from banshi.core.matters.actions.closing import (
    close_matter,
    decide_answer,
    record_answer,
    record_try,
    reopen_matter,
    verify_matter,
)
from banshi.core.matters.actions.dispatching import (
    CoPart,
    dispatch_matter,
    object_matter,
    release_co_handler,
    reply_as_co_handler,
    settle_objection,
    sign_matter,
)
from banshi.core.matters.actions.handling import (
    ask_extension,
    attach_evidence,
    decide_extension,
    explain_matter,
    record_progress,
    reply_interim,
    resume_matter,
    submit_matter,
    wait_for_outside,
)
from banshi.core.matters.actions.incoming import note_foreign_number, take_up_claim
from banshi.core.matters.actions.intake import (
    amend_matter,
    decline_matter,
    receive_matter,
    register_matter,
    withdraw_matter,
)
from banshi.core.matters.actions.issuing import issue_matter
from banshi.core.matters.actions.joining import merge_matter, set_key_listing, split_matter

__all__ = [
    "CoPart",
    "Raiser",
    "amend_matter",
    "ask_extension",
    "attach_evidence",
    "close_matter",
    "decide_answer",
    "decide_extension",
    "decline_matter",
    "dispatch_matter",
    "explain_matter",
    "issue_matter",
    "merge_matter",
    "note_foreign_number",
    "object_matter",
    "receive_matter",
    "record_answer",
    "record_progress",
    "record_try",
    "register_matter",
    "release_co_handler",
    "reopen_matter",
    "reply_as_co_handler",
    "reply_interim",
    "resume_matter",
    "set_key_listing",
    "settle_objection",
    "sign_matter",
    "split_matter",
    "submit_matter",
    "take_up_claim",
    "verify_matter",
    "wait_for_outside",
    "withdraw_matter",
]
