"""What the senders to work chats share: a call that answers JSON, and tokens kept in the process until they end."""

import json
import threading
import time
from collections.abc import Callable
from typing import Any

from banshi.base.outbox import guarded
from banshi.base.outbox.channels import Failed

EARLY_S = 300
"""A token is fetched anew so long before it ends."""


def ask(
    url: str, body: dict[str, Any] | None = None, headers: dict[str, str] | None = None
) -> dict[str, Any]:
    """POST JSON (GET without a body) and read JSON. Raises :class:`Failed`, always "down": nothing was refused."""
    data = json.dumps(body, ensure_ascii=False).encode() if body is not None else b""
    method = "GET" if body is None else "POST"
    given = {"Content-Type": "application/json; charset=utf-8"} if data else {}
    try:
        answer = guarded.call(url, method=method, body=data, headers=given | (headers or {}))
    except guarded.Unreachable as error:
        raise Failed(error.code, down=True) from error
    try:
        found = json.loads(answer.body)
    except ValueError as error:
        raise Failed(f"http_{answer.status}", down=True) from error
    if not isinstance(found, dict):
        raise Failed(f"http_{answer.status}", down=True)
    return found


class Tokens:
    """Tokens by what they were fetched with, so that a changed secret fetches a new one."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, ...], tuple[str, float]] = {}
        self._lock = threading.Lock()

    def get(self, key: tuple[str, ...], fetch: Callable[[], tuple[str, int]]) -> str:
        """The token for ``key``; ``fetch`` gives a new one and its life in seconds."""
        with self._lock:
            token, until = self._kept.get(key, ("", 0.0))
        if token and time.monotonic() < until:
            return token
        token, life = fetch()
        with self._lock:
            self._kept[key] = (token, time.monotonic() + max(life - EARLY_S, 0))
        return token

    def forget(self, key: tuple[str, ...]) -> None:
        """The other end does not know it any more."""
        with self._lock:
            self._kept.pop(key, None)
