"""``./banshi sequence [--once]``: the sequencer as a worker of its own."""

import contextlib
import signal

from django.core.management.base import BaseCommand

from banshi.base.prooflog.background import Runner
from banshi.base.prooflog.standing import WHY


class Command(BaseCommand):
    """Takes waiting entries into the logs of all zones; with ``--once`` exits 1 when one is held."""

    help = "Take waiting entries into each zone's log and sign its checkpoints."

    def add_arguments(self, parser):
        parser.add_argument("--once", action="store_true", help="take in what waits now, then end")

    def handle(self, *args, **options):
        runner = Runner()
        if options["once"]:
            self.stdout.write(f"{runner.once()} entries taken in")
            for code in runner.told.values():
                self.stderr.write(f"held ({code}): {WHY[code]}")
            if runner.told:
                raise SystemExit(1)
            return
        signal.signal(signal.SIGTERM, lambda *_signal: runner.stopped.set())
        with contextlib.suppress(KeyboardInterrupt):
            runner.run(self._say)

    def _say(self, taken: int) -> None:
        if taken:
            self.stdout.write(f"{taken} entries taken in")
