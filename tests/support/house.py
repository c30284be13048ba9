"""A walk through the house in a process of its own: ``python -m support.house lay|walk``.

``lay`` makes an empty base, the small zone, a matter, and one of everything that the programmes of the settings
bring. ``walk`` opens the pages that need no object, as several people, the pages of what was laid down, and
verifies the proofs; it prints what did not answer, and nothing when the house stands.
"""

import sys
from datetime import timedelta

import django

FAILED = 500


def lay() -> None:
    """A base with a zone and its life."""
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from banshi.base.zones import clock
    from support.matters import Walk
    from support.programmes import each
    from support.zone import NOW, build, join

    with clock.fixed(NOW):
        world = build()
        Walk(world, NOW).dispatch()
        from support.programmes import table

        for name, spec in table("PEOPLE").items():
            join(world, name, *spec)
        each("live", world)


def walk() -> list[str]:
    """Addresses that fail."""
    from django.contrib.auth import get_user_model
    from django.core.management import call_command
    from django.test import Client, override_settings
    from django.urls import reverse

    from banshi.base.figures import registry
    from banshi.base.ui import nav
    from banshi.base.zones import access, clock
    from banshi.base.zones.models import Zone
    from conf.matrix import ROWS
    from support.rows import PAGE
    from support.zone import NOW

    call_command("check")
    call_command("migrate", verbosity=0)
    wrong = []
    plain = [
        name
        for name, row in ROWS.items()
        if not isinstance(row, list) and row.kind == PAGE and not row.objects
    ]
    with clock.fixed(NOW + timedelta(hours=1)), override_settings(ALLOWED_HOSTS=["testserver"]):
        for login in ("clerk", "administrator", "supervisor", "builder"):
            client = Client(raise_request_exception=False)
            client.force_login(get_user_model().objects.get(login=f"qingyu-{login}"))
            for name in plain:
                answer = client.get(reverse(name))
                if answer.status_code >= FAILED and answer.status_code != 503:
                    wrong.append(f"{name} by {login}: {answer.status_code}")
                answer.close()
        zone = Zone.objects.select_related("subject").get(code="qingyu")
        system = access.system_actor(zone)
        named = [entry.url_name for entry in nav.entries() if nav.address(entry.url_name) is None]
        wrong += [f"the navigation names {one}" for one in named]
        for figure in registry.figures(system):
            figure.compute(registry.Question(zone, system, clock.today(zone)))
    return wrong


def main() -> int:
    """0 when the house stands."""
    django.setup()
    from django.conf import settings

    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    if sys.argv[1] == "lay":
        lay()
        return 0
    wrong = walk()
    print("\n".join(wrong))
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
