"""A sample of what was closed out, drawn so that it can be drawn again; what does not hold is open again."""

from datetime import date

import pytest

from banshi.base.history.models import Entry
from banshi.base.history.record import read
from banshi.base.zones.refusals import Refusal
from banshi.core.access.models import Involvement
from banshi.core.matters import actions as matters
from banshi.core.matters.models import Matter
from banshi.core.matters.queries import lists
from banshi.core.matters.tables import table
from banshi.core.supervision import actions
from banshi.core.supervision.models import Candidate, LookBack, Sample
from banshi.core.supervision.queries import look_back as queries
from support.ledger import on, value, walk

TABLES = (Sample, Candidate, LookBack, Entry, Involvement)


def counts():
    return [model.objects.count() for model in TABLES]


@pytest.fixture
def looker(world):
    """A second person of the supervision office, who verified nothing."""
    from support.zone import _person

    _person(world, "second", world.units["supervision_office"], "head", ("verifier",), 40)
    return "second"


def closed(world, now, count):
    rows = [walk(world, now) for _n in range(count)]
    for row in rows:
        row.close()
    return rows


def draw(world, at, **changes):
    return actions.draw_sample(actor=world.actor("verifier"), now=at, **changes)


def look(world, at, task, *, by="second", **changes):
    values = {"holds": True, "text": "到现场查看，一致。"} | changes
    return actions.record_look_back(actor=world.actor(by), task=task, now=at, **values)


def refused(code, call, *args, **kwargs):
    before = counts()
    with pytest.raises(Refusal) as caught:
        call(*args, **kwargs)
    assert caught.value.code == code
    assert counts() == before


def test_the_seed_stands_in_the_history_and_draws_the_same_again(world, now):
    rows = closed(world, now, 6)
    with on(5, 24) as at:
        sample = draw(world, at)
    assert (sample.population, sample.drawn) == (6, 2)
    assert len(sample.seed) == 32
    assert sample.seed_given is False
    body = read(Entry.objects.get(subject=sample.subject))
    assert body["data"]["seed"] == sample.seed
    assert body["data"]["drawn"] == sorted(task.matter.number for task in sample.tasks.all())
    assert body["data"]["population_digest"] == queries.digest(row.matter.number for row in rows)
    assert queries.again(sample).same
    spare = next(
        row.matter for row in rows if row.matter.pk not in sample.tasks.values_list("matter", flat=True)
    )
    LookBack.objects.filter(pk=sample.tasks.first().pk).update(matter=spare)
    assert not queries.again(sample).same


def test_too_young_and_drawn_before_are_not_drawn(world, now):
    closed(world, now, 3)
    with on(5, 23) as at:
        refused("supervision.nothing_to_draw", draw, world, at)
    with on(5, 24) as at:
        draw(world, at, seed="当众摇号 3 7 9")
        refused("supervision.nothing_to_draw", draw, world, at)
    assert Sample.objects.get().seed_given is True


def test_who_draws(world, now):
    closed(world, now, 3)
    with on(5, 24) as at:
        for name in ("clerk", "leader", "builder", "supervisor", "administrator", "idle"):
            refused("access.forbidden", actions.draw_sample, actor=world.actor(name), now=at)


def test_what_holds_stands_in_the_closure_ledger(world, now, looker):
    closed(world, now, 2)
    with on(5, 24) as at:
        sample = draw(world, at)
        task = look(world, at, sample.tasks.first())
    assert task.result == "holds"
    matter = Matter.objects.get(pk=task.matter_id)
    assert matter.state == "closed"
    assert not Involvement.objects.filter(subject=matter.subject, kind="look_back", active=True).exists()
    with on(5, 25):
        clerk = world.actor("clerk")
        column = table("closure", clerk).column("look_back")
        said = {row.number: column.value(row) for row in lists.closure_rows(clerk)}
        assert said[matter.number].endswith("05-24")
        assert None in said.values()
        before = {row.number: column.value(row) for row in lists.closure_rows(clerk, date(2021, 5, 23))}
        assert set(before.values()) == {None}


