"""A browser's part over HTTP: cookies, the token of forms, the time until the whole answer is there."""

import re
import time
from dataclasses import dataclass, field
from http.client import HTTPConnection
from http.cookies import SimpleCookie
from urllib.parse import urlencode

from banshi.base.zones.ids import uuid7
from banshi.conf.benchmarks.counting import HEADER
from banshi.conf.benchmarks.machine import HOST

IDLE_S = 2


@dataclass(frozen=True)
class Answer:
    """What came back, after how many milliseconds and how many statements."""

    status: int
    text: str
    ms: float
    queries: int


@dataclass
class Visitor:
    """One signed-in reader on one connection that stays open while it is used."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    location: str = ""
    """Where the last answer led on to."""

    def __post_init__(self) -> None:
        self.link, self.last = HTTPConnection(HOST, self.port, timeout=60), time.monotonic()

    def get(self, path: str) -> Answer:
        """A page."""
        return self._ask("GET", path, None)

    def post(self, path: str, **values: str) -> Answer:
        """A form, with its token and a key of its own."""
        sent = {"csrfmiddlewaretoken": self.cookies.get("csrf", ""), "key": str(uuid7()), **values}
        return self._ask("POST", path, urlencode(sent))

    def sign_in(self, login: str, password: str) -> None:
        """Sign in by the form. Raises RuntimeError when the door stays shut."""
        self.get("/sign/in")
        answer = self.post("/sign/in", login=login, password=password)
        if answer.status != 302:
            said = re.findall(r'class="[^"]*error[^"]*"[^>]*>([^<]+)', answer.text)
            raise RuntimeError(f"{login} could not sign in: {answer.status} {said}")

    def _ask(self, method: str, path: str, body: str | None) -> Answer:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        if time.monotonic() - self.last > IDLE_S:
            self.link.close()  # the server may have, and a request must not be lost to that
        start = time.perf_counter()
        self.link.request(method, path, body, headers)
        response = self.link.getresponse()
        content = response.read()
        ms = (time.perf_counter() - start) * 1000
        self.last = time.monotonic()
        self.location = response.headers.get("Location", "")
        for line in response.headers.get_all("Set-Cookie") or ():
            self.cookies |= {name: morsel.value for name, morsel in SimpleCookie(line).items()}
        if self.location:  # a browser would show the words about it on the page that follows, and forget them
            self.cookies.pop("messages", None)
        return Answer(response.status, content.decode(), ms, int(response.headers.get(HEADER, 0)))
