"""Each contract of ``.importlinter`` refuses one planted violation, in a copy of the source."""

import ast
import configparser
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from banshi.launcher.tree import here

TREE = here()
PLANTED = {
    "floors": ("base/zones/planted.py", "from banshi.core import org"),
    "core": ("core/places/planted.py", "from banshi.core import matters"),
    "kernel": ("kernel/worktime/planted.py", "import django"),
    "programmes": ("programmes/one/planted.py", "from banshi.programmes.two import planted"),
    "launcher": ("launcher/planted.py", "import babel"),
    "launcher-apart": ("conf/planted.py", "from banshi.launcher import tree"),
}
FACES = {"views", "forms", "admin"}
SHARED = "banshi.base.ui"  # components for every app; its forms and views are no app's face


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The source without front-end files, with two programmes and every floor."""
    root = tmp_path_factory.mktemp("copy")
    shutil.copytree(
        TREE.src / "banshi", root / "src/banshi", ignore=shutil.ignore_patterns("static", "*.pyc")
    )
    shutil.copy(TREE.root / ".importlinter", root)
    for folder in ("programmes/one", "programmes/two", "core/matters", "core/places", "core/org"):
        package = root / "src/banshi" / folder
        package.mkdir(parents=True, exist_ok=True)
        (package / "__init__.py").touch()
    (root / "src/banshi/programmes/two/planted.py").touch()
    return root


def lint(root: Path) -> subprocess.CompletedProcess[str]:
    command = [Path(sys.executable).with_name("lint-imports"), "--no-cache", "--no-logo"]
    env = {**os.environ, "PYTHONPATH": str(root / "src"), "COLUMNS": "200"}
    return subprocess.run(command, cwd=root, env=env, capture_output=True, text=True, check=False)


def contracts() -> dict[str, str]:
    """Key and title of every contract."""
    config = configparser.ConfigParser()
    config.read(TREE.root / ".importlinter")
    prefix = "importlinter:contract:"
    return {
        name.removeprefix(prefix): config[name]["name"]
        for name in config.sections()
        if name.startswith(prefix)
    }


def test_the_source_keeps_every_contract(copy: Path) -> None:
    done = lint(copy)
    assert done.returncode == 0, done.stdout
    assert f"{len(PLANTED)} kept, 0 broken" in done.stdout


def test_every_contract_has_a_planted_violation() -> None:
    assert set(contracts()) == set(PLANTED)


@pytest.mark.parametrize("key", PLANTED)
def test_a_planted_violation_is_refused(copy: Path, key: str) -> None:
    place, line = PLANTED[key]
    file = copy / "src/banshi" / place
    file.write_text(line + "\n")
    try:
        done = lint(copy)
    finally:
        file.unlink()
    assert done.returncode == 1, done.stdout
    assert f"{contracts()[key]} BROKEN" in done.stdout


def test_a_floor_nobody_declared_is_refused(copy: Path) -> None:
    package = copy / "src/banshi/attic"
    package.mkdir()
    (package / "__init__.py").touch()
    try:
        done = lint(copy)
    finally:
        shutil.rmtree(package)
    assert done.returncode == 1, done.stdout
    assert "attic" in done.stdout


def imported(file: Path) -> set[str]:
    """Absolute names of all that ``file`` imports."""
    names = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def foreign_faces(package: Path) -> list[str]:
    """Imports of another app's views, forms or admin, as ``file: module``."""
    found = []
    for file in sorted(package.rglob("*.py")):
        home = ".".join(("banshi", *file.relative_to(package).parts[:2]))
        for name in sorted(imported(file)):
            parts = name.split(".")
            is_face = parts[0] == "banshi" and len(parts) > 3 and parts[3] in FACES
            if is_face and ".".join(parts[:3]) not in {home, SHARED}:
                found.append(f"{file.relative_to(package)}: {name}")
    return found


def test_nobody_imports_the_face_of_another_app() -> None:
    assert foreign_faces(TREE.src / "banshi") == []


def test_a_planted_import_of_a_face_is_seen(tmp_path: Path) -> None:
    file = tmp_path / "core/matters/actions.py"
    file.parent.mkdir(parents=True)
    file.write_text("from banshi.core.org import forms\nfrom banshi.core.matters.forms import Dispatch\n")
    assert foreign_faces(tmp_path) == ["core/matters/actions.py: banshi.core.org.forms"]


def test_the_launcher_imports_the_standard_library_only() -> None:
    found = {
        f"{file.name}: {name}"
        for file in sorted((TREE.src / "banshi/launcher").rglob("*.py"))
        for name in imported(file)
        if name.split(".")[0] not in sys.stdlib_module_names and not name.startswith("banshi.launcher")
    }
    assert found == set()
