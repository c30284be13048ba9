"""A process of its own that writes, and says on its standard output what was acknowledged."""

import json
import os
import random
import resource
import signal
import sys
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "tests")]
NOW = datetime(2021, 5, 17, 1, tzinfo=UTC)


def setup(told: dict) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "banshi.conf.settings"
    from django.conf import settings

    one = settings.DATABASES["default"]
    one["NAME"] = told["database"]
    settings.VAULT_KEY_FILE = told["vault_key"]
    settings.SECRET_KEY = told["secret"]
    static = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": static}
    settings.PRIVATE_HOSTS = told.get("private_hosts", settings.PRIVATE_HOSTS)
    if told.get("token"):
        settings.METRICS_TOKEN_FILE = settings.VAR / "metrics.token"
        settings.METRICS_TOKEN_FILE.write_text(told["token"])
    import django

    django.setup()


def say(line: str) -> None:
    os.write(1, f"{line}\n".encode())


def actor(zone_id: int, login: str):
    from banshi.base.zones import access
    from banshi.base.zones.models import Account, Zone

    zone = Zone.objects.select_related("subject").get(pk=zone_id)
    return access.policy().actor_for(Account.objects.get(login=login), zone)


def close(told: dict) -> None:
    """Close out one matter after the other; acknowledge each once it is committed."""
    from banshi.core.matters import actions
    from banshi.core.matters.models import Matter

    clerk = actor(told["zone"], told["login"])
    say("ready")
    for pk in told["matters"]:
        actions.close_matter(actor=clerk, matter=Matter.objects.get(pk=pk), now=NOW)
        say(f"closed {pk}")
    say("done")


def write(told: dict) -> None:
    """Record tries on one's own matter as often as told."""
    from banshi.core.matters import actions
    from banshi.core.matters.models import Matter

    clerk = actor(told["zone"], told["login"])
    matter = Matter.objects.get(pk=told["matter"])
    say("ready")
    sys.stdin.readline() if told.get("wait") else None
    for number in range(told["times"]):
        actions.record_try(actor=clerk, matter=matter, text=f"第{number}次", now=NOW)
        say(f"wrote {number}")
    say("done")


class Killer:
    """Counts what is sent to the database, and dies by SIGKILL just before the ``at``-th thing."""

    def __init__(self, at: int):
        self.at, self.number = at, 0

    def step(self) -> None:
        self.number += 1
        if self.number == self.at:
            os.kill(os.getpid(), signal.SIGKILL)

    def __call__(self, execute, sql, params, many, context):
        self.step()
        return execute(sql, params, many, context)


def kill_at(told: dict) -> None:
    """For each line ``k pk key``: a child closes the matter and dies at its k-th step (0: not at all).

    A step is a statement, the moment before the commit, or the one after it before anybody was told.
    """
    say("ready")
    for line in sys.stdin:
        at, pk, key = line.split()
        child = os.fork()
        if child == 0:
            _close_and_die(told, int(at), int(pk), UUID(key))
            os._exit(0)
        _pid, status = os.waitpid(child, 0)
        say(f"ended {os.waitstatus_to_exitcode(status)}")


def _close_and_die(told: dict, at: int, pk: int, key: UUID) -> None:
    from django.db import connection

    from banshi.core.matters import actions
    from banshi.core.matters.models import Matter

    clerk, matter = actor(told["zone"], told["login"]), Matter.objects.get(pk=pk)
    killer, commit = Killer(at), connection._commit

    def committed() -> None:
        killer.step()
        commit()
        killer.step()

    connection._commit = committed
    with connection.execute_wrapper(killer):
        actions.close_matter(actor=clerk, matter=matter, now=NOW, key=key)
    say(f"closed {pk} {killer.number}")


