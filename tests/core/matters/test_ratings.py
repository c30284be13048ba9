"""The handler never reads how one raiser rated him; whoever asks, verifies, decides or supervises does."""

import json

import pytest
from django.test import Client
from django.urls import reverse

from banshi.base.figures.registry import Question, figures
from banshi.core.matters.queries import ratings
from banshi.core.matters.queries.matter import MatterPage, find
from banshi.core.matters.replay import satisfied
from support.matters import Walk
from support.steps import MONDAY

RATING = "基本满意"


@pytest.fixture
def closed(world, now):
    walk = Walk(world, now)
    walk.verified()
    walk.answer(satisfaction="fairly")
    from banshi.core.matters import actions

    return actions.close_matter(actor=world.actor("clerk"), matter=walk.matter, now=now)


def reads(world, name, where):
    client = Client()
    client.force_login(world.accounts[name])
    answer = client.get(where)
    assert answer.status_code == 200
    return answer.content.decode()


def main_of(text):
    """The page without the words of its filters."""
    return text[text.index("<tbody") :] if "<tbody" in text else text[text.index("<main") :]


@pytest.mark.parametrize(
    ("name", "seen"), [("builder", False), ("clerk", True), ("verifier", True), ("leader", True)]
)
def test_pages_and_lists(world, closed, name, seen):
    page = reads(world, name, reverse("matters:matter", args=[closed.subject.uid]))
    listed = reads(world, name, reverse("matters:closure"))
    assert (RATING in page) is seen
    assert (RATING in main_of(listed)) is seen
    narrowed = reads(world, name, f"{reverse('matters:closure')}?satisfaction=fairly")
    assert (closed.title in main_of(narrowed)) is seen


def test_the_paper_of_the_close_out(world, closed):
    from banshi.core.matters.papers import _of_matter

    for name, seen in (("builder", False), ("clerk", True)):
        actor = world.actor(name)
        assert (
            RATING in json.dumps(_of_matter(closed, rated=ratings.sees(actor, closed)), ensure_ascii=False)
        ) is seen


def test_what_it_does_to_the_matter_stays_told(world, now):
    walk = Walk(world, now)
    walk.verified()
    walk.answer(solved="not_solved", satisfaction="dissatisfied", text="还是积水")
    page = reads(world, "builder", reverse("matters:matter", args=[walk.matter.subject.uid]))
    for said in ("未解决", "还是积水"):
        assert said in page
    assert "不满意" not in page


def test_figures(world, closed, now):
    codes = {name: {one.code for one in figures(world.actor(name))} for name in ("builder", "clerk")}
    assert "matters.satisfied" not in codes["builder"]
    assert "matters.satisfied" in codes["clerk"]


def test_the_statement_names_no_single_rating(world, now):
    from banshi.core.matters import actions

    def asked(name):
        return satisfied(Question(world.zone, world.actor(name), MONDAY))

    for n in range(5):
        walk = Walk(world, now)
        walk.register()
        actions.set_key_listing(actor=world.actor("clerk"), matter=walk.matter, listed=True, now=now)
        walk.dispatch()
        by = {"actor": world.actor("builder"), "now": now}
        walk.matter = actions.sign_matter(matter=walk.matter, **by)
        walk.matter = actions.attach_evidence(matter=walk.matter, kind="raiser", dated_on=MONDAY, **by)
        walk.matter = actions.submit_matter(matter=walk.matter, outcome="solved", text="好了。", **by)
        by = {"actor": world.actor("verifier"), "now": now}
        walk.matter = actions.verify_matter(matter=walk.matter, passed=True, text="属实。", **by)
        walk.answer(satisfaction="fairly" if n == 0 else "satisfied")
        actions.close_matter(actor=world.actor("clerk"), matter=walk.matter, now=now)
        if n == 3:
            assert asked("builder") is None
    hidden, whole = asked("builder"), asked("clerk")
    assert (hidden.numerator, hidden.denominator, hidden.failing.count()) == (4, 5, 0)
    assert (whole.denominator, whole.failing.count()) == (5, 1)


def test_nobody_counts_one_unit_s_own(world, closed):
    page = MatterPage(world.actor("builder"), find(world.actor("builder"), closed.subject.uid), None)
    assert not page.sees_rating
    assert ratings.sees(world.system, closed)
