"""Wherever closed matters are counted, those that were re-opened stand beside them."""

import pytest
from django.test import Client
from django.utils.translation import override

from banshi.base.figures.registry import Question, figure
from banshi.base.zones.models import Account
from banshi.core.matters import actions
from support.ledger import END_OF_MAY, on, walk


@pytest.fixture
def ledger(world, now):
    """Three closed out; one of them is open again, one was re-opened and closed again; all on the key list."""
    rows = [walk(world, now) for _n in range(3)]
    for row in rows:
        row.close()
    for row in rows:
        actions.set_key_listing(actor=world.actor("clerk"), matter=row.again(), listed=True, now=now)
    clerk = {"actor": world.actor("clerk"), "now": now}
    actions.reopen_matter(**clerk, matter=rows[0].again(), reason="又积水了。")
    again = actions.reopen_matter(**clerk, matter=rows[1].again(), reason="又积水了。")
    builder = {"actor": world.actor("builder"), "now": now}
    actions.submit_matter(**builder, matter=again, outcome="solved", text="5月17日再次疏通。")
    verified = actions.verify_matter(
        actor=world.actor("verifier"), matter=again, passed=True, text="属实。", now=now
    )
    rows[1].matter = verified
    rows[1].answer()
    actions.close_matter(**clerk, matter=rows[1].again())
    return world


def page(world, address):
    client = Client()
    client.force_login(Account.objects.get(pk=world.accounts["clerk"].pk))
    client.cookies["language"] = "en"
    return client.get(address).content.decode()


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("/matters/closure/", "closed 2, re-opened 2"),
        ("/matters/closure/?satisfaction=dissatisfied", "closed 2, re-opened 2"),
        ("/matters/closure/?kind=need", "closed 0, re-opened 0"),
        ("/matters/key/", "closed 2, re-opened 2"),
        ("/matters/?group=closed", "closed 2, re-opened 2"),
        ("/matters/responsibility/?group=closed", "closed 2, re-opened 2"),
        ("/matters/closure/?as_of=2021-05-16", "closed 0, re-opened 0"),
    ],
)
def test_lists(ledger, address, said):
    assert said in page(ledger, address)


@pytest.mark.parametrize("address", ["/matters/", "/matters/responsibility/?group=open"])
def test_lists_that_count_no_closed_ones_say_nothing(ledger, address):
    assert 'id="beside"' not in page(ledger, address)


@pytest.mark.parametrize(
    ("code", "counted"),
    [("matters.closed", (2, 3)), ("matters.closed_of_key", (2, 3)), ("matters.closed_in_time", (2, 2))],
)
def test_figures(ledger, code, counted):
    with override("en"), on(5, 18):
        found = figure(code).compute(Question(ledger.zone, ledger.system, END_OF_MAY))
    assert found.notes == ("re-opened: 2",)
    if code != "matters.closed_in_time":
        assert (found.numerator, found.denominator) == counted
