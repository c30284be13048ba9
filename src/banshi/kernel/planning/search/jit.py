"""Compilation of the inner loops by numba; without numba the same functions run as plain Python.

Compiled code is kept beside the sources (or where numba finds a place to write), so that only the first process
after an installation waits for the compiler. `ready()` tells which of the two is at work.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

Function = TypeVar("Function", bound=Callable[..., Any])


OPTIONS: dict[str, Any] = {"nogil": True, "boundscheck": False, "error_model": "numpy"}

try:
    from numba import njit
except ImportError:
    njit = None


def ready() -> bool:
    """Whether numba is at work."""
    return njit is not None


def compiled(function: Function) -> Function:
    """Compile when numba is there."""
    if njit is None:
        return function
    made: Function
    try:
        made = njit(cache=True, **OPTIONS)(function)
    except RuntimeError:  # no place to keep compiled code: compile in each process
        made = njit(**OPTIONS)(function)
    return made


def inlined(function: Function) -> Function:
    """Compile into the callers: a call that hands over the whole `Net` costs half a microsecond."""
    if njit is None:
        return function
    made: Function = njit(inline="always", **OPTIONS)(function)
    return made
