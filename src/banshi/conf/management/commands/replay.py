"""``./banshi replay``: every statement of the page, and what the records answer."""

import json
from collections import Counter
from datetime import date

from django.core.management.base import BaseCommand, CommandError

from banshi.base.figures.replay import Outcome, Status, walk
from banshi.base.tables.definitions import parse_day
from banshi.base.zones import access, clock
from banshi.base.zones.models import Zone


class Command(BaseCommand):
    """Exits 1 when a statement differs from the records."""

    help = "Replay the page: each statement with what the records answer."

    def add_arguments(self, parser):
        parser.add_argument("--json", action="store_true", help="print one JSON array")
        parser.add_argument("--zone", help="code of the zone; needed when there are several")
        parser.add_argument("--as-of", help="a day such as 2021-05-31; else each statement's own day")

    def handle(self, *args, **options):
        zone = find_zone(options["zone"])
        outcomes = list(walk(access.system_actor(zone), self._day(options["as_of"], zone)))
        if options["json"]:
            rows = [found.answer.as_json() for found in outcomes]
            self.stdout.write(json.dumps(rows, ensure_ascii=False, indent=1))
        else:
            self._tell(zone, outcomes)
        if any(found.status is Status.DIFFERS for found in outcomes):
            raise SystemExit(1)

    def _day(self, text: str | None, zone: Zone) -> date | None:
        if text is None:
            return None
        day = parse_day(text)
        if day is None or day > clock.today(zone):
            raise CommandError(f"{text} is not a day up to today; write one like {clock.today(zone)}")
        return day

    def _tell(self, zone: Zone, outcomes: list[Outcome]) -> None:
        simulated = " · 演示数据 demonstration data" if zone.simulated else ""
        self.stdout.write(f"{zone.code} {zone.name}{simulated}")
        for found in outcomes:
            self.stdout.write(line(found))
            for note in failing(found):
                self.stdout.write(f"{'':23}{note}")
        counted = Counter(found.status for found in outcomes)
        words = ", ".join(f"{counted[status]} {status.value}" for status in Status)
        self.stdout.write(f"{len(outcomes)} statements: {words}")


def find_zone(code: str | None) -> Zone:
    """The zone asked for; without a code the only one there is."""
    zones = Zone.objects.select_related("subject").order_by("code")
    if code is not None:
        found = zones.filter(code=code).first()
        if found is None:
            raise CommandError(f"there is no zone {code}")
        return found
    several = list(zones[:50])
    if len(several) == 1:
        return several[0]
    if not several:
        raise CommandError("there is no zone yet; run: ./banshi run")
    raise CommandError(f"say which zone: --zone {' | '.join(zone.code for zone in several)}")


def line(found: Outcome) -> str:
    """One line: id, status, as of, the page's words, and what the records say."""
    value = found.value
    answer = ""
    if value is not None and value.value is not None:
        fraction = f" {value.numerator}/{value.denominator}" if value.denominator is not None else ""
        shown = {True: "yes", False: "no"}.get(value.value) if isinstance(value.value, bool) else value.value
        answer = f" → {shown}{fraction} {value.unit}: {value.says}"
    day = found.as_of.isoformat() if found.status is not Status.OPEN else ""
    return f"{found.statement.id:<4}{found.status.value:<8} {day:<10} {found.statement.text}{answer}"


def failing(found: Outcome) -> list[str]:
    """What fails a predicate, at most ten by name."""
    if found.value is None or found.value.holds is not False:
        return []
    return [f"× {subject.caption}" for subject in found.value.failing[:10]]