def mark(told: dict) -> None:
    """As ``write``, and each acknowledged try is noted in a file beside the database, in order."""
    from banshi.core.matters import actions
    from banshi.core.matters.models import Matter

    clerk = actor(told["zone"], told["login"])
    matter = Matter.objects.get(pk=told["matter"])
    note = os.open(told["note"], os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    if told.get("synchronous"):
        from django.db import connection

        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA synchronous = {told['synchronous']}")
    for number in range(told["times"]):
        actions.record_try(actor=clerk, matter=matter, text=f"第{number}次", now=NOW)
        os.write(note, f"{number}\n".encode())
    say("done")


def paced(told: dict) -> None:
    """Each user in a thread of his own: one act every ``pace`` seconds on his own matter, and one list."""
    from banshi.base.zones import clock
    from banshi.core.matters import actions
    from banshi.core.matters.models import Matter

    results = [{"writes": 0, "errors": [], "slowest": 0.0, "times": []} for _pk in told["matters"]]
    say("ready")
    sys.stdin.readline()
    end = time.monotonic() + told["seconds"]

    def user(place: int, pk: int) -> None:
        from django.db import connection

        own, draw = results[place], random.Random(pk)
        with clock.fixed(NOW):
            builder, matter = actor(told["zone"], told["login"]), Matter.objects.get(pk=pk)
            time.sleep(draw.random() * told["pace"])
            while (began := time.monotonic()) < end:
                try:
                    actions.record_progress(actor=builder, matter=matter, text="已联系。", now=NOW)
                    own["times"].append(time.monotonic() - began)
                    list(Matter.objects.visible_to(builder).order_by("-raised_on")[:20])
                except Exception as error:
                    own["errors"].append(f"{type(error).__name__}: {error}")
                time.sleep(max(0.0, began + told["pace"] * (0.5 + draw.random()) - time.monotonic()))
        connection.close()

    threads = [threading.Thread(target=user, args=each) for each in enumerate(told["matters"])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    say(json.dumps(results))


def full(told: dict) -> None:
    """A disk that takes no more: a form is sent, then sent again when there is room."""
    from django.test import Client
    from django.urls import reverse

    from banshi.base.zones.models import Account
    from banshi.core.matters.models import Matter

    client = Client(raise_request_exception=False, SERVER_NAME="127.0.0.1")
    client.force_login(Account.objects.get(login=told["login"]))
    page = reverse("matters:act", args=[Matter.objects.get(pk=told["matter"]).subject.uid, "progress"])
    health, bearer = reverse("operations:health_json"), {"HTTP_AUTHORIZATION": f"Bearer {told['token']}"}
    form = {"text": "已联系施工队。", "key": told["key"], "effective_on": ""}
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    most = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
    assert client.get(page).status_code == 200
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, most))
    sent, checked = client.post(page, form), client.get(health, **bearer)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
    say(json.dumps({"refused": sent.status_code, "health": checked.status_code, "found": checked.json()}))
    sys.stdin.readline()
    sent, checked = client.post(page, form), client.get(health, **bearer)
    say(json.dumps({"sent": sent.status_code, "found": checked.json()}))


def failover(told: dict) -> None:
    """Threads that write with keys and try each until it is acknowledged; until the input ends."""
    from banshi.base.zones import clock
    from banshi.core.matters import actions
    from banshi.core.matters.models import Matter

    stop = threading.Event()

    def user(pk: int) -> None:
        from django.db import Error, connection

        with clock.fixed(NOW):
            clerk = matter = None
            while not stop.is_set():
                key = uuid4()
                while not stop.is_set():
                    try:
                        clerk = clerk or actor(told["zone"], told["login"])
                        matter = matter or Matter.objects.get(pk=pk)
                        actions.record_try(actor=clerk, matter=matter, text="无人接听。", now=NOW, key=key)
                        say(f"acked {key} {time.monotonic()}")
                        break
                    except Error:
                        connection.close_if_unusable_or_obsolete()
                        time.sleep(0.05)
        connection.close()

    threads = [threading.Thread(target=user, args=(pk,)) for pk in told["matters"]]
    for thread in threads:
        thread.start()
    sys.stdin.readline()
    stop.set()
    for thread in threads:
        thread.join()
    say("done")


def deliver_at(told: dict) -> None:
    """For each line ``at ahead``: a child routes and delivers so many seconds after the fixed instant, and dies at
    its ``at``-th step (0: not at all). Steps are as in ``kill_at``."""
    say("ready")
    for line in sys.stdin:
        at, ahead = map(int, line.split())
        child = os.fork()
        if child == 0:
            _deliver_and_die(told, at, ahead)
            os._exit(0)
        _pid, status = os.waitpid(child, 0)
        say(f"ended {os.waitstatus_to_exitcode(status)}")


def _deliver_and_die(told: dict, at: int, ahead: int) -> None:
    from django.db import connection

    from banshi.base.outbox.actions.delivering import deliver
    from banshi.base.outbox.actions.routing import route
    from banshi.base.zones import clock
    from banshi.base.zones.models import Zone

    zone = Zone.objects.select_related("subject").get(pk=told["zone"])
    killer, commit = Killer(at), connection._commit

    def committed() -> None:
        killer.step()
        commit()
        killer.step()

    connection._commit = committed
    with clock.fixed(NOW + timedelta(seconds=ahead)), connection.execute_wrapper(killer):
        while route(zone) + deliver(zone, str(os.getpid())):
            pass
    say(f"did {killer.number}")


def work(told: dict) -> None:
    """``./banshi work``, which also knows a job that takes long and says how far it is."""
    from django.core.management import call_command

    from banshi.base.jobs import actions as jobs
    from banshi.base.jobs import registry
    from banshi.base.outbox import guarded

    # The other end of a test answers when it likes, on a machine that may be slow: within the lease of a lane.
    guarded.call.__kwdefaults__["seconds"] = 40.0

    def long(*, actor) -> None:
        say("at it")
        for number in range(told.get("long", 6000)):
            jobs.progress(number, 6000)
            time.sleep(0.01)

    registry.register("test.long", long, title="Long")
    call_command("work")
    say("over")


ACTS = {
    "close": close,
    "write": write,
    "kill_at": kill_at,
    "mark": mark,
    "paced": paced,
    "full": full,
    "failover": failover,
    "deliver_at": deliver_at,
    "work": work,
}

if __name__ == "__main__":
    told = json.loads(sys.argv[1])
    setup(told)
    from banshi.base.zones import clock

    with clock.fixed(NOW):
        ACTS[told["act"]](told)
