"""What ``./banshi run`` does before it serves: the demonstration once, or the code of a first administrator."""

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.urls import reverse

from banshi.base.care import upgrade
from banshi.base.care.trouble import CareTrouble
from banshi.base.engines import statistics
from banshi.base.history import fences
from banshi.base.prooflog.background import Runner
from banshi.base.signin.actions import issue_first_code
from banshi.base.zones import clock
from banshi.base.zones.models import Zone
from banshi.conf import demonstration
from banshi.conf.environment import kept_secret


class Command(BaseCommand):
    """Refuses when a fence is down or the engine is set to lose work; prints the address and who may sign in."""

    help = "Prepare the data for serving and print the address and the sign-ins."

    def add_arguments(self, parser):
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--empty", action="store_true", help="no demonstration zone")
        parser.add_argument("--migrate", action="store_true", help="bring the database up to date first")

    def handle(self, *args, **options):
        if options["migrate"]:
            call_command("migrate", interactive=False, verbosity=0, stderr=self.stderr)
        down = fences.missing()
        if down:
            self.stderr.write(
                f"banshi: the fences are down ({', '.join(down)}); run ./banshi verify,"
                " then ./banshi manage migrate --mend-fences"
            )
            raise SystemExit(1)
        try:
            upgrade.refuse_bad_engine()
        except CareTrouble as error:
            self.stderr.write(f"banshi: {error}")
            raise SystemExit(1) from error
        kept_secret(settings.METRICS_TOKEN_FILE)
        if not Zone.objects.exists():
            self._first(options)
        else:
            self._again(options)
        statistics.refresh()

    def _first(self, options):
        address = f"http://127.0.0.1:{options['port']}/"
        if options["empty"]:
            code = issue_first_code(now=clock.process_now())
            door = address.rstrip("/") + reverse("signin:first_admin")
            self.stdout.write(f"banshi: an empty zone. Open {door} and enter this code, once:")
            self.stdout.write(f"  {code}")
            return
        self.stdout.write("banshi: loading the demonstration zone (演示数据), once ...")
        demo = demonstration.load()
        Runner().once()
        self.stdout.write(f"banshi: {address}")
        print_sign_ins(self.stdout, demonstration.fresh_passwords(demo.zone))

    def _again(self, options):
        demonstration.resume_clock()
        self.stdout.write(f"banshi: http://127.0.0.1:{options['port']}/")
        if Zone.objects.filter(code=demonstration.CODE, simulated=True).exists():
            self.stdout.write(
                "banshi: passwords were shown at the first start; new ones: ./banshi manage sign_ins"
            )


def print_sign_ins(out, given) -> None:
    """One line per role: the role, the login, the password."""
    out.write("banshi: sign in with one of these; the passwords are random and shown once:")
    for sign_in, password in given:
        out.write(f"  {sign_in.account.login:<20} {password}   {sign_in.role_zh} / {sign_in.role_en}")
