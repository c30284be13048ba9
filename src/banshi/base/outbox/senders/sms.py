"""Text messages over any gateway that speaks HTTP: address, headers and body are templates."""

import json
import re
from urllib.parse import quote

from django.utils.translation import gettext_lazy as _

from banshi.base.outbox import channels, guarded
from banshi.base.outbox.channels import Failed, Letter, Open, Reach, Setting

METHODS = ("POST", "GET")
WORDS = frozenset({"phone", "text", "number", "link", "key", "secret"})
HOLE = re.compile(r"\{(\w+)\}")


def send(channel: Open, letter: Letter) -> None:
    """One text message: number and link, nothing else."""
    values = {
        "phone": letter.to,
        "text": letter.text,
        "number": letter.number,
        "link": letter.link,
        "key": str(letter.key),
        "secret": channel["secret"],
    }
    headers = dict(_header(line, values) for line in channel["headers"].splitlines() if ":" in line)
    sends_json = "json" in headers.get("Content-Type", "").lower()
    try:
        answer = guarded.call(
            _fill(channel["url"], values, _in_address),
            method=channel["method"],
            body=_fill(channel["body"], values, _in_json if sends_json else _in_address).encode(),
            headers=headers,
        )
    except guarded.Unreachable as error:
        raise Failed(error.code, down=True) from error
    if answer.status >= 300 or channel["success"] not in answer.body.decode(errors="replace"):
        raise Failed(
            f"gateway_{answer.status}", down=answer.status >= 500 or answer.status in (401, 403, 429)
        )


def _header(line: str, values: dict[str, str]) -> tuple[str, str]:
    name, _colon, value = line.partition(":")
    return name.strip().title(), _fill(value.strip(), values, lambda text: text.replace("\n", " "))


def _fill(template: str, values: dict[str, str], write) -> str:
    return HOLE.sub(lambda hole: write(values[hole[1]]) if hole[1] in values else hole[0], template)


def _in_address(text: str) -> str:
    return quote(text, safe="")


def _in_json(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)[1:-1]


def fault(values: dict[str, str]):
    """The templates name the phone and nothing unknown; the address is one that may be called."""
    if values["method"] not in METHODS:
        return _("The method is POST or GET.")
    whole = values["url"] + values["body"]
    if "{phone}" not in whole or not ("{link}" in whole or "{text}" in whole):
        return _("Address or body must hold {phone}, and {text} or {link}.")
    strange = {hole for hole in HOLE.findall(values["url"]) if hole not in WORDS}
    if strange:
        return _("The address holds a placeholder that nobody knows.")
    try:
        guarded.target_of(HOLE.sub("x", values["url"]))
    except guarded.Unreachable:
        return _("This address cannot be called. Check it, or ask the operator to allow its host.")
    return None


def register() -> None:
    """Declare the kind."""
    channels.register(
        channels.Kind(
            "sms",
            _("Text messages"),
            Reach.PHONE,
            (
                Setting("url", _("Address of the gateway"), "{phone} {text} {number} {link} {key} {secret}"),
                Setting("method", _("Method"), default="POST"),
                Setting("headers", _("Headers"), _("One a line"), required=False, long=True),
                Setting("body", _("Body"), required=False, long=True),
                Setting("success", _("What a success answers"), _("A piece of the answer"), required=False),
                Setting("secret", _("Secret"), secret=True, required=False),
            ),
            send,
            tried=_("Tested with a gateway of our own; every provider's templates are its own."),
            fault=fault,
        )
    )
