"""The plug pulled while messages go out: all arrive, in order, and a repeated one carries the key of the first."""

import os
import re
import signal
import subprocess
import sys
import threading
import time
from datetime import timedelta
from urllib.parse import parse_qs

import pytest
from django.db import connection
from django.db.models import F

from banshi.base.jobs import actions as jobs
from banshi.base.jobs import registry
from banshi.base.jobs.models import Job
from banshi.base.jobs.models import State as JobState
from banshi.base.outbox import actions
from banshi.base.outbox.models import Delivery, Lane, State
from banshi.base.presets.actions import adopt_ruleset
from banshi.base.zones import clock
from banshi.base.zones.models import Zone
from banshi.conf.benchmarks import machine
from faults.conftest import FULL, PATIENCE_S
from support.farend import FarEnd
from support.telling import event, seal, tell
from support.zone import NOW, START

SQLITE = connection.vendor == "sqlite"
SOON_S = PATIENCE_S
NUMBER = re.compile(r"2021-\d{4}")
RULES = {
    "quiet_from": "20:00",
    "quiet_until": "08:00",
    "workdays_only": False,
    "gather_minutes": 0,
    "give_up_hours": 72,
    "urgent": ["matters.raiser_news"],
    "raisers": "anybody",
}


@pytest.fixture
def far(settings):
    settings.PRIVATE_HOSTS = ["127.0.0.1"]
    end = FarEnd()
    yield end
    end.close()


class Office:
    """Tells a program, which knows keys, and a raiser's phone over a gateway that knows none."""

    def __init__(self, world, far):
        self.world, self.far, self.told = world, far, {}
        by = {"actor": world.system, "now": NOW}
        adopt_ruleset(**by, topic="messages", code="test", body=RULES, source="test", effective_on=START)
        self.actor = world.actor("clerk")
        gateway = {"url": f"{far.url}/sms", "method": "POST", "body": "to={phone}&text={text}", "headers": ""}
        actions.keep_channel(**by, kind="sms", name="gateway", values=gateway)
        self.phone = seal(**by, subject=world.firm.subject)
        self.programs = {}

    def program(self, name):
        """A program's channel, whose letters arrive under ``/name``."""
        values = {"url": f"{self.far.url}/{name}", "secret": "0123456789abcdef"}
        self.programs[name] = actions.keep_channel(
            actor=self.world.system, kind="webhook", name=name, values=values, now=NOW
        )
        return self

    def tell(self, name, number, now=NOW):
        """One message more to the program ``name``, or to the phone (``sms``)."""
        self.told.setdefault(name, []).append(number)
        with clock.fixed(now):
            if name == "sms":
                message = {
                    "kind": "matters.raiser_news", "subject": self.world.firm.subject, "number": number,
                    "phone": self.phone, "urgent": True,
                }  # fmt: skip
                tell(actor=self.actor, now=now, messages=[message])
            else:
                event(actor=self.actor, now=now, channel=self.programs[name], number=number)

    def arrived(self, name):
        """What came to ``name``, in order: (key, number)."""
        found = []
        for _method, path, headers, body in list(self.far.asked):
            if path == f"/{name}":
                text = body.decode()
                number = parse_qs(text)["text"][0] if name == "sms" else text.partition('"n":"')[2][:9]
                found.append((headers.get("Idempotency-Key"), number))
        return found

    def letters(self, **lane):
        """The deliveries of a lane, in order."""
        lane = {f"lane__{name}": value for name, value in lane.items()}
        return Delivery.objects.filter(**lane).select_related("message").order_by("message_id")

    def check(self, repeats):
        """Everything is delivered and came in order; no more than ``repeats`` came a second time, each right after
        the first and, where the other end knows keys, under the same one."""
        assert set(Delivery.objects.values_list("state", flat=True)) == {State.SENT}
        assert not Lane.objects.exclude(lease_until=None).exists()
        again = 0
        for name, told in self.told.items():
            came = self.arrived(name)
            once = [one for n, one in enumerate(came) if n == 0 or one != came[n - 1]]
            again += len(came) - len(once)
            if name == "sms":  # what waited together is one text, which names the last
                last = {one.sending: one.message.number for one in self.letters(item=self.phone)}
                assert list(last.values())[-1] == told[-1]
                assert [NUMBER.search(text)[0] for _key, text in once] == list(last.values())
            else:
                assert [number for _key, number in once] == told
                assert len({key for key, _number in came}) == len(told)
        assert again <= repeats, f"{again} came twice"
        return again


