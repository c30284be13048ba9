"""A program of somebody else's is told: JSON, signed, under a key, one by one in order."""

import hashlib
import hmac
import json
import time

from django.utils.translation import gettext_lazy as _

from banshi.base.outbox import channels, guarded
from banshi.base.outbox.channels import Failed, Letter, Open, Reach, Setting

GONE = 410


def send(channel: Open, letter: Letter) -> None:
    """POST the body. Anything but 2xx is tried again; 410 says that nobody listens any more."""
    body = json.dumps(letter.body or {}, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    at = int(time.time())
    headers = {
        "Content-Type": "application/json",
        "Idempotency-Key": str(letter.key),
        "Banshi-Event": letter.kind,
        "Banshi-Signature": signatures(channel, at, body),
    }
    try:
        answer = guarded.call(channel["url"], body=body, headers=headers)
    except guarded.Unreachable as error:
        raise Failed(error.code, down=True) from error
    if answer.status == GONE:
        raise Failed("gone", final=True)
    if not 200 <= answer.status < 300:
        raise Failed(f"http_{answer.status}", down=True)


def signatures(channel: Open, at: int, body: bytes) -> str:
    """The signature under the secret; while it is being changed, also the one under the former."""
    secrets = [secret for secret in (channel["secret"], channel["former"]) if secret]
    return f"t={at}," + ",".join(f"v1={signature(secret, at, body)}" for secret in secrets)


def signature(secret: str, at: int, body: bytes) -> str:
    """HMAC-SHA256 over the second and the exact bytes, so that a copy sent later is told from the letter."""
    return hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()


def fault(values: dict[str, str]):
    """An address that may be called, and a secret that cannot be guessed."""
    try:
        guarded.target_of(values["url"])
    except guarded.Unreachable:
        return _("This address cannot be called. Check it, or ask the operator to allow its host.")
    if len(values["secret"]) < 16:
        return _("The secret has at least 16 characters.")
    return None


def register() -> None:
    """Declare the kind."""
    channels.register(
        channels.Kind(
            "webhook",
            _("A program's address"),
            Reach.PROGRAM,
            (
                Setting("url", _("Address")),
                Setting("secret", _("Secret of the signature"), secret=True),
                Setting("former", _("Secret"), secret=True, required=False),
            ),
            send,
            once=True,
            digest=False,
            tried=_("Tested with a program of our own."),
            fault=fault,
        )
    )
