"""``./banshi manage reset_factors LOGIN --reason lost``: for an operator at the machine, when nobody else can."""

from django.core.management.base import BaseCommand, CommandError

from banshi.base.signin.actions import reset_factors
from banshi.base.signin.actions.factors import REASONS
from banshi.base.zones import access, clock
from banshi.base.zones.models import Account
from banshi.base.zones.refusals import Refusal


class Command(BaseCommand):
    """The machine itself acts; the zone's history and the audit rows say so."""

    help = "End the second factors of an account, so that its owner sets up new ones at the next sign-in."

    def add_arguments(self, parser):
        parser.add_argument("login")
        parser.add_argument("--reason", required=True, choices=[code for code, _word in REASONS])

    def handle(self, *args, **options):
        account = Account.objects.filter(login=options["login"]).first()
        zones = access.policy().zones_of(account) if account else []
        if not zones:
            raise CommandError("no account of this name has a place in a zone")
        try:
            reset_factors(
                actor=access.system_actor(zones[0]),
                account=account,
                reason=options["reason"],
                now=clock.now(zones[0]),
            )
        except Refusal as refusal:
            raise CommandError(refusal.message) from refusal
        self.stdout.write(f"banshi: the second factors of {account.login} were reset; its sessions ended")
