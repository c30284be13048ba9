"""Compilation of the inner loops by numba; without numba the same functions run as plain Python.

Compiled code is kept beside the sources (or where numba finds a place to write), so that only the first process
after an installation waits for the compiler. numba looks at the file of a function alone when it asks whether kept
code is still good, although code of other files is compiled into it: the sources of all loops are part of the stamp
here, so that a change of one compiles the others anew.

`index` marks a number that is used as an index and is never negative: that spares the test for counting from the
end, which is a third of the time of a pass. Nothing may be computed with it, because unsigned and signed numbers
make a float.
"""

from __future__ import annotations

import pkgutil
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

Function = TypeVar("Function", bound=Callable[..., Any])

OPTIONS: dict[str, Any] = {"nogil": True, "boundscheck": False, "error_model": "numpy"}
LOOPS = ("jit.py", "net.py", "dated.py", "passes.py", "genetic.py")

try:
    from numba import njit
    from numpy import uint64 as index
except ImportError:
    njit = None
    index = int  # type: ignore[misc,assignment]


def ready() -> bool:
    """Whether numba is at work."""
    return njit is not None


def _digest() -> int:
    """A number that changes with the source of any loop."""
    digest = 0
    for name in LOOPS:
        digest = zlib.crc32(pkgutil.get_data(__package__, name) or b"", digest)
    return digest


_stamp = _digest() if njit is not None else 0


def compiled(function: Function) -> Function:
    """Compile when numba is there."""
    if njit is None:
        return function
    made: Any
    try:
        made = njit(cache=True, **OPTIONS)(function)
    except RuntimeError:  # no place to keep compiled code: compile in each process
        made = njit(**OPTIONS)(function)
    else:
        kept = made._cache._cache_file
        kept._source_stamp = (kept._source_stamp, _stamp)
    result: Function = made
    return result


def kept(function: Any) -> bool:
    """Whether code of a compiled function is kept from an earlier process, or none is needed. Quick, and only a hint:
    code that an older source left behind counts too."""
    if njit is None:
        return True
    path = getattr(getattr(function._cache, "_cache_file", None), "_index_path", None)
    return path is not None and Path(path).exists()


def inlined(function: Function) -> Function:
    """Compile into the callers: a call that hands over the whole `Net` costs half a microsecond."""
    if njit is None:
        return function
    made: Function = njit(inline="always", **OPTIONS)(function)
    return made
