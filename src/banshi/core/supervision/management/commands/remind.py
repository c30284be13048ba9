"""The one document that needs no person, by hand; a worker does it by itself every working day at half past four."""

from django.core.management.base import BaseCommand
from django.utils.translation import override

from banshi.base.zones.access import system_actor
from banshi.base.zones.models import Zone
from banshi.core.supervision.actions.reminding import remind


class Command(BaseCommand):
    """``manage remind``: what the ladder asks on an automatic rung is issued, in every zone, on working days."""

    help = "Issue the reminders that the ladder asks today; every other document is issued by a person."

    def handle(self, *args, **options):
        """One line per document, and one per refusal."""
        for zone in Zone.objects.select_related("subject").order_by("code"):
            with override("zh-hans"):
                for what, why in remind(actor=system_actor(zone)):
                    if why:
                        self.stderr.write(f"{zone.code}: {what}: {why}")
                    else:
                        self.stdout.write(f"{zone.code}: {what}")
