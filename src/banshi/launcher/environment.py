"""The Python environment in ``.venv``: made from a hashed lock, stamped only when it is whole."""

import importlib.util
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from banshi.launcher.process import quietly
from banshi.launcher.say import Trouble, step
from banshi.launcher.tree import Tree, digest, write_whole

STAMP = "banshi-stamp.json"
MARK = "banshi-installing"
RUN_LOCK = "requirements.lock"
DEV_LOCK = "requirements-dev.lock"


def ensure(tree: Tree, *, dev: bool) -> Path:
    """Make ``.venv`` hold the run lock, or the development lock; return its interpreter.

    What is already right is left alone. Raises `Trouble` when Python's own venv is missing or when
    the packages cannot be fetched.
    """
    wanted = {"root": str(tree.root), RUN_LOCK: digest(tree.root / RUN_LOCK)}
    if dev:
        wanted[DEV_LOCK] = digest(tree.root / DEV_LOCK)
    if not usable(tree):
        create(tree)
    if not wanted.items() <= read_stamp(tree).items():
        install(tree, DEV_LOCK if dev else RUN_LOCK, wanted)
    return tree.python


def usable(tree: Tree) -> bool:
    """Whether ``.venv`` can be built upon: its interpreter starts, it was never left half made or moved."""
    if (tree.venv / MARK).exists() or not tree.python.exists():
        return False
    stamp = read_stamp(tree)
    if stamp and stamp.get("root") != str(tree.root):
        return False
    words = subprocess.run(
        [tree.python, "-c", "import pip, sys; print('%d.%d' % sys.version_info[:2])"],
        capture_output=True,
        text=True,
        check=False,
    )
    return words.returncode == 0 and stamp.get("python", words.stdout.strip()) == words.stdout.strip()


def read_stamp(tree: Tree) -> dict[str, str]:
    """The stamp of a whole environment; empty where there is none."""
    try:
        return json.loads((tree.venv / STAMP).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}


def create(tree: Tree) -> None:
    """Make an empty environment, in place of whatever was left there."""
    if not all(importlib.util.find_spec(name) for name in ("venv", "ensurepip")):
        raise Trouble("Python's venv is missing; on Debian or Ubuntu: sudo apt install python3-venv")
    step(f"making the environment .venv with Python {sys.version_info[0]}.{sys.version_info[1]}")
    if tree.venv.exists():
        shutil.rmtree(tree.venv)
    tree.venv.mkdir()
    (tree.venv / MARK).touch()
    quietly(
        [sys.executable, "-m", "venv", str(tree.venv)],
        failed="the environment could not be made; on Debian or Ubuntu: sudo apt install python3-venv",
        cwd=tree.root,
        env=dict(os.environ),
    )


def install(tree: Tree, lock: str, wanted: dict[str, str]) -> None:
    """Install ``lock``; the stamp goes before the first change and comes back after the last."""
    count = sum(line[:1].isalnum() for line in (tree.root / lock).read_text(encoding="utf-8").splitlines())
    step(f"installing {count} Python packages from {lock}")
    (tree.venv / MARK).touch()
    (tree.venv / STAMP).unlink(missing_ok=True)
    pip_install(tree, lock)
    link_source(tree)
    write_whole(tree.venv / STAMP, json.dumps(wanted | {"python": version_of(tree)}, indent=1) + "\n")
    (tree.venv / MARK).unlink()


def pip_install(tree: Tree, lock: str, *options: str) -> None:
    """Install every package that ``lock`` names, and nothing else, each checked against its hash."""
    flags = ["--no-input", "--disable-pip-version-check", "--require-hashes", "--no-deps", *options]
    quietly(
        [str(tree.python), "-m", "pip", "install", *flags, "-r", lock],
        failed="the Python packages could not be installed",
        cwd=tree.root,
        env=dict(os.environ),
    )


def version_of(tree: Tree) -> str:
    """Major and minor version of the environment's interpreter."""
    words = "import sys; print('%d.%d' % sys.version_info[:2])"
    return subprocess.run(
        [tree.python, "-c", words], capture_output=True, text=True, check=True
    ).stdout.strip()


def link_source(tree: Tree) -> None:
    """Make ``src`` importable in the environment."""
    words = "import sysconfig; print(sysconfig.get_path('purelib'))"
    found = subprocess.run([tree.python, "-c", words], capture_output=True, text=True, check=True)
    write_whole(Path(found.stdout.strip()) / "banshi.pth", f"{tree.src}\n")
