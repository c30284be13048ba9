"""``./banshi backup DIR [--keys DIR]``"""

from pathlib import Path

from django.core.management.base import BaseCommand

from banshi.base.care import backup
from banshi.base.care.actions import note_run
from banshi.base.care.models import RunKind
from banshi.base.care.trouble import CareTrouble
from banshi.base.zones import clock


class Command(BaseCommand):
    """Exits 1 with one line when no whole backup was made."""

    help = "Keep the database, the files and the public keys in DIR, while the server runs."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("place", metavar="DIR", type=Path)
        parser.add_argument("--keys", type=Path, help="where the secret keys go: apart, with a short life")
        parser.add_argument("--keys-days", type=int, default=14, help="how long a set of keys lives (14)")
        parser.add_argument("--passphrase-file", type=Path, help="seal everything under this passphrase")

    def handle(self, *args, **options):
        now = clock.process_now()
        try:
            made = backup.make(
                options["place"],
                now=now,
                keys=options["keys"],
                keys_days=options["keys_days"],
                passphrase_file=options["passphrase_file"],
            )
        except CareTrouble as error:
            facts = {"place": str(options["place"].resolve()), "faults": [str(error)]}
            note_run(RunKind.BACKUP, ok=False, facts=facts, at=now)
            self.stderr.write(f"banshi: {error}")
            raise SystemExit(1) from error
        facts = {
            "name": made.folder.name,
            "place": str(made.folder.parent),
            "keys": str(made.keys.parent) if made.keys else "",
            "bytes": made.size,
            "files": made.files,
            "seconds": round(made.seconds, 2),
        }
        note_run(RunKind.BACKUP, ok=not made.damaged, facts=facts, at=now)
        self._tell(made)

    def _tell(self, made):
        self.stdout.write(
            f"kept: {made.folder} ({made.size / 2**20:.1f} MiB, {made.files} files, {made.seconds:.1f} s)"
        )
        if made.keys:
            self.stdout.write(f"keys: {made.keys}")
        else:
            self.stdout.write(
                "keys: none kept; without them names and phones cannot be read after a restore (--keys)"
            )
        for name in made.dropped:
            self.stdout.write(f"gone: {name}, its time was up")
        for name in made.damaged:
            self.stderr.write(f"banshi: {name} is damaged in the store itself")
        if made.damaged:
            raise SystemExit(1)