def test_what_fails_is_open_again_and_counted(world, now, looker):
    closed(world, now, 2)
    with on(5, 24) as at:
        sample = draw(world, at)
        task = look(world, at, sample.tasks.first(), holds=False, text="排水沟又堵了，积水未消。")
        matter = Matter.objects.get(pk=task.matter_id)
        assert (matter.state, matter.reopened) == ("reopened", 1)
        assert (
            read(Entry.objects.filter(subject=matter.subject).order_by("-n").first())["kind"]
            == "matters.reopened"
        )
        last = read(Entry.objects.filter(subject=sample.subject).order_by("-n").first())
        assert last["data"]["result"] == "fails"
        refused("access.forbidden", look, world, at, task)
        assert value(world, "matters.closed", as_of=date(2021, 5, 24)).numerator == 1
        assert value(world, "matters.reopened_now", as_of=date(2021, 5, 24)).value == 1
        assert value(world, "matters.closed", as_of=date(2021, 5, 23)).numerator == 2


def test_a_repeated_click_has_one_effect(world, now, looker):
    from banshi.base.zones.ids import uuid7

    closed(world, now, 2)
    key = uuid7()
    with on(5, 24) as at:
        task = draw(world, at).tasks.first()
        for _click in range(2):
            look(world, at, task, holds=False, text="又堵了。", key=key)
    assert Matter.objects.get(pk=task.matter_id).reopened == 1


def test_only_the_drawn_matter_may_be_reopened_and_only_while_it_is_looked_at(world, now, looker):
    closed(world, now, 3)
    with on(5, 24) as at:
        sample = draw(world, at)
        drawn = sample.tasks.first()
        spare = Matter.objects.exclude(pk__in=sample.tasks.values("matter")).get()
        by = {"actor": world.actor("second"), "reason": "试。", "now": at}
        refused("access.forbidden", matters.reopen_matter, matter=spare, **by)
        look(world, at, drawn)
        refused("access.forbidden", matters.reopen_matter, matter=drawn.matter, **by)


def test_whoever_handled_or_verified_it_does_not_look(world, now, looker):
    closed(world, now, 2)
    with on(5, 24) as at:
        task = draw(world, at).tasks.first()
        refused("supervision.own_verification", look, world, at, task, by="verifier")
        for name in ("builder", "clerk", "leader", "supervisor"):
            refused("access.forbidden", look, world, at, task, by=name)
        refused("supervision.words_missing", look, world, at, task, text=" ")
        refused("supervision.looked_when", look, world, at, task, looked_on=date(2021, 5, 25))
        refused("supervision.looked_when", look, world, at, task, looked_on=date(2021, 5, 16))


def test_the_work_of_the_supervision_office_goes_to_the_ledger_office(world, now):
    from banshi.core.org.models import Unit

    rows = closed(world, now, 2)
    office = Unit.objects.get(code="supervision_office", zone=world.zone)
    Matter.objects.filter(pk=rows[0].matter.pk).update(responsible_unit=office)
    with on(5, 24) as at:
        sample = draw(world, at)
    assert sample.tasks.get(matter=rows[0].matter).unit.code == "general_office"
    assert sample.tasks.get(matter=rows[1].matter).unit.code == "supervision_office"


def test_a_matter_reopened_meanwhile_is_no_longer_looked_at(world, now, looker):
    closed(world, now, 2)
    with on(5, 24) as at:
        sample = draw(world, at)
        task = sample.tasks.first()
        matters.reopen_matter(actor=world.actor("clerk"), matter=task.matter, reason="反映人来电。", now=at)
        refused("supervision.not_closed", look, world, at, task)
        assert queries.waiting(LookBack.objects.all()).count() == 1


def test_the_department_is_not_told_before_it_was_looked_at(world, now, looker):
    from banshi.core.supervision.panels import of_matter

    closed(world, now, 2)
    with on(5, 24) as at:
        task = draw(world, at).tasks.first()
        matter = Matter.objects.select_related("subject").get(pk=task.matter_id)
        builder = world.actor("builder")
        assert of_matter(builder, matter).lines == ()
        assert len(of_matter(world.actor("verifier"), matter).lines) == 1
        assert not queries.tasks(builder).exists()
        look(world, at, task)
        assert len(of_matter(builder, matter).lines) == 1
