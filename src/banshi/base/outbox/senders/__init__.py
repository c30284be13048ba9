"""The kinds of channels that the house brings, each in a file of its own."""

from banshi.base.outbox.senders import dingtalk, email, feishu, robot, sms, webhook, wecom


def register() -> None:
    """Declare them; called when the app is ready."""
    for sender in (email, wecom, dingtalk, feishu, robot, sms, webhook):
        sender.register()
