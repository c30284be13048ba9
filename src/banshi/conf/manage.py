"""Django's management commands: ``python -m banshi.conf.manage <command>``."""

import os
import sys


def main(argv: list[str] | None = None) -> None:
    """Run one management command."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "banshi.conf.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(argv or sys.argv)


if __name__ == "__main__":
    main()
