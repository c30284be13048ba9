"""Calling addresses that people enter: http and https only, resolved once and held to, nothing private unless an
operator named the host, no redirects, five seconds in all, 64 KB at most.

A name is resolved, every address that it has is looked at, and the connection goes to the address that was looked
at, with the name in Host and in TLS: a name that means something else a moment later reaches nothing. The hosts
that may be private, and the list of hosts that may be called at all, are the operator's (``BANSHI_PRIVATE_HOSTS``,
``BANSHI_CALLED_HOSTS``), not those of a zone's administrator.
"""

import http.client
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Collection, Mapping
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as Overtime
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings

SECONDS = 5.0
MOST_BYTES = 64 * 1024
MOST_HEADERS = 64
PORTS = {"http": 80, "https": 443}
NAT64 = ipaddress.ip_network("64:ff9b::/96")
PROTOCOLS = ipaddress.ip_network("192.0.0.0/24")


class Unreachable(Exception):
    """The call was not made, or not answered. ``code`` says why, in one word."""

    def __init__(self, code: str):
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Answer:
    """What came back: a redirect comes back as it is."""

    status: int
    body: bytes
    headers: Mapping[str, str]


@dataclass(frozen=True)
class Target:
    """An address taken apart: the name, the port, whether it is TLS, and the path with its query."""

    host: str
    port: int
    tls: bool
    path: str


def target_of(url: str) -> Target:
    """Take an address apart. Raises :class:`Unreachable` (``url_wrong``, ``host_not_allowed``, and
    ``address_private`` where it says itself that it lies inside; a name is looked up when it is called)."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise Unreachable("url_wrong") from error
    host = (parts.hostname or "").rstrip(".").lower()
    if parts.scheme not in PORTS or not host or parts.username is not None or parts.password is not None:
        raise Unreachable("url_wrong")
    if any(ord(char) <= 32 or ord(char) == 127 for char in url) or not url.isascii():
        raise Unreachable("url_wrong")
    check_host(host)
    if _says_inside(host) and not named(host, settings.PRIVATE_HOSTS):
        raise Unreachable("address_private")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(host, port or PORTS[parts.scheme], parts.scheme == "https", path)


def _says_inside(host: str) -> bool:
    """Whether the host is an address that is not open, or this machine's own name."""
    try:
        return not open_address(host)
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def check_host(host: str) -> None:
    """Raises :class:`Unreachable` for a host that the operator's list does not name, where there is a list."""
    if settings.CALLED_HOSTS and not named(host, settings.CALLED_HOSTS):
        raise Unreachable("host_not_allowed")


def named(host: str, names: Collection[str]) -> bool:
    """Whether ``names`` hold the host itself, or a domain above it written with a leading dot."""
    host = host.rstrip(".").lower()
    return any(
        host == name.lower() or (name.startswith(".") and host.endswith(name.lower())) for name in names
    )


def open_address(text: str) -> bool:
    """Whether an address is one of the public internet, also behind what wraps another one."""
    address = ipaddress.ip_address(text.split("%")[0])
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or (
            ipaddress.IPv4Address(int(address) & 0xFFFFFFFF) if address in NAT64 else None
        )
        if inner is not None:
            return open_address(str(inner))
        if address.sixtofour is not None or address.teredo is not None:
            return False
    elif address in PROTOCOLS:
        return False
    return address.is_global and not (address.is_multicast or address.is_reserved or address.is_unspecified)


def resolve(host: str, port: int, seconds: float = SECONDS) -> str:
    """The address that is called: the first that the name has, where every one of them is open.

    A host that ``BANSHI_PRIVATE_HOSTS`` names may lie anywhere. Raises :class:`Unreachable` (``unresolved``,
    ``address_private``, ``timeout``).
    """
    pool = ThreadPoolExecutor(max_workers=1)
    try:
        found = pool.submit(socket.getaddrinfo, host, port, type=socket.SOCK_STREAM).result(seconds)
    except Overtime as error:
        raise Unreachable("timeout") from error
    except (OSError, UnicodeError) as error:
        raise Unreachable("unresolved") from error
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
    addresses = [str(row[4][0]) for row in found]
    if not addresses:
        raise Unreachable("unresolved")
    if not named(host, settings.PRIVATE_HOSTS) and not all(open_address(one) for one in addresses):
        raise Unreachable("address_private")
    return addresses[0]


def call(
    url: str,
    *,
    method: str = "POST",
    body: bytes = b"",
    headers: Mapping[str, str] | None = None,
    seconds: float = SECONDS,
) -> Answer:
    """One call. Raises :class:`Unreachable` (also ``unreachable``, ``tls``, ``too_large``, ``broken``)."""
    until = time.monotonic() + seconds
    target = target_of(url)
    address = resolve(target.host, target.port, seconds)
    line = _connect(target, address, until)
    # Whoever answers a byte at a time would never meet the timeout of a single read.
    cut = threading.Event()
    watch = threading.Timer(max(until - time.monotonic(), 0.01), _cut, [line, cut])
    watch.daemon = True
    watch.start()
    try:
        answer = _exchange(target, line, method, body, headers or {})
    except (OSError, http.client.HTTPException, Unreachable) as error:
        if cut.is_set() or isinstance(error, TimeoutError):
            raise Unreachable("timeout") from error
        raise error if isinstance(error, Unreachable) else Unreachable("broken") from error
    finally:
        watch.cancel()
        line.close()
    if cut.is_set():
        raise Unreachable("timeout")
    return answer


def _connect(target: Target, address: str, until: float) -> socket.socket:
    left = until - time.monotonic()
    if left <= 0:
        raise Unreachable("timeout")
    line = socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET, socket.SOCK_STREAM)
    line.settimeout(left)
    try:
        line.connect((address, target.port))
    except OSError as error:
        line.close()
        raise Unreachable("timeout" if isinstance(error, TimeoutError) else "unreachable") from error
    if not target.tls:
        return line
    try:
        return ssl.create_default_context().wrap_socket(line, server_hostname=target.host)
    except TimeoutError as error:
        line.close()
        raise Unreachable("timeout") from error
    except (ssl.SSLError, OSError, ValueError) as error:
        line.close()
        raise Unreachable("tls") from error


def _cut(line: socket.socket, cut: threading.Event) -> None:
    cut.set()
    with suppress(OSError):
        line.shutdown(socket.SHUT_RDWR)


def _exchange(
    target: Target, line: socket.socket, method: str, body: bytes, headers: Mapping[str, str]
) -> Answer:
    talk = http.client.HTTPConnection(target.host, target.port)
    talk.sock = line
    default = target.port == PORTS["https" if target.tls else "http"]
    host = f"[{target.host}]" if ":" in target.host else target.host
    given = {
        "Host": host if default else f"{host}:{target.port}",
        "User-Agent": "Banshi",
        "Connection": "close",
    }
    talk.request(method, target.path, body=body or None, headers=given | dict(headers))
    answer = talk.getresponse()
    found = answer.read(MOST_BYTES + 1)
    if len(found) > MOST_BYTES:
        raise Unreachable("too_large")
    if answer.length:  # the line ended before the answer did
        raise Unreachable("broken")
    return Answer(
        answer.status, found, {name.lower(): value for name, value in answer.getheaders()[:MOST_HEADERS]}
    )
