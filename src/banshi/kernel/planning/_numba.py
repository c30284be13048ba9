"""numba's `njit` with its cache, or without one where there is no place to write. Needs numba: import it late.

numba keeps code by the file of the function alone. That is enough for the two modules that use this, because all that
is compiled into their functions stands in the same file; loops spread over several files need the stamp of
`search/jit.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from numba import njit as _njit


def njit(**options: Any) -> Callable[[Callable[..., Any]], Any]:
    """As numba.njit(cache=True, ...); compiled anew in each process when no cache directory can be written."""

    def decorate(function: Callable[..., Any]) -> Any:
        try:
            return _njit(cache=True, **options)(function)
        except RuntimeError:
            return _njit(**options)(function)

    return decorate
