"""``./banshi resume --zone CODE --checkpoint FILE --reason TEXT``: a restored log may sign again."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from banshi.base.prooflog.actions.keeping import resume_log
from banshi.base.zones import access, clock
from banshi.base.zones.models import Zone
from banshi.base.zones.refusals import Refusal


class Command(BaseCommand):
    """The machine acts; the reason and the checkpoint stand in the history."""

    help = (
        "Let a held log go on. With the newest checkpoint from outside it keeps its name if it holds that"
        " checkpoint; else, and without one, it goes on under the next name with a new key."
    )

    def add_arguments(self, parser):
        parser.add_argument("--zone", required=True, help="code of the zone")
        parser.add_argument("--reason", required=True, help="why it may go on; kept in the history")
        parser.add_argument("--checkpoint", metavar="FILE", help="the newest checkpoint outside this machine")

    def handle(self, *args, **options):
        zone = Zone.objects.select_related("subject").filter(code=options["zone"]).first()
        if zone is None:
            raise CommandError(f"there is no zone {options['zone']}")
        try:
            outside = Path(options["checkpoint"]).read_bytes() if options["checkpoint"] else None
        except OSError as error:
            raise CommandError(f"{error.filename}: {error.strerror}") from error
        before = zone.code
        try:
            with translation.override("en"):
                log = resume_log(
                    actor=access.system_actor(zone),
                    outside=outside,
                    reason=options["reason"],
                    now=clock.now(zone),
                )
        except Refusal as refusal:
            with translation.override("en"):
                raise CommandError(refusal.message) from refusal
        kept = "" if log.generation > 1 else ", as before"
        self.stdout.write(f"{before}: the log goes on as {log.origin}{kept}, at {log.size} entries")
