"""Jobs: queued with the act, done once, stopped, put back, taken up after a killed worker, failed without words."""

from datetime import time, timedelta

import pytest
from django.db import transaction
from django.urls import reverse
from django_tasks_db.models import DBTaskResult

from banshi.base.jobs import actions as jobs
from banshi.base.jobs import registry
from banshi.base.jobs.actions import ticking, working
from banshi.base.jobs.background import Worker
from banshi.base.jobs.models import Job, Schedule, State
from banshi.base.jobs.queries import standing
from banshi.base.zones import clock
from banshi.base.zones.refusals import Refusal, Unknown

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _registry(monkeypatch):
    """What a test registers is gone after it."""
    monkeypatch.setattr(registry, "_kinds", dict(registry._kinds))
    monkeypatch.setattr(registry, "_recurring", {})
    monkeypatch.setattr(registry, "_rounds", [])


def kind(function, code="test.work"):
    registry.register(code, function, title="Work", steps={"reading": "Reading the sheet"})


def test_a_job_is_done_once_and_keeps_what_came_of_it(world):
    seen = []

    def work(*, actor, row):
        jobs.progress(3, 4, step="reading")
        seen.append((actor.account_id, row))
        return {"link": "/matters/"}

    kind(work)
    actor = world.actor("clerk")
    job = jobs.start(actor=actor, kind="test.work", arguments={"row": 7})
    assert working.work_once("w")
    assert not working.work_once("w")
    job.refresh_from_db()
    assert seen == [(actor.account_id, 7)]
    assert (job.state, job.done, job.total, job.result) == (State.DONE, 4, 4, {"link": "/matters/"})


def test_a_job_of_an_act_that_is_taken_back_is_never_done(world):
    kind(lambda *, actor: pytest.fail("it was taken back"))
    with pytest.raises(RuntimeError, match="taken back"), transaction.atomic():
        jobs.start(actor=world.actor("clerk"), kind="test.work")
        raise RuntimeError("taken back")
    assert not working.work_once("w")


def test_with_a_key_there_is_one_at_a_time(world):
    kind(lambda *, actor: None)
    actor = world.actor("clerk")
    first = jobs.start(actor=actor, kind="test.work", key="sheet-7")
    assert jobs.start(actor=actor, kind="test.work", key="sheet-7") == first
    working.work_once("w")
    assert jobs.start(actor=actor, kind="test.work", key="sheet-7") != first


def test_a_failure_tells_the_operator_a_place_and_never_words(world, caplog):
    def work(*, actor):
        raise ValueError("张三 13812345678")

    kind(work)
    job = jobs.start(actor=world.actor("clerk"), kind="test.work")
    working.work_once("w")
    job.refresh_from_db()
    assert job.state == State.FAILED
    assert job.error.startswith("ValueError")
    assert "138" not in job.error
    row = DBTaskResult.objects.get()
    assert (row.traceback, row.exception_class_path) == ("", "")
    assert standing(world.zone).failed == 1


def test_a_refusal_is_told_to_whoever_started_the_job(world):
    def work(*, actor):
        raise Refusal("test.no", "Not so.")

    kind(work)
    job = jobs.start(actor=world.actor("clerk"), kind="test.work")
    working.work_once("w")
    job.refresh_from_db()
    assert (job.state, job.error, job.says) == (State.FAILED, "test.no", "Not so.")


def test_it_stops_at_its_next_step_and_what_is_not_committed_is_taken_back(world):
    actor = world.actor("clerk")

    def work(*, actor):
        with transaction.atomic():
            Schedule.objects.create(zone=world.zone, name="half", due_at=clock.process_now())
            jobs.ask_stop(actor=actor, job=Job.objects.get())
            jobs.progress(1, 2)

    kind(work)
    job = jobs.start(actor=actor, kind="test.work")
    working.work_once("w")
    job.refresh_from_db()
    assert job.state == State.STOPPED
    assert not Schedule.objects.exists()


def test_a_waiting_job_that_was_stopped_never_begins(world):
    kind(lambda *, actor: pytest.fail("stopped"))
    actor = world.actor("clerk")
    job = jobs.start(actor=actor, kind="test.work")
    jobs.ask_stop(actor=actor, job=job)
    working.work_once("w")
    job.refresh_from_db()
    assert job.state == State.STOPPED
    with pytest.raises(Refusal):
        jobs.ask_stop(actor=actor, job=job)


