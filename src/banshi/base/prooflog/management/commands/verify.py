"""``./banshi verify``: everything that was tampered with, row by row."""

import json
import time
from dataclasses import asdict
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from banshi.base.engines.parts import usual_jobs
from banshi.base.prooflog.verification import Report, verify

MOST_ASKED = 64


class Command(BaseCommand):
    """Exits 1 when something does not hold."""

    help = "Check history, logs, checkpoints, vault, files and tables; name every row that does not hold."

    def add_arguments(self, parser):
        parser.add_argument("--json", action="store_true", help="print one JSON object")
        parser.add_argument("--all", action="store_true", help="name everything, not only the first 20")
        parser.add_argument("--checkpoint", action="append", default=[], metavar="FILE",
                            help="a checkpoint kept outside this machine; may be given more than once")  # fmt: skip
        parser.add_argument("--without", action="append", default=[], metavar="CHECK",
                            help="pass over a check, such as files (it reads every attachment)")  # fmt: skip

        parser.add_argument("--jobs", type=int, default=usual_jobs(), metavar="N",
                            help="processes that read a part each (one per core, at most 4)")  # fmt: skip

    def handle(self, *args, **options):
        try:
            outside = [Path(name).read_bytes() for name in options["checkpoint"]]
        except OSError as error:
            raise CommandError(f"{error.filename}: {error.strerror}") from error
        if not 1 <= options["jobs"] <= MOST_ASKED:
            raise CommandError(f"--jobs must be from 1 to {MOST_ASKED}.")
        began = time.monotonic()
        with translation.override("en"):
            report = verify(
                checkpoints=outside,
                leave_out=options["without"],
                most=None if options["all"] else 20,
                jobs=options["jobs"],
            )
        if options["json"]:
            self.stdout.write(self._json(report))
        else:
            self._tell(report, time.monotonic() - began)
        if not report.ok:
            raise SystemExit(1)

    def _json(self, report: Report) -> str:
        said = {
            "ok": report.ok,
            "subjects": report.tally.subjects,
            "entries": report.tally.entries,
            "findings": [asdict(finding) for finding in report.findings],
        }
        return json.dumps(said, ensure_ascii=False)

    def _tell(self, report: Report, seconds: float) -> None:
        for one in report.findings:
            self.stdout.write(f"BAD {one.kind} {one.zone} {one.table} {one.row}: {one.sentence}")
        tally = report.tally
        if report.ok:
            self.stdout.write(
                f"ok: {tally.subjects} subjects, {tally.entries} entries in {seconds:.1f} s, all fences up"
            )
