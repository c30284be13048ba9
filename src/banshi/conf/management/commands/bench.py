"""``./banshi bench web``: what the five operations of the ledger cost, over HTTP, on a ledger of any size.

``./banshi bench papers``: what a workbook of the whole ledger and many close-out receipts cost.
``./banshi bench doors``: what it costs to try and take over a workbook of matters.
``./banshi bench messages``: what it costs to put, route and carry messages to a far end of our own.

``./banshi bench PROGRAMME``: what a programme has measured (its own ``benchmarks.py``).
"""

import json

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from banshi.base.engines import statistics
from banshi.base.zones.models import Zone
from banshi.conf.benchmarks import carrying, doors, ground, keeping, machine, papers, programmes
from banshi.conf.benchmarks.operations import OPERATIONS, Bench, Measured

ENGINES = ("sqlite", "postgres")


class Command(BaseCommand):
    """Fills an empty data folder and an empty database, which ``./banshi bench`` makes and throws away."""

    help = "Measure list, detail, create, close and search over HTTP; or taking in a workbook."

    def add_arguments(self, parser):
        parser.add_argument("what", choices=["web", "papers", "doors", "messages", *programmes.found()])
        parser.add_argument("--receipts", type=int, default=1000, help="papers: close-out receipts (1000)")
        parser.add_argument("--rows", type=int, default=10_000, help="matters in the ledger (10000)")
        parser.add_argument("--engine", choices=ENGINES, default="sqlite")
        parser.add_argument("--json", action="store_true", help="one JSON object per operation and line")
        parser.add_argument("--requests", type=int, default=100, help="measured requests per operation (100)")
        parser.add_argument("--warm-up", type=int, default=20, help="requests before these (20)")
        parser.add_argument(
            "--prepared", type=int, help="matters ready to be closed out (as many as requests)"
        )
        parser.add_argument("--keep", action="store_true", help="FOLDER: fill it once, go on, use it again")
        parser.add_argument("--fill-only", action="store_true", help="fill and measure nothing, with --keep")
        parser.add_argument("--only", choices=list(OPERATIONS), action="append", help="only these operations")

    def handle(self, *args, **options):
        self._check(options)
        call_command("migrate", interactive=False, verbosity=0)
        statistics.refresh()  # as a start does: a migration may have made indexes anew
        if Zone.objects.exists() and not options["keep"]:
            raise CommandError("this database holds a zone; only empty ones are filled: ./banshi bench")
        if options["what"] in ("doors", "messages"):
            getattr(self, f"_{options['what']}")(options["rows"])
            return
        call_command("collectstatic", interactive=False, verbosity=0)
        if options["what"] in programmes.found():
            self._programme(options)
            return
        prepared = options["prepared"] or options["requests"] + options["warm_up"]
        laid, rows = keeping.laid(options["rows"], prepared, self.say, keep=options["keep"])
        if options["fill_only"]:
            return
        if options["what"] == "papers":
            self._papers(laid, options["receipts"])
            return
        with machine.serving() as server:
            idle = server.resident_mb()
            bench = Bench(laid, server, rows, options["requests"], options["warm_up"])
            for operation in options["only"] or OPERATIONS:
                self.say(f"measuring {operation}")
                self._show(bench.measure(operation), as_json=options["json"])
            memory = {"operation": "memory", "rows": rows, "idle_mb": idle, "after_mb": server.resident_mb()}
            self.stdout.write(json.dumps(memory) if options["json"] else f"memory  {memory}")

    def _papers(self, laid: ground.Ground, receipts: int) -> None:
        """What a workbook of the whole ledger and so many close-out receipts cost."""
        self.say("making a workbook")
        self.stdout.write(json.dumps(papers.workbook(laid)))
        self.say(f"making {receipts:,} receipts")
        self.stdout.write(json.dumps(papers.certificates(laid, receipts)))

    def _doors(self, rows: int) -> None:
        self.say("founding the zone")
        laid = ground.lay(firms=max(10, min(rows // 20, 2000)), new=0)
        ground.open_doors(laid.zone)
        self.say(f"taking in a workbook of {rows:,} matters")
        self.stdout.write(json.dumps(doors.measure(laid, rows), ensure_ascii=False))

    def _messages(self, rows: int) -> None:
        self.say("founding the zone")
        laid = ground.lay(firms=10, new=0)
        ground.open_doors(laid.zone)
        self.say(f"carrying {rows:,} messages to programs, then to staff")
        for found in carrying.measure(laid, rows):
            self.stdout.write(json.dumps(found))

    def _programme(self, options) -> None:
        module = programmes.found()[options["what"]]
        self.say(f"measuring {options['what']} at {options['rows']:,} rows")
        for found in programmes.measure(module, options["rows"], options["requests"], options["warm_up"]):
            self.stdout.write(json.dumps(found, ensure_ascii=False))

    def say(self, text: str) -> None:
        """Progress goes beside the results."""
        self.stderr.write(f"bench: {text}")

    def _check(self, options) -> None:
        engine = "postgres" if connection.vendor == "postgresql" else "sqlite"
        if engine != options["engine"]:
            raise CommandError(f"the database here is {engine}; ./banshi bench starts the one that is named")
        if options["what"] == "web" and options["rows"] < 2 * (options["requests"] + options["warm_up"]):
            raise CommandError("there must be twice as many rows as requests, to have enough to close out")

    def _show(self, found: Measured, *, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps(found.shown()))
            return
        self.stdout.write(
            f"{found.operation:<8}{found.median_ms:>8.1f} ms median {found.p95_ms:>8.1f} ms p95"
            f"{found.server_cpu_ms:>8.1f} ms CPU {found.queries:>4} queries"
        )
