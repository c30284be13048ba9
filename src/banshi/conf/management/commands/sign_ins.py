"""``./banshi manage sign_ins``: new random passwords for the demonstration's sign-ins."""

from django.core.management.base import BaseCommand, CommandError

from banshi.base.zones.models import Zone
from banshi.conf import demonstration
from banshi.conf.management.commands.prepare_run import print_sign_ins


class Command(BaseCommand):
    """Only for the demonstration zone; a real zone's passwords are given by its administrator."""

    help = "Give the demonstration's sign-ins new random passwords and print them once."

    def handle(self, *args, **options):
        zone = Zone.objects.select_related("subject").filter(code=demonstration.CODE, simulated=True).first()
        if zone is None:
            raise CommandError("there is no demonstration zone here")
        with demonstration.at_last_entry(zone):
            given = demonstration.fresh_passwords(zone)
        print_sign_ins(self.stdout, given)
