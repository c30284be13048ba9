"""A device in two words, from what a browser says of itself. Nothing more of it is kept."""

from django.utils.translation import gettext_lazy as _

# The first that fits counts: an Edge calls itself Chrome too, a WeChat on a phone Safari.
BROWSERS = (
    ("wxwork", "wecom", _("WeCom")),
    ("MicroMessenger", "wechat", _("WeChat")),
    ("DingTalk", "dingtalk", _("DingTalk")),
    ("Lark", "feishu", _("Feishu")),
    ("Edg", "edge", "Edge"),
    ("Firefox", "firefox", "Firefox"),
    ("QQBrowser", "qq", _("QQ Browser")),
    ("Chrome", "chrome", "Chrome"),
    ("Safari", "safari", "Safari"),
)
SYSTEMS = (
    ("HarmonyOS", "harmony", "HarmonyOS"),
    ("Android", "android", _("Android phone")),
    ("iPhone", "iphone", "iPhone"),
    ("iPad", "ipad", "iPad"),
    ("Windows", "windows", "Windows"),
    ("Mac OS", "mac", "macOS"),
    ("Linux", "linux", "Linux"),
)
OTHER = "other"


def codes(agent: str) -> str:
    """``"chrome windows"``."""
    return f"{_first(BROWSERS, agent)} {_first(SYSTEMS, agent)}"


def say(device: str) -> str:
    """The two words in the language of the moment."""
    browser, _space, system = device.partition(" ")
    first, second = _word(BROWSERS, browser), _word(SYSTEMS, system)
    said = " · ".join(word for word in (first, second) if word)
    return said or str(_("Unknown device"))


def _first(table: tuple, agent: str) -> str:
    return next((code for mark, code, _word in table if mark in agent), OTHER)


def _word(table: tuple, code: str) -> str:
    return next((str(word) for _mark, known, word in table if known == code), "")
