"""Writing the locks: versions and hashes for every platform, and no address of any registry."""

import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from banshi.launcher import assets, environment
from banshi.launcher.process import quietly
from banshi.launcher.say import Trouble, step
from banshi.launcher.tree import Tree, write_whole

PYTHON = "3.11"
UV_FLAGS = (
    "--universal --python-version {python} --generate-hashes --no-emit-index-url --no-emit-find-links"
    " --no-annotate --no-header --quiet --no-config"
)
PYTHON_LOCKS = (environment.RUN_LOCK, environment.DEV_LOCK, assets.NODE_LOCK)
LOCKS = (*PYTHON_LOCKS, "package-lock.json")
ADDRESS = re.compile(r'://|"resolved"|"funding"|registry ?=|index-url|find-links')


def lock(tree: Tree, *, upgrade: bool) -> None:
    """Write the Python locks and ``package-lock.json``; versions stay unless ``upgrade``."""
    with tempfile.TemporaryDirectory(prefix="banshi-lock-") as scratch:
        uv = scratch_uv(Path(scratch))
        step("locking the Python packages")
        flags = [*UV_FLAGS.format(python=PYTHON).split(), *(["--upgrade"] if upgrade else [])]
        compile_lock(tree, uv, [*flags, "pyproject.toml"], environment.RUN_LOCK)
        constrained = [*flags, "pyproject.toml", "--group", "dev", "--constraint", environment.RUN_LOCK]
        compile_lock(tree, uv, constrained, environment.DEV_LOCK)
        compile_lock(tree, uv, [*flags, "--group", "node"], assets.NODE_LOCK)
    environment.ensure(tree, dev=False)
    lock_front_end(tree, upgrade=upgrade)
    found = addresses(tree)
    if found:
        raise Trouble("a lock holds an address: " + "; ".join(found[:5]))


def scratch_uv(folder: Path) -> str:
    """Install uv into a throw-away environment; its path."""
    step("fetching uv for this one use")
    python = folder / "venv" / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    subprocess.run([sys.executable, "-m", "venv", folder / "venv"], check=True)
    quietly(
        [str(python), "-m", "pip", "install", "-q", "--disable-pip-version-check", "uv"],
        failed="uv could not be fetched",
        cwd=folder,
        env=dict(os.environ),
    )
    return str(python.with_name("uv.exe" if os.name == "nt" else "uv"))


def compile_lock(tree: Tree, uv: str, flags: list[str], name: str) -> None:
    quietly(
        [uv, "pip", "compile", *flags, "--output-file", name],
        failed=f"{name} could not be written",
        cwd=tree.root,
        env=dict(os.environ),
    )


def lock_front_end(tree: Tree, *, upgrade: bool) -> None:
    """``package-lock.json`` from ``package.json``, without download addresses and without funding links."""
    step("locking the front-end packages")
    command, env = assets.npm(tree)
    verb = "update" if upgrade else "install"
    quietly(
        [*command, verb, "--package-lock-only", "--silent"],
        failed="package-lock.json could not be written",
        cwd=tree.root,
        env=env,
    )
    path = tree.root / "package-lock.json"
    content = json.loads(path.read_text(encoding="utf-8"))
    for package in content["packages"].values():
        package.pop("funding", None)
        package.pop("resolved", None)
    write_whole(path, json.dumps(content, indent=2, ensure_ascii=False) + "\n")


def addresses(tree: Tree) -> list[str]:
    """``file:line: text`` of every line of a lock that names a host or a registry."""
    return [
        f"{name}:{number}: {line.strip()}"
        for name in LOCKS
        for number, line in enumerate((tree.root / name).read_text(encoding="utf-8").splitlines(), 1)
        if ADDRESS.search(line)
    ]
