"""The one document that needs no person: the first rung, where the rules in force say so. For a timer, once a day."""

from django.core.management.base import BaseCommand
from django.utils.translation import override

from banshi.base.calendars.queries import load_calendar
from banshi.base.zones import clock
from banshi.base.zones.access import system_actor
from banshi.base.zones.models import Zone
from banshi.base.zones.refusals import Refusal
from banshi.core.supervision.actions import issue_document
from banshi.core.supervision.queries import ladder


class Command(BaseCommand):
    """``manage remind``: what the ladder asks on an automatic rung is issued, in every zone, on working days."""

    help = "Issue the reminders that the ladder asks today; every other document is issued by a person."

    def handle(self, *args, **options):
        """One line per document, and one per refusal."""
        for zone in Zone.objects.select_related("subject").order_by("code"):
            if load_calendar(zone).is_workday(clock.today(zone)):
                self._remind(zone)

    def _remind(self, zone: Zone) -> None:
        actor = system_actor(zone)
        today = clock.today(zone)
        with override("zh-hans"):
            for group in ladder.today_of(actor).groups:
                if not group.rung.automatic:
                    continue
                try:
                    row = issue_document(
                        actor=actor,
                        rung=group.rung.code,
                        matters=[one.matter for one in group.rows],
                        demand=group.rung.demand_zh,
                        answer_by=load_calendar(zone).add_workdays(today, group.rung.answer_workdays),
                        now=clock.now(zone),
                    )
                    self.stdout.write(f"{zone.code}: {row.number}")
                except Refusal as refusal:
                    numbers = ", ".join(group.numbers)
                    self.stderr.write(f"{zone.code}: {numbers}: {refusal.message}")
