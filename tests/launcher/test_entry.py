"""The file ``banshi`` itself: read by sh, by Python, and by a Python that is too old."""

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ENTRY = ROOT / "banshi"


def start(command: list[str], path: str | None = None) -> subprocess.CompletedProcess[str]:
    env = dict(os.environ) if path is None else {**os.environ, "PATH": path}
    return subprocess.run(command, env=env, capture_output=True, text=True, check=False, timeout=300)


@pytest.mark.parametrize("how", [[str(ENTRY)], [sys.executable, str(ENTRY)], ["/bin/sh", str(ENTRY)]])
def test_it_starts_as_a_program_by_python_and_by_sh(how: list[str]) -> None:
    done = start([*how, "-h"])
    assert done.returncode == 0
    assert done.stdout.startswith("usage: ./banshi <command>")


def test_without_python_it_says_one_line(tmp_path: Path) -> None:
    done = start(["/bin/sh", str(ENTRY), "run"], path=str(tmp_path))
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
    assert "apt install python3" in done.stderr


def test_an_old_python_on_the_path_is_passed_over(tmp_path: Path) -> None:
    old = tmp_path / "python3"
    old.write_text("#!/bin/sh\nexit 1\n")
    old.chmod(0o755)
    done = start(["/bin/sh", str(ENTRY), "run"], path=str(tmp_path))
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)


def test_the_newest_python_is_chosen_and_its_exit_code_kept(tmp_path: Path) -> None:
    for name, code in {"python3": 3, "python3.12": 7}.items():
        fake = tmp_path / name
        fake.write_text(f'#!/bin/sh\n[ "$1" = -c ] && exit 0\nexit {code}\n')
        fake.chmod(0o755)
    assert start(["/bin/sh", str(ENTRY), "run"], path=str(tmp_path)).returncode == 7


def test_an_old_python_can_read_as_far_as_the_version_check() -> None:
    text = ENTRY.read_text(encoding="utf-8")
    ast.parse(text, feature_version=(3, 4))
    assert text.index("sys.version_info < (3, 11)") < text.index("from banshi.launcher")
    assert 'f"' not in text


def test_an_unknown_command_is_one_line() -> None:
    done = start([str(ENTRY), "fly"])
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "run" in done.stderr


@pytest.mark.parametrize("port", ["0", "65536", "http", "-1"])
def test_a_wrong_port_is_refused_before_any_work(port: str) -> None:
    done = start([str(ENTRY), "run", f"--port={port}"])
    assert done.returncode == 2
    assert "must be 1 to 65535" in done.stderr
    assert "·" not in done.stderr
