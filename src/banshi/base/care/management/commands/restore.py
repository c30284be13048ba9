"""``./banshi restore DIR --to PLACE``, and the word that a restored copy was compared."""

from pathlib import Path

from django.core.management.base import BaseCommand

from banshi.base.care import drill, restore
from banshi.base.care.actions import mark_compared
from banshi.base.care.trouble import CareTrouble
from banshi.base.zones import clock


class Command(BaseCommand):
    """Exits 1 with one line when it was refused or the copy is not whole."""

    help = "Lay the newest backup in DIR down on an empty folder, or an empty PostgreSQL database."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("place", metavar="DIR", type=Path, nargs="?")
        parser.add_argument("--to", help="an empty folder (SQLite), or postgresql://… (an empty database)")
        parser.add_argument("--files", type=Path, help="with PostgreSQL: an empty folder for files and keys")
        parser.add_argument("--keys", type=Path, help="where the sets of keys lie")
        parser.add_argument("--passphrase-file", type=Path)
        parser.add_argument("--checkpoint", action="append", default=[], type=Path, metavar="FILE",
                            help="a checkpoint kept outside, older than the backup; may be given again")  # fmt: skip
        parser.add_argument("--compared", metavar="WITH", help="in the copy: say with what it was compared")

    def handle(self, *args, **options):
        if options["compared"]:
            number = mark_compared(reason=options["compared"], at=clock.process_now())
            self.stdout.write(
                f"{number} restores marked as compared; signing may go on" if number else "nothing waits"
            )
            return
        try:
            found = self._restore(options)
        except CareTrouble as error:
            self.stderr.write(f"banshi: {error}")
            raise SystemExit(1) from error
        faults = drill.compare(found["manifest"], found)
        for fault in faults:
            self.stderr.write(f"banshi: {fault}")
        if faults:
            raise SystemExit(1)
        self.stdout.write(
            f"restored: {found['manifest'].name}, {found['verified']['entries']} entries verified."
            " Nothing is signed in this copy before it was compared with the newest checkpoint outside:"
            " ./banshi resume (docs/operations.md)"
        )

    def _restore(self, options):
        place, to = options["place"], options["to"] or ""
        if place is None or not to:
            raise CareTrouble("name the backup and where it goes: restore DIR --to PLACE")
        if not to.startswith(restore.POSTGRES):
            target = restore.Target(Path(to).resolve())
        elif options["files"] is None:
            raise CareTrouble("with PostgreSQL also say where files and keys go: --files FOLDER")
        else:
            target = restore.Target(options["files"].resolve(), to)
        return restore.restore(
            place.resolve(),
            target,
            keys=options["keys"],
            passphrase_file=options["passphrase_file"],
            checkpoints=options["checkpoint"],
        )
