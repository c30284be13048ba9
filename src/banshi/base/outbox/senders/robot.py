"""Robots of group chats, through apprise: those alone whose services stand at fixed public addresses."""

from django.utils.translation import gettext_lazy as _

from banshi.base.outbox import channels
from banshi.base.outbox.channels import Failed, Letter, Open, Reach, Setting

SCHEMES = ("wecombot", "dingtalk", "feishu", "lark")
TIMES = {"cto": "3", "rto": "5"}


def send(channel: Open, letter: Letter) -> None:
    """One line into the group."""
    from apprise import Apprise

    url = channel["url"]
    robot = Apprise.instantiate(f"{url}{'&' if '?' in url else '?'}cto={TIMES['cto']}&rto={TIMES['rto']}")
    if robot is None:
        raise Failed("robot_wrong", down=True)
    if not robot.notify(body=letter.text):
        raise Failed("robot_refused", down=True)


def fault(values: dict[str, str]):
    """Only the robots of work chats: other kinds of addresses could reach into the intranet."""
    from apprise import Apprise

    if values["url"].partition("://")[0] not in SCHEMES or Apprise.instantiate(values["url"]) is None:
        return _("Enter the robot's address as wecombot://…, dingtalk://…, feishu://… or lark://…")
    return None


def register() -> None:
    """Declare the kind."""
    channels.register(
        channels.Kind(
            "robot",
            _("Robot of a group chat"),
            Reach.GROUP,
            (
                Setting(
                    "url", _("Address of the robot"), "wecombot://…, dingtalk://…, feishu://…", secret=True
                ),
                Setting(
                    "units",
                    _("Units that the group follows"),
                    _("None ticked: all of them"),
                    required=False,
                    units=True,
                ),
            ),
            send,
            tried=_("The addresses are checked; nothing was ever sent to a real group."),
            fault=fault,
        )
    )
