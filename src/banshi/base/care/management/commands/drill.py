"""``./banshi drill [DIR]``: restore on an empty place, check, compare; the result stands on the health page."""

import json
import tempfile
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand

from banshi.base.care import backup, drill, queries
from banshi.base.care.actions import note_run
from banshi.base.care.models import RunKind
from banshi.base.care.trouble import CareTrouble
from banshi.base.zones import clock


class Command(BaseCommand):
    """Exits 1 when not everything came back."""

    help = "Restore the newest backup on an empty place and check all of it; without DIR that of the last backup."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("place", metavar="DIR", type=Path, nargs="?")
        parser.add_argument("--fresh", action="store_true", help="make a backup for the drill alone")
        parser.add_argument("--to", default="", help="with PostgreSQL: an empty database for the copy")
        parser.add_argument("--keys", type=Path, help="where the sets of keys lie")
        parser.add_argument("--passphrase-file", type=Path)
        parser.add_argument("--checkpoint", action="append", default=[], type=Path, metavar="FILE",
                            help="a checkpoint kept outside, older than the backup; may be given again")  # fmt: skip
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args, **options):
        now = clock.process_now()
        try:
            result = self._drill(options, now)
        except CareTrouble as error:
            result = drill.Result("", "", faults=[str(error)])
        facts = {
            "backup": result.backup,
            "made_at": result.made_at,
            "seconds": round(result.seconds, 2),
            "faults": result.faults[:20],
            **result.facts,
        }
        note_run(RunKind.DRILL, ok=result.ok, facts=facts, at=now)
        if options["json"]:
            self.stdout.write(json.dumps({"ok": result.ok, **facts}, ensure_ascii=False))
        else:
            self._tell(result)
        if not result.ok:
            raise SystemExit(1)

    def _drill(self, options, now):
        given = {name: options[name] for name in ("to", "keys", "passphrase_file")}
        given["checkpoints"] = options["checkpoint"]
        if not options["fresh"]:
            return drill.drill(self._place(options["place"]), **given)
        with tempfile.TemporaryDirectory(prefix="drill-", dir=settings.VAR) as name:
            place, keys = Path(name) / "data", Path(name) / "keys"
            backup.make(place, now=now, keys=keys, passphrase_file=options["passphrase_file"])
            return drill.drill(place, **(given | {"keys": keys}))

    def _place(self, place):
        if place is not None:
            return place.resolve()
        last = queries.last(RunKind.BACKUP, ok=True)
        if last is None:
            raise CareTrouble("no backup was made yet; make one, or run the drill with --fresh")
        return Path(last.facts["place"])

    def _tell(self, result):
        for fault in result.faults:
            self.stderr.write(f"banshi: {fault}")
        if result.ok:
            facts = result.facts
            self.stdout.write(
                f"ok: {result.backup} came back whole: {facts['rows']} rows, {facts['entries']} entries verified,"
                f" {facts['sealed']['open']} sealed texts opened, {result.seconds:.1f} s"
            )
