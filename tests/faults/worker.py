"""A process of its own that writes, and says on its standard output what was acknowledged."""

import json
import os
import sys
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "tests")]
NOW = datetime(2021, 5, 17, 1, tzinfo=UTC)


def setup(told: dict) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "banshi.conf.settings"
    from django.conf import settings

    one = settings.DATABASES["default"]
    one["NAME"] = told["database"]["name"]
    settings.VAULT_KEY_FILE = told["vault_key"]
    settings.SECRET_KEY = told["secret"]
    import django

    django.setup()


def say(line: str) -> None:
    os.write(1, f"{line}\n".encode())


def actor(zone_id: int, login: str):
    from banshi.base.zones import access
    from banshi.base.zones.models import Account, Zone

    zone = Zone.objects.select_related("subject").get(pk=zone_id)
    return access.policy().actor_for(Account.objects.get(login=login), zone)


def close(told: dict) -> None:
    """Close out one matter after the other; acknowledge each once it is committed."""
    from banshi.core.matters import actions
    from banshi.core.matters.models import Matter

    clerk = actor(told["zone"], told["login"])
    say("ready")
    for pk in told["matters"]:
        actions.close_matter(actor=clerk, matter=Matter.objects.get(pk=pk), now=NOW)
        say(f"closed {pk}")
    say("done")


def write(told: dict) -> None:
    """Record tries on one's own matter as often as told."""
    from banshi.core.matters import actions
    from banshi.core.matters.models import Matter

    clerk = actor(told["zone"], told["login"])
    matter = Matter.objects.get(pk=told["matter"])
    say("ready")
    sys.stdin.readline() if told.get("wait") else None
    for number in range(told["times"]):
        actions.record_try(actor=clerk, matter=matter, text=f"第{number}次", now=NOW)
        say(f"wrote {number}")
    say("done")


if __name__ == "__main__":
    told = json.loads(sys.argv[1])
    setup(told)
    from banshi.base.zones import clock

    with clock.fixed(NOW):
        {"close": close, "write": write}[told["act"]](told)
