"""A crash while installing never leaves an environment that looks whole."""

import json
import sys
from pathlib import Path

import pytest

from banshi.launcher import environment
from banshi.launcher.say import Trouble
from banshi.launcher.tree import Tree


@pytest.fixture
def tree(tmp_path: Path) -> Tree:
    """A checkout with a lock and an environment whose interpreter is the one running now."""
    (tmp_path / "requirements.lock").write_text("one==1 \\\n    --hash=sha256:00\n")
    (tmp_path / "requirements-dev.lock").write_text("one==1 \\\n    --hash=sha256:00\ntwo==2 \\\n")
    made = Tree(tmp_path)
    made.python.parent.mkdir(parents=True)
    made.python.symlink_to(sys.executable)
    return made


def pretend(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Replace what would fetch or write outside; the calls made."""
    calls: list[str] = []
    monkeypatch.setattr(environment, "create", lambda tree: calls.append("create"))
    monkeypatch.setattr(environment, "pip_install", lambda tree, lock, *options: calls.append(lock))
    monkeypatch.setattr(environment, "link_source", lambda tree: None)
    return calls


def test_the_second_start_installs_nothing(tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    calls = pretend(monkeypatch)
    environment.ensure(tree, dev=False)
    environment.ensure(tree, dev=False)
    assert calls == ["requirements.lock"]


def test_a_changed_lock_is_installed(tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    calls = pretend(monkeypatch)
    environment.ensure(tree, dev=False)
    (tree.root / "requirements.lock").write_text("one==2\n")
    environment.ensure(tree, dev=False)
    assert calls == ["requirements.lock", "requirements.lock"]


def test_the_development_lock_serves_a_run_too(tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    calls = pretend(monkeypatch)
    environment.ensure(tree, dev=True)
    environment.ensure(tree, dev=False)
    assert calls == ["requirements-dev.lock"]


def test_a_broken_install_leaves_no_stamp_and_is_made_anew(
    tree: Tree, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = pretend(monkeypatch)
    environment.ensure(tree, dev=False)

    def broken(tree: Tree, lock: str, *options: str) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(environment, "pip_install", broken)
    with pytest.raises(KeyboardInterrupt):
        environment.ensure(tree, dev=True)
    assert not (tree.venv / environment.STAMP).exists()
    assert not environment.usable(tree)
    monkeypatch.setattr(environment, "pip_install", lambda tree, lock, *options: calls.append(lock))
    environment.ensure(tree, dev=False)
    assert calls == ["requirements.lock", "create", "requirements.lock"]


def test_a_moved_checkout_is_made_anew(tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    pretend(monkeypatch)
    environment.ensure(tree, dev=False)
    stamp = tree.venv / environment.STAMP
    stamp.write_text(json.dumps(json.loads(stamp.read_text()) | {"root": "/elsewhere"}))
    assert not environment.usable(tree)


def test_another_python_is_made_anew(tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    pretend(monkeypatch)
    environment.ensure(tree, dev=False)
    stamp = tree.venv / environment.STAMP
    stamp.write_text(json.dumps(json.loads(stamp.read_text()) | {"python": "3.4"}))
    assert not environment.usable(tree)


def test_without_ensurepip_the_package_is_named(tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(environment.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(Trouble, match="apt install python3-venv") as caught:
        environment.create(tree)
    assert "\n" not in str(caught.value)
    assert tree.python.exists(), "nothing is removed before it can be replaced"
