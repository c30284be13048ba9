"""Every write of the public page: links, reports, screening, what raisers add, counters."""

from banshi.doors.portal.actions.links import end_link, make_link
from banshi.doors.portal.actions.raiser import add_to_report, answer_report, see_addition, stop_texts
from banshi.doors.portal.actions.receiving import Sender, receive_report
from banshi.doors.portal.actions.screening import accept_report, put_aside, take_back
from banshi.doors.portal.actions.sweeping import sweep

__all__ = [
    "Sender",
    "accept_report",
    "add_to_report",
    "answer_report",
    "end_link",
    "make_link",
    "put_aside",
    "receive_report",
    "see_addition",
    "stop_texts",
    "sweep",
    "take_back",
]
