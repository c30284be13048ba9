"""What a notice needs, and when a receipt is late. Pure."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from banshi.core.matters.rules.faults import Fault

TITLE_MOST, NUMBER_MOST, BODY_MOST = 120, 40, 20000


@dataclass(frozen=True)
class Words:
    """A notice as it is written."""

    title: str
    number: str
    text: str


def fault_of_words(words: Words) -> Fault | None:
    """Title and text are there, and fit."""
    if not words.title or len(words.title) > TITLE_MOST:
        return Fault(
            "environment.notice_title",
            _("Give the notice its title, at most %(most)s characters."),
            field="title",
            params={"most": TITLE_MOST},
        )
    if len(words.number) > NUMBER_MOST:
        return Fault(
            "environment.notice_number",
            _("The document number is too long. Enter at most %(most)s characters, or leave it empty."),
            field="number",
            params={"most": NUMBER_MOST},
        )
    if not words.text or len(words.text) > BODY_MOST:
        return Fault(
            "environment.notice_text",
            _("Write what the notice asks for, at most %(most)s characters."),
            field="text",
            params={"most": BODY_MOST},
        )
    return None


def fault_of_days(issued_on: date, receive_by: date, today: date) -> Fault | None:
    """Issued today or earlier; receipts are due on that day or later."""
    if issued_on > today:
        return Fault(
            "environment.issued_ahead",
            _("A notice is entered when it is issued. Choose today or an earlier day."),
            field="issued_on",
        )
    if receive_by < issued_on:
        return Fault(
            "environment.receive_before",
            _("Receipts cannot be due before the notice is issued. Choose a later day."),
            field="receive_by",
        )
    return None


def fault_of_receipt(issued_on: date, received_on: date, today: date) -> Fault | None:
    """A receipt lies between the day of issue and today."""
    if received_on > today:
        return Fault(
            "environment.receipt_ahead",
            _("That day has not come yet. Enter the day on the receipt."),
            field="received_on",
        )
    if received_on < issued_on:
        return Fault(
            "environment.receipt_before",
            _("The notice was issued on %(day)s only. Check the day on the receipt."),
            field="received_on",
            params={"day": issued_on.isoformat()},
        )
    return None


def days_late(receive_by: date, received_on: date | None, today: date) -> int:
    """Calendar days by which a receipt was or is late; 0 when it is not."""
    return max(0, ((received_on or today) - receive_by).days)
