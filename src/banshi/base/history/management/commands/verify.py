"""``./banshi verify``: walk all chains, name the first bad row."""

import json
from contextlib import closing
from dataclasses import asdict
from itertools import islice

from django.core.management.base import BaseCommand

from banshi.base.history import fences
from banshi.base.history.verify import Tally, walk


class Command(BaseCommand):
    """Exits 1 when a chain is broken or a fence is down."""

    help = "Check the history: every entry's bytes, links and heads, and the fences around them."

    def add_arguments(self, parser):
        parser.add_argument("--json", action="store_true", help="print one JSON object")
        parser.add_argument("--all", action="store_true", help="name every broken chain, not only the first")

    def handle(self, *args, **options):
        tally = Tally()
        with closing(walk(tally)) as rows:
            bad = list(rows) if options["all"] else list(islice(rows, 1))
        down = fences.missing()
        if options["json"]:
            self.stdout.write(
                json.dumps(
                    {
                        "ok": not bad and not down,
                        **asdict(tally),
                        "fences_missing": down,
                        "bad": [asdict(row) for row in bad],
                    },
                    ensure_ascii=False,
                )
            )
        else:
            self._tell(tally, bad, down)
        if bad or down:
            raise SystemExit(1)

    def _tell(self, tally, bad, down):
        for row in bad:
            self.stdout.write(
                f"BAD {row.zone} {row.kind} {row.caption} ({row.subject}) entry {row.n}: {row.reason}"
            )
        for name in down:
            self.stdout.write(f"BAD fence is down: {name}")
        if not bad and not down:
            self.stdout.write(f"ok: {tally.subjects} subjects, {tally.entries} entries, all fences up")