@pytest.fixture
def office(ready, far):
    ready(0)
    return Office(ready.world, far)


@pytest.fixture
def live(ready):
    """The zone's clock goes on from the tests' instant, whatever day it is where the test runs."""
    offset = int((NOW - clock.process_now()).total_seconds())
    clock._fixed.set(None)
    offset = int((NOW - clock.process_now()).total_seconds())
    Zone.objects.filter(pk=ready.world.zone.pk).update(clock_offset_seconds=offset)


def until(true, seconds=SOON_S):
    """Wait for it; whether it came true in time."""
    end = time.monotonic() + seconds
    while not (found := true()) and time.monotonic() < end:
        time.sleep(0.05)
    return found


def all_sent():
    """Whether every message was routed and nothing waits."""
    from banshi.base.outbox.models import Message

    return not (
        Message.objects.filter(routed_at=None).exists()
        or Delivery.objects.filter(state=State.WAITING).exists()
    )


def a_minute_later():
    """The leases of whoever was killed run out: waited for when there is time, else moved."""
    if FULL:
        time.sleep(61)
    minute = timedelta(0 if FULL else 1 / 24 / 60)
    Lane.objects.exclude(lease_until=None).update(lease_until=F("lease_until") - minute)


def kill(process):
    """kill −9 of a process and all that it started."""
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def worker(other_process, office, **told):
    """A worker that has begun."""
    found = other_process("work", zone=office.world.zone.pk, private_hosts=["127.0.0.1"], **told)
    assert found.stdout.readline() == "at work\n", found.stderr.read()
    return found


def test_killed_at_every_step_of_a_delivery(office, other_process):
    """Each step of routing, sending and marking in turn (every third one on each engine, all when there is time);
    then another worker, a minute later."""
    office.program("first")
    zygote = other_process("deliver_at", zone=office.world.zone.pk, private_hosts=["127.0.0.1"])
    assert zygote.stdout.readline() == "ready\n", zygote.stderr.read()
    ahead = kills = 0

    def child(at):
        nonlocal ahead
        ahead += 61
        zygote.stdin.write(f"{at} {ahead}\n")
        zygote.stdin.flush()
        line = zygote.stdout.readline()
        did, ended = (line, zygote.stdout.readline()) if line.startswith("did") else ("did 0", line)
        assert ended, zygote.stderr.read()
        return int(did.split()[1]), int(ended.split()[1])

    def told():
        moment = NOW + timedelta(seconds=ahead)
        office.tell("sms", f"2021-{ahead:04d}", moment)
        office.tell("first", f"2021-{ahead:04d}", moment)

    for _turn in range(2):  # the first finds no lanes yet, and makes them
        told()
        steps, code = child(0)
        assert code == 0
    assert steps >= 30
    for at in range(1, steps + 1) if FULL else range(1 + SQLITE, steps + 1, 3):
        kills += 1
        told()
        assert child(at)[1] == -signal.SIGKILL, f"step {at} of {steps}"
        assert child(0)[1] == 0
        assert all_sent(), f"after step {at} of {steps}"
    again = office.check(repeats=kills)
    assert again >= 2, "none died between sending and marking"
    print(f"\n{kills} kills at {steps} steps, {again} letters came twice")


def test_a_worker_killed_while_the_other_end_listens(office, other_process, live):
    """The line breaks with the worker, after the other end has read and before it has answered."""
    office.program("first").program("second")
    names = ("first", "second", "sms")
    for number in range(5):
        for name in names:
            office.tell(name, f"2021-{number:04d}")
    for at in range(2, 12, 1 if FULL else 6):
        process = worker(other_process, office)
        office.far.met = lambda n, at=at, process=process: kill(process) if n == at else None
        assert until(lambda process=process: process.poll() is not None)
        office.far.met = None
        assert not all_sent()
        a_minute_later()
    last = worker(other_process, office)
    assert until(all_sent)
    office.check(repeats=12)
    kill(last)


