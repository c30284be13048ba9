"""How the house asks a provider: https only, with time limits, no redirects, small answers."""

import json
from typing import Any
from urllib.parse import urlsplit

import requests

from banshi.base.signin.providers.port import Failed, plain

WAIT = (3.05, 8)
"""Seconds to connect, and between two bytes of the answer."""
MOST = 512 * 1024


def open_session() -> requests.Session:
    """A session that takes neither proxies nor passwords from the surroundings."""
    session = requests.Session()
    session.trust_env = False
    session.headers["User-Agent"] = "Banshi"
    return session


def secure(url: str) -> str:
    """The address, when it is one that may be asked: https, with a host, without a password."""
    try:
        parts = urlsplit(url)
        fine = parts.scheme == "https" and parts.hostname and not (parts.username or parts.password)
        fine = fine and (parts.port or 443) > 0
    except ValueError:
        fine = False
    if not fine or len(url) > 2000:
        raise Failed("address")
    return url


def ask(method: str, url: str, **given: Any) -> dict[str, Any]:
    """The JSON object that the service answers, whatever its status. Raises :class:`Failed`."""
    with open_session() as session:
        try:
            with session.request(
                method, secure(url), timeout=WAIT, allow_redirects=False, stream=True, **given
            ) as answer:
                return read(answer)
        except requests.Timeout as error:
            raise Failed("timeout") from error
        except requests.exceptions.SSLError as error:
            raise Failed("certificate") from error
        except requests.RequestException as error:
            raise Failed("unreachable") from error


def read(answer: requests.Response) -> dict[str, Any]:
    """The JSON object of an answer, when it is small and one."""
    if answer.is_redirect or 300 <= answer.status_code < 400:
        raise Failed("redirected")
    body = answer.raw.read(MOST + 1, decode_content=True)
    if len(body) > MOST:
        raise Failed("too_large")
    try:
        found = json.loads(body)
    except ValueError as error:
        raise Failed(f"http_{answer.status_code}") from error
    if not isinstance(found, dict):
        raise Failed("not_an_object")
    return found


def refuse_error(found: dict[str, Any], *names: str, good: Any = 0) -> None:
    """Refuse an answer whose error number (under the first of ``names`` that is there) is not ``good``."""
    for name in names:
        if name in found and found[name] != good:
            raise Failed(f"answer:{plain(found[name])}")
