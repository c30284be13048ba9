"""The locks name versions and hashes, and nowhere a host."""

import json
import re
from pathlib import Path

import pytest

from banshi.launcher import locks
from banshi.launcher.tree import Tree, here

TREE = here()
PIN = re.compile(r"^[A-Za-z0-9._-]+==\S+", re.M)
REGISTRY = re.compile(r"index-url|find-links|uv\.index|registry\s*[=:]\s*\S+://|pypi|npmjs|mirror", re.I)


def pins(name: str) -> set[str]:
    return set(PIN.findall((TREE.root / name).read_text(encoding="utf-8")))


def test_no_lock_names_a_host() -> None:
    assert locks.addresses(TREE) == []


@pytest.mark.parametrize(
    "line", ['"resolved": "x"', "a @ https://example.org/a.whl", "--index-url x", '"funding": {}']
)
def test_a_planted_address_is_seen(tmp_path: Path, line: str) -> None:
    for name in locks.LOCKS:
        (tmp_path / name).write_text("clean==1\n")
    (tmp_path / "requirements.lock").write_text(f"clean==1\n{line}\n")
    assert locks.addresses(Tree(tmp_path)) == [f"requirements.lock:2: {line}"]


def test_no_committed_setting_names_a_registry() -> None:
    files = ["pyproject.toml", "package.json", "assets.toml", ".npmrc", ".importlinter", ".ci/run", "banshi"]
    found = [name for name in files if REGISTRY.search((TREE.root / name).read_text(encoding="utf-8"))]
    assert found == []


def test_every_python_pin_has_hashes() -> None:
    for name in locks.PYTHON_LOCKS:
        blocks = re.split(r"\n(?=\S)", (TREE.root / name).read_text(encoding="utf-8").strip())
        assert blocks
        assert [block.split()[0] for block in blocks if "--hash=sha256:" not in block] == []


def test_the_development_lock_holds_the_run_lock() -> None:
    assert len(pins("requirements.lock")) > 20
    assert pins("requirements.lock") <= pins("requirements-dev.lock")


def test_every_npm_package_has_its_integrity() -> None:
    packages = json.loads((TREE.root / "package-lock.json").read_text())["packages"]
    assert [name for name, facts in packages.items() if name and "integrity" not in facts] == []
