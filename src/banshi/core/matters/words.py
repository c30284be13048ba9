"""What the codes of this app's rule sets are called on the pages of rules and roles."""

from django.utils.translation import gettext_lazy as _

from banshi.core.matters.models import LegKind
from banshi.core.matters.queries.counter import limit_words
from banshi.core.matters.rules.terms import parse_limit

WORDS = {
    # terms, lights, routing
    "ordinary": _("Ordinary"),
    "urgent": _("Urgent, day and night"),
    "objection": _("«Not mine» within"),
    "co_reply": _("Co-handler's part"),
    "tries_before_no_answer": _("Tries before «no answer»"),
    "near_workdays": _("Blue light so many working days before"),
    "ledger_unit": _("Unit that keeps the ledger"),
    "verification_unit": _("Unit that verifies"),
    "collectors": _("Collector by source"),
    "sources": _("Sources"),
    "infrastructure": _("Infrastructure project under construction"),
    "industrial": _("Industrial project"),
    "enterprise": _("Enterprise in the zone"),
    "hotline": _("Service line 110"),
    # life cycle
    "states": _("State"),
    "arcs": _("Act"),
    "holder": _("Held by"),
    "open": _("Open"),
    "lists": _("Shown on"),
    "from": _("From state"),
    "to": _("To state"),
    "ledger": _("Ledger office"),
    "outside": _("Someone outside"),
    "verifier": _("Verifier"),
    "leader": _("Lead leader"),
    "nobody": _("Nobody"),
    "issue": _("Issue list"),
    "responsibility": _("Responsibility list"),
    "closure": _("Closure ledger"),
    "claimed": _("Claimed"),
    "foreign_number": _("Number of the system outside"),
    "foreign_due_on": _("Deadline of the system outside"),
    "True": _("yes"),
    "False": _("no"),
    "None": _("stays"),
    # kinds
    "kinds": _("Kind"),
    "categories": _("Category"),
    "nature": _("Nature"),
    "guards": _("Before close-out"),
    "asks_raiser": _("Asks the raiser"),
    "problem": _("Problem"),
    "need": _("Need"),
    "task": _("Assigned task"),
    "rectification": _("Rectification"),
    "condition": _("Condition"),
    "outcome_named": _("solved, or eased with what remains"),
    "evidence_after_raised": _("evidence dated after it was raised"),
    "evidence_own": _("no file of another close-out without a reason"),
    "no_open_child": _("no open part"),
    "co_handlers_replied": _("co-handlers have given their part"),
    "verified_outside": _("verified by somebody outside the department"),
    "verified_by_issuer": _("rechecked by the unit that issued it"),
    "raiser_answered": _("the raiser has answered"),
    "answer_by_other_hand": _("the answer written down by another hand"),
    "closer_not_handler": _("closed by nobody who handled it"),
    # verbs
    "matters.issue": _("Issue rectifications and tasks of the own unit"),
    "matters.view": _("See matters"),
    "matters.export": _("Export lists of matters"),
    "matters.register": _("Register matters"),
    "matters.amend": _("Correct matters"),
    "matters.decline": _("Not accept matters"),
    "matters.dispatch": _("Dispatch"),
    "matters.settle_objection": _("Settle «not mine»"),
    "matters.key_list": _("Keep the key list"),
    "matters.merge": _("Merge duplicates"),
    "matters.split": _("Split off parts"),
    "matters.withdraw": _("Withdraw for the raiser"),
    "matters.answer": _("Record the raiser's answer"),
    "matters.close": _("Close out"),
    "matters.reopen": _("Re-open"),
    "matters.attach": _("Add evidence"),
    "matters.reveal": _("See who raised it"),
    "matters.sign": _("Sign for"),
    "matters.object": _("Say «not mine»"),
    "matters.progress": _("Record progress"),
    "matters.wait": _("Hand to someone outside and resume"),
    "matters.reply": _("Reply to the raiser"),
    "matters.explain": _("Explain to the raiser"),
    "matters.ask_extension": _("Ask for an extension"),
    "matters.decide_extension": _("Decide extensions"),
    "matters.ratings": _("See how raisers rate the handling"),
    "matters.decide_answer": _("Decide on dissatisfied answers"),
    "matters.submit": _("Submit for verification"),
    "matters.co_reply": _("Give the co-handler's part"),
    "matters.verify": _("Verify"),
} | {kind.value: kind.label for kind in LegKind}


def say_limit(text: str) -> str | None:
    """``"3 workday"`` as «3 working days»; None for what is no limit."""
    try:
        return limit_words(parse_limit(text))
    except ValueError:
        return None
