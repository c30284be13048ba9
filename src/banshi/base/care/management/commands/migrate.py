"""Django's ``migrate``, along a good path only, and with the fences put back when it is done."""

from django.core.management.commands.migrate import Command as Migrate

from banshi.base.care import upgrade
from banshi.base.care.trouble import CareTrouble
from banshi.base.history import fences


class Command(Migrate):
    """SQLite drops triggers when it remakes a table; nobody should have to remember that."""

    def add_arguments(self, parser):
        super().add_arguments(parser)
        parser.add_argument(
            "--mend-fences", action="store_true", help="put back fences that somebody took down"
        )

    def handle(self, *args, **options):
        try:
            upgrade.before_migrating(mend_fences=options.get("mend_fences", False))
        except CareTrouble as error:
            self.stderr.write(f"banshi: {error}")
            raise SystemExit(1) from error
        result = super().handle(*args, **options)
        fences.install()
        upgrade.after_migrating()
        return result
