"""Signs and reports in tests: a link of the small zone, what a stranger sends, and his proof of work."""

import base64
import io
import json
from datetime import date

import altcha
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from banshi.base.zones.ids import uuid7
from banshi.doors.portal import actions, proof
from banshi.doors.portal.actions.receiving import Files, Sender
from banshi.doors.portal.models import IntakeLink
from banshi.doors.portal.people import public_actor, rules_of
from banshi.doors.portal.rules import Given
from support.zone import World

MONDAY = date(2021, 5, 17)
WORDS = "施工挖断水管,家里没水。"


def make_link(world: World, now, **changes) -> IntakeLink:
    """A sign at the fence of the small zone's site, made by the clerk."""
    values = {
        "kind": "fence",
        "title": "晴川厂区监督牌",
        "contact": world.posts["clerk"],
        "place": world.place,
        "source_kind": "resident",
        "kinds": ["problem", "urgent_supply"],
        "category": "construction",
        "starts_on": MONDAY,
    } | changes
    return actions.make_link(actor=world.actor("clerk"), now=now, **values)


def solved(link: IntakeLink, level: int = 0) -> str:
    """A challenge of the link's page, solved: the text of the hidden field."""
    made = proof.challenge(link.token, rules_of(link.zone, MONDAY), level)
    challenge = altcha.Challenge.from_dict(made)
    solution = altcha.solve_challenge(challenge)
    text = json.dumps({"challenge": made, "solution": solution.to_dict()})
    return base64.b64encode(text.encode()).decode()


def sender(link: IntakeLink, address: str = "203.0.113.7", work: str | None = None) -> Sender:
    """Somebody at this address who has done the work."""
    return Sender(address, proof.judge(solved(link) if work is None else work, link.token))


def given(link: IntakeLink, **changes) -> Given:
    """What he typed."""
    values = {
        "words": WORDS,
        "kind": link.kinds[0],
        "notice": "2026-1",
        "phone": "13800000000",
        "name": "村民",
    }
    return Given(**values | changes)


def send(link: IntakeLink, now, *, key=None, files=None, by=None, **changes):
    """The act, as the page does it."""
    key = key or uuid7()
    return actions.receive_report(
        actor=public_actor(link.zone),
        uid=key,
        link=link,
        given=given(link, **changes),
        files=files or Files(),
        sender=by or sender(link),
        now=now,
        key=key,
    )


def picture(name: str = "site.jpg", colour: str = "#5a7d9a", *, where: bool = False) -> SimpleUploadedFile:
    """A photo; ``where`` writes a position into it, 27.5 north and 112.5 east."""
    out, image = io.BytesIO(), Image.new("RGB", (120, 80), colour)
    exif = Image.Exif()
    if where:
        exif[0x8825] = {1: "N", 2: (27.0, 30.0, 0.0), 3: "E", 4: (112.0, 30.0, 0.0)}
    image.save(out, "JPEG", exif=exif)
    return SimpleUploadedFile(name, out.getvalue(), "image/jpeg")
