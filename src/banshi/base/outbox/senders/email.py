"""E-mail over the zone's own server."""

import smtplib

from django.core.mail import EmailMessage, get_connection
from django.utils.translation import gettext_lazy as _

from banshi.base.outbox import channels, guarded
from banshi.base.outbox.channels import Failed, Letter, Open, Reach, Setting

SECURITY = ("tls", "ssl", "none")


def send(channel: Open, letter: Letter) -> None:
    """One plain mail. The key stands in Message-ID, by which most mailboxes show a repeated one once."""
    host, port = channel["host"], int(channel["port"])
    try:
        guarded.check_host(host)
        guarded.resolve(host, port)
    except guarded.Unreachable as error:
        raise Failed(error.code, down=True) from error
    line = get_connection(
        host=host,
        port=port,
        username=channel["user"] or None,
        password=channel["password"] or None,
        use_tls=channel["security"] == "tls",
        use_ssl=channel["security"] == "ssl",
        timeout=guarded.SECONDS,
    )
    domain = channel["sender"].rpartition("@")[2]
    headers = {"Message-ID": f"<{letter.key}@{domain}>", "Auto-Submitted": "auto-generated"}
    mail = EmailMessage(
        letter.subject, letter.text, channel["sender"], [letter.to], connection=line, headers=headers
    )
    try:
        mail.send()
    except (smtplib.SMTPRecipientsRefused, ValueError) as error:
        raise Failed("unknown_user", final=True) from error
    except smtplib.SMTPAuthenticationError as error:
        raise Failed("mail_login", down=True) from error
    except (smtplib.SMTPException, OSError) as error:
        raise Failed("unreachable", down=True) from error


def fault(values: dict[str, str]):
    """Port, security and sender are what a mail server understands."""
    if not values["port"].isdecimal() or not 0 < int(values["port"]) < 65536:
        return _("The port is a number, mostly 465 or 587.")
    if values["security"] not in SECURITY:
        return _("Security is one of tls, ssl, none.")
    name, _at, domain = values["sender"].rpartition("@")
    if not name or "." not in domain or not values["sender"].isprintable() or " " in values["sender"]:
        return _("The sender is a whole e-mail address.")
    return None


def register() -> None:
    """Declare the kind."""
    channels.register(
        channels.Kind(
            "email",
            _("E-mail"),
            Reach.PERSON,
            (
                Setting("host", _("Server")),
                Setting("port", _("Port"), default="465"),
                Setting("security", _("Security"), _("tls, ssl or none"), default="ssl"),
                Setting("sender", _("Sender")),
                Setting("user", _("User"), required=False),
                Setting("password", _("Password"), secret=True, required=False),
            ),
            send,
            address=_("E-mail address"),
            tried=_("Tested with a double of the mail server, never against a real one."),
            fault=fault,
        )
    )
