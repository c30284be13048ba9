"""Results into files: whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

from banshi.base.planfiles.reading import Refusal


def write(path: Path, content: str | bytes) -> None:
    """Replace `path`; a broken run leaves the old file. Refusal when it cannot be written."""
    data = content.encode() if isinstance(content, str) else content
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        beside.write_bytes(data)
        beside.replace(path)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise Refusal(f"{path} cannot be written: {error.strerror}") from error
