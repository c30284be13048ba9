"""Two PostgreSQL clusters of the tests' own: a primary and its synchronous standby, in temporary folders."""

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

import psycopg

from banshi.launcher import postgres

SETTINGS = postgres.SAFE | {
    "wal_level": "replica",
    "max_wal_senders": "5",
    "wal_keep_size": "256MB",
    "hot_standby": "on",
    "shared_buffers": "32MB",
    "max_connections": "40",
}
USER = "banshi"


class Cluster:
    """One server on a socket in its own folder."""

    def __init__(self, settings=SETTINGS):
        self.home = Path(tempfile.mkdtemp(prefix="banshi-ha-"))
        root = postgres.is_root()
        self.who = {"user": "postgres", "group": "postgres", "extra_groups": []} if root else {}
        if root:
            shutil.chown(self.home, "postgres", "postgres")
        self.settings, self.process = settings, None

    def found(self):
        """An empty cluster that runs."""
        postgres.make_cluster(postgres.programs(), self.home, self.who)
        hba = self.home / "data" / "pg_hba.conf"
        assert "replication" in hba.read_text()
        return self.start()

    def start(self):
        """Run it until it answers."""
        self.process = postgres.start(postgres.programs(), self.home, self.who, self.settings)
        return self

    def run(self, name, *words):
        """One of the programs, as the user of the cluster."""
        done = subprocess.run(
            [postgres.programs() / name, *map(str, words)],
            cwd=self.home,
            capture_output=True,
            text=True,
            check=False,
            **self.who,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def follow(self, primary):
        """A base backup of ``primary`` with a slot of its own, streaming as ``r1``."""
        self.run("pg_basebackup", "-h", primary.home, "-U", USER, "-D", self.home / "data", "-X", "stream",
                 "-c", "fast", "-C", "-S", "r1", "-R")  # fmt: skip
        (self.home / "data").chmod(0o700)
        info = f"host={primary.home} user={USER} application_name=r1"
        self.settings = self.settings | {"primary_conninfo": info, "primary_slot_name": "r1"}
        return self.start()

    def ask(self, sql, dbname="postgres"):
        """All rows of a statement."""
        with psycopg.connect(host=str(self.home), user=USER, dbname=dbname, autocommit=True) as conn:
            found = conn.execute(sql)
            return found.fetchall() if found.description else []

    def until(self, sql, wanted, seconds=120):
        """Ask until the answer is the wanted one."""
        end = time.monotonic() + seconds
        while (found := self.ask(sql)) != wanted:
            assert time.monotonic() < end, (sql, found)
            time.sleep(0.05)

    def kill(self):
        """kill −9 of the server and everything it started, at once."""
        pids = [self.process.pid, *_children(self.process.pid)]
        for pid in pids:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.process.wait()

    def gone(self):
        """Stop it and take its folder away."""
        postgres.stop(self.process)
        shutil.rmtree(self.home, ignore_errors=True)


def _children(pid):
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            rest = path.read_text().rsplit(")", 1)[1].split()
            if int(rest[1]) == pid:
                found.append(int(path.parent.name))
    return found


def pair():
    """A primary, and a standby without which nothing is acknowledged."""
    primary = Cluster().found()
    try:
        standby = Cluster().follow(primary)
    except BaseException:
        primary.gone()
        raise
    primary.ask("ALTER SYSTEM SET synchronous_standby_names = 'r1'")
    primary.ask("SELECT pg_reload_conf()")
    primary.until("SELECT sync_state FROM pg_stat_replication", [("sync",)])
    return primary, standby
