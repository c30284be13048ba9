"""A program in front of the caller: what a service manager or a terminal says reaches it, and it is waited for."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from banshi.launcher.process import openly

SRC = Path(__file__).resolve().parents[2] / "src"
INNER = """
import signal, sys, time
def over(*_):
    print("over", flush=True)
    sys.exit(0)
signal.signal(signal.SIGTERM, over)
print("at work", flush=True)
time.sleep(600)
"""
OUTER = f"""
import os, signal, sys
from pathlib import Path
from banshi.launcher.process import openly
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background job inherits it as ignored
sys.exit(openly([sys.executable, "-c", {INNER!r}], cwd=Path("/"), env=dict(os.environ)))
"""


@pytest.fixture
def outer():
    env = {**os.environ, "PYTHONPATH": str(SRC)}
    process = subprocess.Popen(
        [sys.executable, "-c", OUTER], env=env, stdout=subprocess.PIPE, text=True, start_new_session=True
    )
    assert process.stdout.readline() == "at work\n"
    yield process
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    process.stdout.close()


def test_sigterm_is_handed_on_and_the_program_waited_for(outer) -> None:
    outer.terminate()
    assert outer.wait(120) == 0
    assert outer.stdout.read() == "over\n"


def test_ctrl_c_lets_the_program_end_in_its_own_way(outer) -> None:
    """The terminal tells both: the inner one ends by it, and only then the outer one."""
    os.killpg(outer.pid, signal.SIGINT)
    began = time.monotonic()
    assert outer.wait(120) != 0
    assert time.monotonic() - began < 120
    with pytest.raises(ProcessLookupError):
        os.killpg(outer.pid, 0)


def test_the_exit_code_is_kept_and_a_signal_is_128_and_more() -> None:
    for code in (0, 3):
        assert openly([sys.executable, "-c", f"raise SystemExit({code})"], cwd=SRC, env={}) == code
    killed = "import os, signal; os.kill(os.getpid(), signal.SIGKILL)"
    assert openly([sys.executable, "-c", killed], cwd=SRC, env={}) == 128 + signal.SIGKILL


def test_what_was_heard_before_is_heard_again_afterwards() -> None:
    before = signal.getsignal(signal.SIGTERM)
    openly([sys.executable, "-c", ""], cwd=SRC, env={})
    assert signal.getsignal(signal.SIGTERM) is before
