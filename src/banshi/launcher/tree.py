"""Where things lie in a checkout, and the small file habits that every step shares."""

import contextlib
import hashlib
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]


@dataclass(frozen=True)
class Tree:
    """One checkout of Banshi."""

    root: Path

    @property
    def src(self) -> Path:
        return self.root / "src"

    @property
    def tests(self) -> Path:
        return self.root / "tests"

    @property
    def venv(self) -> Path:
        return self.root / ".venv"

    @property
    def python(self) -> Path:
        """The interpreter of the environment."""
        folder, name = ("Scripts", "python.exe") if os.name == "nt" else ("bin", "python")
        return self.venv / folder / name

    @property
    def vendor(self) -> Path:
        """Where the front-end files of others are served from."""
        return self.src / "banshi" / "base" / "ui" / "static" / "vendor"

    @property
    def var(self) -> Path:
        """The data folder: ``BANSHI_VAR``, else ``var`` in the checkout."""
        return Path(os.environ.get("BANSHI_VAR") or self.root / "var").resolve()

    @property
    def artifacts(self) -> Path:
        return self.root / "test-artifacts"

    def tool(self, name: str) -> str:
        """A program that the environment brings."""
        return str(self.python.with_name(name + (".exe" if os.name == "nt" else "")))

    def environment(self, **extra: str) -> dict[str, str]:
        """The variables a child process gets."""
        return {
            **os.environ,
            "BANSHI_VAR": str(self.var),
            "DJANGO_SETTINGS_MODULE": "banshi.conf.settings",
            "PYTHONUNBUFFERED": "1",
            **extra,
        }


def here() -> Tree:
    """The checkout that this very file belongs to."""
    return Tree(Path(__file__).resolve().parents[3])


def digest(*files: Path) -> str:
    """SHA-256 over the contents of ``files``, in order; a missing file counts as absent."""
    total = hashlib.sha256()
    for file in files:
        content = hashlib.sha256(file.read_bytes()).digest() if file.is_file() else b"absent"
        total.update(file.name.encode() + b"\0" + content)
    return total.hexdigest()


def write_whole(path: Path, text: str) -> None:
    """Replace ``path`` so that a crash leaves the old text or the new one, never half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f"{path.name}.{os.getpid()}.new")
    with beside.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)


# Handles that children keep open, so that one which outlives a killed launcher still holds the checkout.
held: set[int] = set()


@contextlib.contextmanager
def alone(tree: Tree) -> Iterator[None]:
    """Hold the checkout: two launchers never prepare the same environment at once."""
    if fcntl is None:
        yield
        return
    handle = os.open(tree.root, os.O_RDONLY)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print("· another banshi is preparing this folder; waiting for it", file=sys.stderr, flush=True)
            fcntl.flock(handle, fcntl.LOCK_EX)
        held.add(handle)
        yield
    finally:
        held.discard(handle)
        os.close(handle)
