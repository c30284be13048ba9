"""The dispatch board and the verification queue."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from banshi.base.zones import clock
from banshi.base.zones.models import Account
from banshi.core.matters import actions
from banshi.core.matters.queries import queues, rows
from banshi.core.matters.queries.closing import close_facts
from support.matters import Walk


@pytest.fixture
def sees(world, client):
    """Opens a page as somebody and answers with the response."""

    def get(name, page):
        client.force_login(Account.objects.get(pk=world.accounts[name].pk))
        return client.get(reverse(f"matters:{page}"))

    return get


def text(response):
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", "", response.content.decode())))


def test_who_may_open_them(world, sees):
    people = ("clerk", "verifier", "firms", "leader", "supervisor", "idle")
    board = {name: sees(name, "dispatch_board").status_code for name in people}
    assert board == {
        "clerk": 200,
        "verifier": 403,
        "firms": 403,
        "leader": 403,
        "supervisor": 403,
        "idle": 403,
    }
    queue = {name: sees(name, "verification_queue").status_code for name in people}
    assert queue == {
        "clerk": 200,
        "verifier": 200,
        "firms": 200,
        "leader": 403,
        "supervisor": 403,
        "idle": 403,
    }


def test_board_shows_the_oldest_first_and_what_is_asked(world, now, sees):
    day = clock.on_date(world.zone, now)
    later, earlier = Walk(world, now), Walk(world, now, raised_on=day - timedelta(days=3))
    later.register()
    earlier.register()
    objected, extended = Walk(world, now), Walk(world, now)
    objected.dispatch()
    extended.sign()
    by = {"actor": world.actor("builder"), "now": now}
    actions.object_matter(matter=objected.matter, reason="属市政", **by)
    actions.ask_extension(matter=extended.matter, until_on=day + timedelta(days=20), reason="汛期", **by)
    shown = text(sees("clerk", "dispatch_board"))
    assert shown.index(earlier.matter.number) < shown.index(later.matter.number)
    assert "属市政" in shown
    assert "汛期" in shown
    board = queues.board(world.actor("clerk"), now)
    assert [line.matter for line in board.waiting] == [earlier.matter, later.matter]
    assert board.waiting[0].suggestion == world.units["construction_bureau"]
    assert [(load.unit.code, load.open, load.overdue) for load in board.loads] == [
        ("construction_bureau", 2, 0)
    ]


def test_overdue_is_counted_per_department(world, now):
    Walk(world, now).sign()
    board = queues.board(world.actor("clerk"), now + timedelta(days=30))
    assert [(load.open, load.overdue) for load in board.loads] == [(1, 1)]


def test_queue_sorts_into_its_blocks(world, now, sees):
    submitted, unanswered, ready = (Walk(world, now) for _n in range(3))
    submitted.submit()
    unanswered.verified()
    ready.verified()
    ready.answer()
    queue = queues.verification(world.actor("clerk"), now)
    blocks = [
        [line.matter for line in block]
        for block in (queue.submitted, queue.unanswered, queue.ready, queue.held)
    ]
    assert blocks == [[submitted.matter], [unanswered.matter], [ready.matter], []]
    assert "还没有回访反映人" in text(sees("clerk", "verification_queue"))


def test_the_handler_is_not_shown_the_act(world, now, sees):
    walk = Walk(world, now)
    walk.submit()
    assert [line.may_verify for line in queues.verification(world.actor("verifier"), now).submitted] == [True]
    assert [line.may_verify for line in queues.verification(world.actor("builder"), now).submitted] == [False]
    assert "退回重办" not in text(sees("builder", "verification_queue"))


def test_only_other_hands_are_asked_to_record_the_answer(world, now):
    walk = Walk(world, now)
    walk.verified()
    may = {
        name: [line.may_answer for line in queues.verification(world.actor(name), now).unanswered]
        for name in ("clerk", "verifier", "firms", "builder")
    }
    assert may == {"clerk": [True], "verifier": [True], "firms": [True], "builder": [False]}


def test_facts_from_loaded_rows_are_the_facts_of_the_guards(world, now):
    for step in ("dispatch", "submit", "verified", "close"):
        walk = Walk(world, now)
        getattr(walk, step)()
        (loaded,) = rows.with_closing([walk.again()])
        assert rows.facts_of(loaded, closer=3) == close_facts(walk.again(), closer=3)


@pytest.mark.parametrize("page", ["dispatch_board", "verification_queue"])
def test_queries_do_not_grow(world, now, sees, page):
    counts = []
    for more in (1, 6):
        for _n in range(more):
            Walk(world, now).register()
            Walk(world, now).submit()
            Walk(world, now).verified()
        sees("clerk", page)
        with CaptureQueriesContext(connection) as caught:
            assert sees("clerk", page).status_code == 200
        counts.append(len(caught))
    assert counts[0] == counts[1]
    assert counts[0] <= 30  # signing in costs some


def test_a_file_that_closed_another_matter_since_is_flagged(world, now, sees):
    from .test_pages_acts import picture

    first, second = Walk(world, now), Walk(world, now)
    for walk in (first, second):
        walk.sign()
        by = {"actor": world.actor("builder"), "matter": walk.matter, "now": now}
        actions.attach_evidence(
            kind="photo_after", dated_on=clock.on_date(world.zone, now), upload=picture(), **by
        )
        actions.submit_matter(outcome="solved", text="已疏通", **by)
    actions.verify_matter(actor=world.actor("verifier"), matter=first.matter, passed=True, text="", now=now)
    first.answer()
    actions.close_matter(actor=world.actor("clerk"), matter=first.matter, now=now)
    (loaded,) = rows.with_closing([second.again()])
    assert rows.facts_of(loaded, closer=None) == close_facts(second.again(), closer=None)
    assert f"已用于 {first.matter.number} 销号" in text(sees("verifier", "verification_queue"))