def test_two_workers_send_nothing_twice(office, other_process, live):
    """Both at once, over more lanes than either works off before the other looks."""
    names = [f"program{number}" for number in range(8)]
    for name in names:
        office.program(name)
    meeting, met = threading.Barrier(2), []
    office.far.met = lambda n: met.append(meeting.wait(30)) if n <= 2 else time.sleep(0.02)
    both = [worker(other_process, office) for _one in range(2)]
    for number in range(12 if FULL else 4):
        for name in [*names, "sms"]:
            office.tell(name, f"2021-{number:04d}")
    assert until(all_sent)
    assert office.check(repeats=0) == 0
    assert sorted(met) == [0, 1], "never two letters on their way at once: one of them did all the work"
    for one in both:
        assert one.poll() is None, one.stderr.read()
        kill(one)


def test_a_worker_that_is_told_to_end_finishes_or_hands_back(office, other_process, live, monkeypatch):
    """SIGTERM while a letter is on its way and a job under way: one is marked, the other waits as if never begun."""
    monkeypatch.setattr(registry, "_kinds", dict(registry._kinds))
    registry.register("test.long", lambda *, actor: None, title="Long")
    job = jobs.start(actor=office.actor, kind="test.long")
    process = worker(other_process, office)
    assert process.stdout.readline() == "at it\n"
    office.program("first")

    def end(number):
        if number == 1:
            process.send_signal(signal.SIGTERM)
            time.sleep(0.5)

    office.far.met = end
    office.tell("first", "2021-0001")
    office.tell("first", "2021-0002")
    began = time.monotonic()
    assert until(lambda: process.poll() is not None)
    out, err = process.communicate()
    assert (process.returncode, out.splitlines()[-1]) == (0, "over"), err
    assert time.monotonic() - began < 45, "the job takes a minute"
    assert list(Delivery.objects.order_by("message_id").values_list("state", flat=True))[:1] == [State.SENT]
    assert not Lane.objects.exclude(lease_until=None).exists()
    job = Job.objects.get(pk=job.pk)
    assert (job.state, job.tries) == (JobState.WAITING, 0)
    office.far.met = None
    after = worker(other_process, office, long=3)
    assert until(all_sent)
    assert office.check(repeats=0) == 0
    assert until(lambda: Job.objects.get(pk=job.pk).state == JobState.DONE)
    kill(after)


def test_the_web_server_is_killed_while_its_worker_sends(office, live, settings, tmp_path):
    """The embedded server takes its worker along; the next one, or a worker of its own, goes on."""
    one = connection.settings_dict
    env = os.environ | {
        "BANSHI_VAR": str(tmp_path / "var"),
        "BANSHI_VAULT_KEY_FILE": str(settings.VAULT_KEY_FILE),
        "BANSHI_SECRET_KEY": settings.SECRET_KEY,
        "BANSHI_PRIVATE_HOSTS": "127.0.0.1",
        "BANSHI_WORKER": "yes",
    }
    if SQLITE:
        env["BANSHI_VAR"] = os.path.dirname(one["NAME"])
    else:
        env["BANSHI_DATABASE_URL"] = (
            f"postgresql://{one['USER']}@/{one['NAME']}?host={one['HOST']}&port={one['PORT']}"
        )
    office.program("first")
    for number in range(4):
        office.tell("first", f"2021-{number:04d}")
    served = []
    office.far.met = lambda n: kill(served[0]) if n == 2 else None
    for _turn in range(2):
        command = [
            os.path.join(os.path.dirname(sys.executable), "granian"), "--interface=wsgi", "--host=127.0.0.1",
            f"--port={machine._free_port()}", "--workers=1", "--log-level=warning", "banshi.conf.wsgi:application",
        ]  # fmt: skip
        served.append(subprocess.Popen(command, env=env, start_new_session=True, stdout=subprocess.DEVNULL))
        assert until(all_sent if _turn else lambda: served[0].poll() is not None)
        a_minute_later()
    kill(served[1])
    office.check(repeats=1)
