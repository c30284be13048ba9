"""Every write of papers: those written here, the Word forms of an office, many papers as one file."""

from banshi.base.papers.actions.bundles import (
    ask_bundle,
    drop_bundle,
    keep_bundle,
)
from banshi.base.papers.actions.word_forms import restore_form, take_form
from banshi.base.papers.actions.written import amend_paper, issue_paper, withdraw_paper, write_paper

__all__ = [
    "amend_paper",
    "ask_bundle",
    "drop_bundle",
    "issue_paper",
    "keep_bundle",
    "restore_form",
    "take_form",
    "withdraw_paper",
    "write_paper",
]
