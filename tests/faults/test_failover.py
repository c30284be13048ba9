"""The primary is killed under load and its standby takes over: nothing acknowledged is lost, the app heals itself."""

import shutil
import time

import pytest
from django.db import connection

from banshi.launcher import postgres
from faults.clusters import USER, Cluster, pair
from faults.conftest import PATIENCE_S

pytestmark = [
    pytest.mark.skipif(connection.vendor != "postgresql", reason="PostgreSQL alone has standbys"),
    pytest.mark.skipif(postgres.programs() is None, reason="left out: PostgreSQL is missing"),
]
APP = "app"
AFTER = 12


def copied(target):
    """The test database as it stands, in a cluster of its own."""
    dump = target.home / "dump"
    name, host = connection.settings_dict["NAME"], connection.settings_dict["HOST"]
    target.run("pg_dump", "-h", host, "-U", USER, "-Fc", "-f", dump, name)
    target.ask(f"CREATE DATABASE {APP}")
    target.run("pg_restore", "-h", target.home, "-U", USER, "-d", APP, "--exit-on-error", dump)


def read_acked(process, acked, *, until, since=0.0):
    """Read what the writer acknowledges until there are so many after the moment ``since``; when each was.

    The moment is the writer's: what it acknowledged before may still lie in the pipe.
    """
    end, seen = time.monotonic() + PATIENCE_S, []
    while sum(at > since for at in seen) < until:
        line = process.stdout.readline()
        assert line, process.stderr.read()
        _word, key, at = line.split()
        seen.append(float(at))
        acked.append(key)
        assert time.monotonic() < end, "nothing is acknowledged any more"
    return seen


def test_nothing_acknowledged_is_lost_and_the_app_heals_itself(ready, other_process):
    matters = [walk_.matter.pk for walk_ in ready(4)]
    primary, standby = pair()
    try:
        copied(primary)
        url = f"postgresql://{USER}@/{APP}?host={primary.home},{standby.home}&port=5432,5432"
        process = other_process(
            "failover",
            {"BANSHI_DATABASE_URL": url},
            zone=ready.world.zone.pk,
            login="qingyu-clerk",
            matters=matters,
            database=APP,
        )
        acked = []
        read_acked(process, acked, until=40)
        primary.kill()
        killed = time.monotonic()
        standby.run("pg_ctl", "promote", "-D", standby.home / "data", "-w")
        promoted = time.monotonic()
        standby.until("SELECT pg_is_in_recovery()", [(False,)])
        seen = read_acked(process, acked, until=AFTER + len(matters) * 2, since=promoted)
        rest, err = process.communicate("stop\n", timeout=PATIENCE_S)
        acked += [line.split()[1] for line in rest.splitlines() if line.startswith("acked")]
        assert process.returncode == 0, err
        late = [at for at in seen if at > promoted]
        print(
            f"\n{len(acked)} acknowledged; promoted {promoted - killed:.2f} s after the kill,"
            f" next acknowledged {late[0] - promoted:.2f} s later"
        )
        kept = standby.ask(
            "SELECT act_key::text, count(*) FROM history_entry WHERE act_key IS NOT NULL GROUP BY 1", APP
        )
        assert len(set(acked)) == len(acked)
        assert set(acked) - {key for key, _number in kept} == set(), "acknowledged and lost"
        assert {number for _key, number in kept} == {1}, "one act, two effects"
        assert late[0] - promoted < 15
        broken = standby.ask(
            "SELECT s.id FROM zones_subject s JOIN history_entry e ON e.subject_id = s.id"
            " GROUP BY s.id, s.head_n HAVING max(e.n) <> s.head_n OR count(*) <> s.head_n",
            APP,
        )
        assert broken == []
    finally:
        primary.gone()
        standby.gone()


def test_back_to_the_moment_before_a_mistake():
    """Point-in-time restore: a base backup, the archive, and the instant before a table was emptied."""
    archive_settings = {
        "archive_mode": "on",
        "wal_level": "replica",
        "max_wal_senders": "3",
        "shared_buffers": "32MB",
    }
    first = Cluster(postgres.SAFE | archive_settings)
    second = None
    archive = first.home / "archive"
    archive.mkdir()
    if first.who:
        shutil.chown(archive, "postgres", "postgres")
    first.settings = first.settings | {"archive_command": f"test ! -f {archive}/%f && cp %p {archive}/%f"}
    try:
        first.found()
        first.ask("CREATE TABLE kept (n int PRIMARY KEY)")
        second = Cluster(postgres.SAFE | {"shared_buffers": "32MB", "restore_command": f"cp {archive}/%f %p"})
        second.run(
            "pg_basebackup",
            "-h",
            first.home,
            "-U",
            USER,
            "-D",
            second.home / "data",
            "-X",
            "none",
            "-c",
            "fast",
        )
        first.ask("INSERT INTO kept SELECT generate_series(1, 5000)")
        sums = "SELECT count(*), md5(string_agg(n::text, ',' ORDER BY n)) FROM kept"
        before = first.ask(sums)
        time.sleep(0.01)
        moment = first.ask("SELECT clock_timestamp()::text")[0][0]
        time.sleep(0.01)
        first.ask("DELETE FROM kept")
        last = first.ask("SELECT pg_walfile_name(pg_switch_wal())")[0][0]
        first.until(f"SELECT last_archived_wal >= '{last}' FROM pg_stat_archiver", [(True,)])
        (second.home / "data" / "recovery.signal").touch()
        second.settings = second.settings | {
            "recovery_target_time": moment,
            "recovery_target_action": "promote",
        }
        second.start()
        second.until("SELECT pg_is_in_recovery()", [(False,)])
        assert second.ask(sums) == before
        assert first.ask("SELECT count(*) FROM kept") == [(0,)]
    finally:
        first.gone()
        if second is not None:
            second.gone()
