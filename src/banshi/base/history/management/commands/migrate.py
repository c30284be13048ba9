"""Django's ``migrate``, which puts the fences back when it is done."""

from django.core.management.commands.migrate import Command as Migrate

from banshi.base.history import fences


class Command(Migrate):
    """SQLite drops triggers when it remakes a table; nobody should have to remember that."""

    def handle(self, *args, **options):
        result = super().handle(*args, **options)
        fences.install()
        return result
