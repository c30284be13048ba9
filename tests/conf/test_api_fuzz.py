"""A fuzzer of somebody else's, over the whole schema: whatever is sent, the answer is no fault of ours.

Each operation is asked with what fits the schema and with what does not, by a token of each kind, about things that
are there and things that are not, through the WSGI application. ``BANSHI_FUZZ_EXAMPLES`` asks longer.
"""

import os
from collections import Counter
from itertools import cycle

import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.generation import GenerationMode

from banshi.base.api import house
from conf.api_matrix import OPERATIONS
from conf.stock import hide
from conf.test_api_matrix import world_of
from support.api import secret_for

pytestmark = pytest.mark.django_db
EXAMPLES = int(os.environ.get("BANSHI_FUZZ_EXAMPLES", "8"))
TOKENS = {
    "clerk": (), "builder": (), "verifier": (), "leader": (), "supervisor": (), "administrator": (), "foreign": (),
    "idle": (), "projects": ("matters:read",),
}  # fmt: skip
SEEN: Counter[int] = Counter()
RULES = settings(
    max_examples=EXAMPLES,
    derandomize=True,
    database=None,
    deadline=None,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture(scope="module")
def stock(stock):
    hide(stock)
    return stock


@pytest.fixture(scope="module")
def fuzzed(stock):
    """The schema as the fuzzer reads it from the running application, and the tokens."""
    tokens = []
    for name, scopes in TOKENS.items():
        world, actor = world_of(stock, name)
        tokens.append(secret_for(world.actor(actor), *scopes))
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())
    found = {one.ok().definition.raw["operationId"]: one.ok() for one in schema.get_all_operations()}
    return found, cycle(["", "bsh_nobody", *tokens])


def things(stock):
    """Uids that are there: what an operation is about is taken from these every other time."""
    rows = [*stock.matters.values(), *stock.papers.values()]
    uids = [str(row.subject.uid) for row in rows] + [str(file.uid) for file in stock.files.values()]
    return cycle([*uids, str(stock.here.firm.subject.uid), str(stock.here.place.subject.uid)])


def test_the_fuzzer_knows_every_operation(fuzzed):
    assert set(fuzzed[0]) == set(OPERATIONS)


@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: mode.value)
@pytest.mark.parametrize("name", sorted(OPERATIONS))
def test_nothing_that_is_sent_breaks_it(stock, fuzzed, name, mode):
    operation, tokens = fuzzed[0][name], fuzzed[1]
    about, turn = things(stock), cycle((True, True, False))
    before = SEEN.total()

    @RULES
    @given(case=operation.as_strategy(generation_mode=mode))
    def ask(case):
        if "uid" in (case.path_parameters or {}) and next(turn):
            case.path_parameters["uid"] = next(about)
        token = next(tokens)
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        with transaction.atomic():
            answer = case.call(headers=headers)
            transaction.set_rollback(True)
        SEEN[answer.status_code] += 1
        assert answer.status_code < 500, answer.text
        if answer.status_code >= 400 and answer.request.url.partition("/api/v1/")[1]:
            assert answer.headers["content-type"][0].startswith("application/problem+json"), (
                answer.status_code
            )

    ask()
    assert SEEN.total() > before


def test_the_fuzzer_came_through_every_door(fuzzed):
    """It was let in and turned away in each way that there is; else it would have tried nothing."""
    print(dict(SEEN))
    assert {200, 401, 403, 404, 422} <= set(SEEN) or not SEEN


def test_the_schema_is_openapi_3_1():
    document = house.schema()
    assert document["openapi"] == "3.1.0"
    assert set(document) >= {"info", "paths", "components"}