def test_a_worker_that_goes_down_puts_the_job_back(world):
    began = []

    def work(*, actor):
        began.append(1)
        jobs.progress(1, 2)

    kind(work)
    job = jobs.start(actor=world.actor("clerk"), kind="test.work")
    working.work_once("w", going_down=lambda: True)
    job.refresh_from_db()
    assert (job.state, job.tries) == (State.WAITING, 0)
    working.work_once("other")
    job.refresh_from_db()
    assert (job.state, len(began)) == (State.DONE, 2)


def test_what_a_killed_worker_left_is_taken_up_and_given_up_after_three(world, now):
    kind(lambda *, actor: None)
    job = jobs.start(actor=world.actor("clerk"), kind="test.work")
    for number in range(working.TRIES):
        assert working.claim(f"killed {number}") is not None
        Job.objects.filter(pk=job.pk).update(tries=number + 1)
        with clock.fixed(now + timedelta(seconds=59)):
            assert working.take_up() == 0
        with clock.fixed(now + timedelta(seconds=61)):
            assert working.take_up() == 1
    job.refresh_from_db()
    assert (job.state, job.error) == (State.FAILED, "jobs.killed")
    assert working.claim("w") is None


def test_somebody_who_left_does_not_act_through_a_job(world):
    kind(lambda *, actor: pytest.fail("he has left"))
    job = jobs.start(actor=world.actor("clerk"), kind="test.work")
    world.accounts["clerk"].is_active = False
    world.accounts["clerk"].save()
    working.work_once("w")
    job.refresh_from_db()
    assert (job.state, job.error) == (State.FAILED, "access.unknown")


def test_recurring_work_is_queued_once_when_it_is_due(world, now):
    kind(lambda *, actor: None)
    registry.recur("test.work", at=time(7, 30))
    assert ticking.tick(world.zone) == 0
    assert Schedule.objects.get().due_at == clock.at_time(
        world.zone, clock.today(world.zone) + timedelta(days=1), 7, 30
    )
    with clock.fixed(now + timedelta(days=3)):
        assert ticking.tick(world.zone) == 1
        assert ticking.tick(world.zone) == 0
        assert Schedule.objects.get().due_at > clock.now(world.zone)
    assert Job.objects.get().account_id is None


def test_of_two_that_tick_one_moves_the_row(world, now):
    kind(lambda *, actor: None)
    registry.recur("test.work", every=timedelta(minutes=5))
    ticking.tick(world.zone)
    due = Schedule.objects.get().due_at
    with clock.fixed(now + timedelta(minutes=6)):
        one = registry.recurring()[0]
        assert ticking._queue(world.zone, one, due) == 1
        assert ticking._queue(world.zone, one, due) == 0
    assert Job.objects.count() == 1


def test_a_round_takes_up_ticks_and_does_what_apps_bring(world):
    done = []
    registry.each_round(lambda stopped: len(done.append(stopped()) or done))
    worker = Worker()
    assert worker.one_round()
    assert done == [False]


def test_the_queue_is_swept_and_jobs_stay(world, now):
    kind(lambda *, actor: None)
    jobs.start(actor=world.actor("clerk"), kind="test.work")
    working.work_once("w")
    with clock.fixed(now + timedelta(days=8)):
        assert working.sweep() == 1
    assert Job.objects.count() == 1


def test_nobody_else_sees_or_stops_a_job(world):
    kind(lambda *, actor: None)
    job = jobs.start(actor=world.actor("clerk"), kind="test.work")
    with pytest.raises(Unknown):
        jobs.ask_stop(actor=world.actor("builder"), job=job)
    job.refresh_from_db()
    assert not job.stop_asked


def test_the_page_shows_how_far_it_is_and_asks_again_until_it_is_over(world, client):
    kind(lambda *, actor: {"link": "//evil.example/"})
    job = jobs.start(actor=world.actor("clerk"), kind="test.work")
    Job.objects.filter(pk=job.pk).update(done=3, total=12)
    client.force_login(world.accounts["clerk"])
    page = client.get(reverse("jobs:status", args=[job.uid])).content.decode()
    assert 'max="12" value="3"' in page
    assert "every 2s" in page
    working.work_once("w")
    page = client.get(reverse("jobs:job", args=[job.uid])).content.decode()
    assert "every 2s" not in page
    assert "evil" not in page
    client.force_login(world.accounts["builder"])
    assert client.get(reverse("jobs:job", args=[job.uid])).status_code == 404
