"""``./banshi work [--once]``: a worker of its own. On PostgreSQL there may be several."""

import contextlib
import signal

from django.core.management.base import BaseCommand

from banshi.base.jobs.background import Worker


class Command(BaseCommand):
    """Does jobs and delivers messages until it is stopped; a job under way goes back into the queue."""

    help = "Do jobs, recurring work and deliveries; --once for what waits now."

    def add_arguments(self, parser):
        parser.add_argument("--once", action="store_true", help="do what waits now, then end")

    def handle(self, *args, **options):
        worker = Worker()
        if options["once"]:
            while worker.one_round() | worker.one_job():
                pass
            return
        signal.signal(signal.SIGTERM, lambda *_signal: worker.stopped.set())
        threads = worker.threads()
        for thread in threads:
            thread.start()
        self.stdout.write("at work")
        self.stdout.flush()
        with contextlib.suppress(KeyboardInterrupt):
            worker.stopped.wait()
        worker.leave(threads)
