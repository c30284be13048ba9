"""Every write of supervision: documents of the ladder, look-backs, the supervisor's desk."""

from banshi.core.supervision.actions.desk import decide_anomaly, issue_notice
from banshi.core.supervision.actions.documents import (
    acknowledge_document,
    answer_document,
    issue_document,
    recall_document,
)
from banshi.core.supervision.actions.look_back import draw_sample, record_look_back

__all__ = [
    "acknowledge_document",
    "answer_document",
    "decide_anomaly",
    "draw_sample",
    "issue_document",
    "issue_notice",
    "recall_document",
    "record_look_back",
]
