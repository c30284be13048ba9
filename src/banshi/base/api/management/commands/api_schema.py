"""Write the schema of the API to a file, for the snapshot in ``docs/api/``."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser


class Command(BaseCommand):
    """``python -m banshi.conf.manage api_schema docs/api/openapi.json``."""

    help = "Write the OpenAPI document of the API to a file."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text(), encoding="utf-8")
        self.stdout.write(f"{file}: written")


def text() -> str:
    """The document as it stands in the file."""
    from banshi.base.api import house

    return json.dumps(house.schema(), ensure_ascii=False, indent=1, sort_keys=True) + "\n"
