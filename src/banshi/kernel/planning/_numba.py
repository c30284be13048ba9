"""numba's `njit` with its cache, or without one where there is no place to write. Needs numba: import it late."""

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
