"""Proof of work: challenges that are signed and not stored, answers that count once.

The library checks the signature and the work. When a challenge runs out is told by our own clock, so that a
simulated zone and the tests keep theirs; that it counts once is the use case's to hold.
"""

import base64
import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime

import altcha
from django.utils.crypto import salted_hmac

from banshi.base.zones import clock
from banshi.doors.portal import rules
from banshi.doors.portal.rules import Portal

ALGORITHM = "PBKDF2/SHA-256"
MOST_TEXT = 4000


@dataclass(frozen=True)
class Proof:
    """What was handed in: the name of its challenge and when it runs out, or what is wrong with it."""

    challenge: str = ""
    expires_at: datetime | None = None
    fault: str = rules.NO_WORK


def challenge(token: str, portal: Portal, level: int) -> dict:
    """A new challenge for the link with this token, as the page's worker takes it."""
    until = clock.process_now() + rules.WORK_LIVES
    made = altcha.create_challenge(
        ALGORITHM,
        portal.rounds(level),
        key_prefix=portal.work.prefix,
        data={"link": _mark(token), "until": int(until.timestamp())},
        hmac_secret=_secret(),
    )
    return made.to_dict()


def judge(text: str, token: str) -> Proof:
    """What the text of the hidden field proves; nothing is stored here."""
    if not text:
        return Proof()
    wrong = Proof(fault=rules.WORK_WRONG)
    if len(text) > MOST_TEXT:
        return wrong
    try:
        payload = altcha.Payload.from_dict(json.loads(base64.b64decode(text, validate=True)))
        data = payload.challenge.parameters.data or {}
        until = datetime.fromtimestamp(int(data["until"]), UTC)
        right = payload.challenge.parameters.algorithm == ALGORITHM and data["link"] == _mark(token)
        if not right or clock.process_now() > until:
            return wrong
        if not altcha.verify_solution(payload, _secret()).verified:
            return wrong
        name = hashlib.sha256(payload.challenge.parameters.nonce.encode()).hexdigest()
    except Exception:  # anything may stand in a field that strangers fill
        return wrong
    return Proof(name, until, "")


def _secret() -> str:
    return salted_hmac("banshi.portal.work", "", algorithm="sha256").hexdigest()


def _mark(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()[:16]
