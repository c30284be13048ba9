"""What `pip install` takes along: every file of the package, not only the Python ones."""

import os
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PASSING = {".pyc", ".nbi", ".nbc"}


def test_an_installed_package_holds_all_its_files(monkeypatch):
    """Templates, catalogues, presets and calendars lie beside the code and are read from there."""
    build_py = pytest.importorskip("setuptools.command.build_py")
    setuptools = pytest.importorskip("setuptools")
    monkeypatch.chdir(ROOT)
    stated = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]
    (where,) = stated["packages"]["find"]["where"]
    known = setuptools.Distribution(
        {
            "package_dir": {"": where},
            "packages": setuptools.find_namespace_packages(where),
            "package_data": stated["package-data"],
            "exclude_package_data": stated["exclude-package-data"],
        }
    )
    command = build_py.build_py(known)
    command.ensure_finalized()
    command.manifest_files = {}  # what a source archive would add
    taken = set()
    for package in command.packages:
        folder = command.get_package_dir(package)
        taken |= {os.path.relpath(found) for found in command.find_data_files(package, folder)}
    package = ROOT / "src" / "banshi"
    wanted = {
        str(found.relative_to(ROOT))
        for found in package.rglob("*")
        if found.is_file() and found.suffix not in PASSING
    }
    assert wanted - taken == set()
    assert not [found for found in taken if Path(found).suffix in PASSING]
    assert "src/banshi/base/calendars/data/china_2004_2026.csv" in taken
