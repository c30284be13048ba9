"""One launcher at a time, and files that are whole or not there."""

import fcntl
import os
import subprocess
import sys
from pathlib import Path

import pytest

from banshi.launcher.process import calmly, quietly
from banshi.launcher.say import Trouble
from banshi.launcher.tree import Tree, alone, digest, write_whole


def is_free(root: Path) -> bool:
    handle = os.open(root, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    finally:
        os.close(handle)
    return True


def test_the_checkout_is_held_and_let_go(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), alone(Tree(tmp_path)):
        assert not is_free(tmp_path)
        raise ZeroDivisionError
    assert is_free(tmp_path)


def test_a_child_that_outlives_a_killed_launcher_still_holds_the_checkout(tmp_path: Path) -> None:
    orphan = "import sys, subprocess; subprocess.Popen(['cat', sys.argv[1]], close_fds=False)"
    fifo = tmp_path / "fifo"
    os.mkfifo(fifo)
    launcher = (
        "import sys, os; from pathlib import Path; from banshi.launcher import tree, process\n"
        "root = Path(sys.argv[1])\n"
        "with tree.alone(tree.Tree(root)):\n"
        f"    process.quietly([sys.executable, '-c', {orphan!r}, str(root / 'fifo')], failed='', cwd=root,"
        " env=dict(os.environ))\n"
        "    os.kill(os.getpid(), 9)\n"
    )
    done = subprocess.run([sys.executable, "-c", launcher, str(tmp_path)], check=False)
    assert done.returncode == -9
    assert not is_free(tmp_path)
    fifo.write_text("end")
    waiting = os.open(tmp_path, os.O_RDONLY)
    fcntl.flock(waiting, fcntl.LOCK_EX)
    os.close(waiting)


def test_a_failing_program_is_quoted(tmp_path: Path) -> None:
    words = "import sys; print('first'); print('why it failed', file=sys.stderr); sys.exit(4)"
    with pytest.raises(Trouble, match=r"(?s)^it went wrong \(exit code 4\).*why it failed"):
        quietly([sys.executable, "-c", words], failed="it went wrong", cwd=tmp_path, env=dict(os.environ))


def test_a_file_is_replaced_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "deep" / "stamp"
    write_whole(path, "old")
    monkeypatch.setattr(os, "fsync", lambda handle: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        write_whole(path, "new")
    assert path.read_text() == "old"


def test_a_digest_depends_on_name_order_content_and_absence(tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    one.write_text("a")
    seen = {digest(one), digest(two), digest(one, two), digest(two, one)}
    two.write_text("")
    assert len(seen | {digest(one, two)}) == 5


def test_ctrl_c_ends_the_child_without_its_traceback(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    children: list[subprocess.Popen] = []

    class Interrupted(subprocess.Popen):
        def wait(self, timeout: float | None = None) -> int:
            if not children:
                children.append(self)
                raise KeyboardInterrupt
            return super().wait(timeout)

    monkeypatch.setattr(subprocess, "Popen", Interrupted)
    with pytest.raises(KeyboardInterrupt):
        calmly(["sleep", "60"], cwd=tmp_path, env=dict(os.environ))
    assert children[0].returncode == -15
    assert capfd.readouterr().err == ""
