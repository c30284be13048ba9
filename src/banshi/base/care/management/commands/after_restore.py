"""The part of a restore that runs inside the copy; called by ``restore`` and ``drill``."""

import json
from pathlib import Path

from django.core.management.base import BaseCommand

from banshi.base.care import aftermath


class Command(BaseCommand):
    """Prints what was found as one line of JSON."""

    help = "Called by restore and drill, in the copy."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("told", type=Path)

    def handle(self, *args, **options):
        told = json.loads(options["told"].read_text(encoding="utf-8"))
        self.stdout.write(json.dumps(aftermath.finish(told)))
