"""The five operations: what is asked, by whom, and what must come back."""

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from itertools import cycle
from random import Random
from statistics import median, quantiles
from urllib.parse import urlencode

from banshi.conf.benchmarks import machine
from banshi.conf.benchmarks.ground import TODAY, Ground
from banshi.conf.benchmarks.intake import from_form_to_receipt, hang_a_sign
from banshi.conf.benchmarks.lives import CATEGORIES
from banshi.conf.benchmarks.machine import Server
from banshi.conf.benchmarks.visitor import Answer, Visitor
from banshi.core.matters.models import Matter

Ask = Callable[[], Answer]
READERS = ("clerk", "department_01", "verifier", "department_07")
FOUND = ("排水", "路灯", "用电", "招工", "泵站", "晴川", "医药", "扬尘")


@dataclass(frozen=True)
class Measured:
    """One operation: milliseconds until answered, CPU milliseconds of all server processes, statements.

    ``yardstick_ms`` is what :func:`.machine.yardstick` took before and after, the mean: it grows when others
    work on the same cores, and CPU times grow with it.
    """

    operation: str
    rows: int
    median_ms: float
    p95_ms: float
    server_cpu_ms: float
    queries: int
    yardstick_ms: float

    def shown(self) -> dict[str, str | int | float]:
        """The fields as printed."""
        return asdict(self)


class Bench:
    """Asks the operations of a running server."""

    def __init__(self, ground: Ground, server: Server, rows: int, requests: int, warm_up: int):
        self.ground, self.server, self.rows = ground, server, rows
        self.requests, self.warm_up = requests, warm_up
        self.draw = Random(Matter.objects.count())  # noqa: S311 - the same pages of the same ledger
        self.visitors = {name: self._signed_in(name) for name in READERS}

    def _signed_in(self, name: str) -> Visitor:
        visitor = Visitor(self.server.port)
        visitor.sign_in(f"bench-{name}", self.ground.password)
        return visitor

    def measure(self, operation: str) -> Measured:
        """Ask one operation, first without and then with the clock. Raises RuntimeError for a wrong answer."""
        asks = OPERATIONS[operation](self)
        for _n in range(self.warm_up):
            self._checked(operation, next(asks))
        pace, before = machine.yardstick(), self.server.cpu_ms()
        answers = [self._checked(operation, next(asks)) for _n in range(self.requests)]
        cpu = (self.server.cpu_ms() - before) / self.requests
        pace = (pace + machine.yardstick()) / 2
        times = [answer.ms for answer in answers]
        return Measured(
            operation,
            self.rows,
            round(median(times), 1),
            round(quantiles(times, n=20)[-1] if len(times) > 1 else times[0], 1),
            round(cpu, 1),
            max(answer.queries for answer in answers),
            round(pace, 1),
        )

    def _checked(self, operation: str, ask: Ask) -> Answer:
        answer = ask()
        wanted = 302 if operation in ("create", "close") else 200
        if answer.status != wanted:
            raise RuntimeError(f"{operation} was answered with {answer.status}, not {wanted}")
        return answer

    def list(self) -> Iterator[Ask]:
        """The issue list with two filters: by whoever sees the zone, and by departments that see their own."""
        for number, name in enumerate(cycle(READERS)):
            narrow = {"category": CATEGORIES[number % len(CATEGORIES)]} if number % 2 else {"group": "closed"}
            query = urlencode({"kind": "problem", **narrow})
            yield lambda name=name, query=query: self.visitors[name].get(f"/matters/?{query}")

    def list_as_of(self) -> Iterator[Ask]:
        """The same lists as of a day two years back."""
        day = TODAY.replace(year=TODAY.year - 2)
        for number, name in enumerate(cycle(READERS)):
            narrow = {"category": CATEGORIES[number % len(CATEGORIES)]} if number % 2 else {"group": "closed"}
            query = urlencode({"kind": "problem", "as_of": day.isoformat(), **narrow})
            yield lambda name=name, query=query: self.visitors[name].get(f"/matters/?{query}")

    def detail(self) -> Iterator[Ask]:
        """The page of a matter, closed or open, as the ledger clerk and the verifier see it."""
        uids = list(Matter.objects.filter(label=1).order_by("pk").values_list("subject__uid", flat=True))
        for name in cycle(("clerk", "verifier")):
            uid = self.draw.choice(uids)
            yield lambda name=name, uid=uid: self.visitors[name].get(f"/matters/{uid}/")

    def create(self) -> Iterator[Ask]:
        """A new matter of a firm that has raised nothing yet; likely duplicates are looked for, none is found."""
        fresh = zip(self.ground.new_firms, self.ground.new_places, strict=True)
        for firm, place in fresh:
            values = {
                "raiser_kind": "enterprise", "raiser_org": str(firm.subject.uid), "place": str(place.subject.uid),
                "raiser_name": "行政专员", "raiser_phone": f"139{firm.pk:08d}",
                "words": self._unheard(40), "title": self._unheard(14), "kind": "problem", "category": "utilities",
                "source_kind": "enterprise", "raised_on": TODAY.isoformat(), "label": "1",
            }  # fmt: skip
            yield lambda values=values: self.visitors["clerk"].post("/matters/new/", **values)

    def _unheard(self, length: int) -> str:
        """Chinese characters that are like nothing in the ledger."""
        return "".join(chr(self.draw.randrange(0x5000, 0x9000)) for _n in range(length))

    def close(self) -> Iterator[Ask]:
        """The close-out of a matter that is verified and answered."""
        ready = Matter.objects.filter(state="verified", label=1).exclude(solved="").order_by("-pk")
        for uid in list(ready.values_list("subject__uid", flat=True)[: self.requests + self.warm_up]):
            yield lambda uid=uid: self.visitors["clerk"].post(f"/matters/{uid}/close/")

    def search(self) -> Iterator[Ask]:
        """Two Chinese characters over everything, common words and rarer ones."""
        for number, name in enumerate(cycle(READERS)):
            query = urlencode({"q": FOUND[number % len(FOUND)]})
            yield lambda name=name, query=query: self.visitors[name].get(f"/search/?{query}")

    def intake(self) -> Iterator[Ask]:
        """A stranger's report: form, challenge, sending and receipt, without photos."""
        link = hang_a_sign(self.ground.zone)
        while True:
            yield from_form_to_receipt(self.server, link)


OPERATIONS: dict[str, Callable[[Bench], Iterator[Ask]]] = {
    "list": Bench.list,
    "list_as_of": Bench.list_as_of,
    "detail": Bench.detail,
    "create": Bench.create,
    "close": Bench.close,
    "search": Bench.search,
    "intake": Bench.intake,
}
