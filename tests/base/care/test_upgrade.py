"""A bad path of an upgrade is refused with one line; a good one leaves a note."""

import io

import pytest
from django.core.management import call_command
from django.db import connection

import banshi
from banshi.base.care import queries, upgrade
from banshi.base.care.actions import note_run
from banshi.base.care.models import Run, RunKind
from banshi.base.care.trouble import CareTrouble
from banshi.base.history import fences
from support.tampering import settle

pytestmark = pytest.mark.django_db
SQLITE = connection.vendor == "sqlite"


@pytest.fixture(autouse=True)
def _migrated(now):
    """As the last migration left it."""
    facts = {"version": banshi.__version__, "fences": sorted(fences.names())}
    note_run(RunKind.MIGRATION, ok=True, facts=facts, at=now)
    settle()
    yield
    fences.install()


def refused():
    said = io.StringIO()
    with pytest.raises(SystemExit) as left:
        call_command("migrate", verbosity=0, stderr=said)
    assert left.value.code == 1
    assert said.getvalue().count("\n") == 1
    return said.getvalue()


def of_version(version, **also):
    last = queries.last(RunKind.MIGRATION)
    last.facts = last.facts | {"version": version} | also
    last.save(update_fields=["facts"])


def test_a_good_path_changes_nothing():
    before = Run.objects.count()
    call_command("migrate", verbosity=0)
    assert Run.objects.count() == before


def test_a_database_newer_than_the_code_is_refused():
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('matters', '0999_of_tomorrow', '2026-01-01')"
        )
    assert "matters.0999_of_tomorrow" in refused()


@pytest.mark.parametrize("version", ["0.1.1", "0.2.0", "0.10.0", "1.0.0"])
def test_so_is_one_that_a_newer_release_kept(version):
    of_version(version)
    line = refused()
    assert version in line
    assert "start that release or a newer one" in line


def test_a_skipped_release_is_refused(monkeypatch):
    monkeypatch.setattr(banshi, "__version__", "0.3.0")
    monkeypatch.setattr(upgrade, "OLDEST", "0.2.0")
    assert "start 0.2.0 once, then this 0.3.0" in refused()
    of_version("0.2.0")
    call_command("migrate", verbosity=0)
    assert queries.last(RunKind.MIGRATION).facts["version"] == "0.3.0"


def test_fences_that_were_taken_down_are_not_put_back_in_silence():
    fences.lift()
    line = refused()
    assert "./banshi verify" in line
    assert fences.missing()
    call_command("migrate", verbosity=0, mend_fences=True)
    assert fences.missing() == []


def test_fences_of_a_migration_that_broke_off_are_put_back(now):
    note_run(RunKind.MIGRATION, ok=False, facts={"version": "0.1.0", "fences": fences.names()}, at=now)
    fences.lift()
    call_command("migrate", verbosity=0)
    assert fences.missing() == []
    assert queries.last(RunKind.MIGRATION).ok


def test_a_fence_that_is_new_is_no_fault():
    of_version(banshi.__version__, fences=[])
    fences.lift()
    call_command("migrate", verbosity=0)
    assert fences.missing() == []


def test_releases_compare_as_numbers():
    assert upgrade.number("0.10.0") > upgrade.number("0.9.12")
    assert upgrade.number("1.2.3rc1") == upgrade.number("1.2.3+local.7") == (1, 2, 3)


def test_engine_settings_are_read_back_and_refused(monkeypatch):
    shipped = (
        dict.fromkeys(upgrade.GUCS, "on") if connection.vendor == "postgresql" else dict(upgrade.PRAGMAS)
    )
    monkeypatch.setattr(connection, "is_in_memory_db", lambda: False, raising=False)
    monkeypatch.setattr(upgrade, "filesystem", lambda path: "ext4")
    monkeypatch.setattr(upgrade, "read_back", lambda: shipped)
    upgrade.refuse_bad_engine()
    for name in shipped:
        monkeypatch.setattr(upgrade, "read_back", lambda name=name: shipped | {name: "off"})
        with pytest.raises(CareTrouble, match=f"{name} = off"):
            upgrade.refuse_bad_engine()


@pytest.mark.skipif(not SQLITE, reason="a file")
def test_a_network_share_is_refused(monkeypatch, tmp_path):
    mounts = tmp_path / "mounts"
    mounts.write_text(
        "/dev/sda1 / ext4 rw 0 0\nserver:/x /srv/share\\040one nfs4 rw 0 0\ntmpfs /srv/share tmpfs rw 0 0\n"
    )
    kinds = {"/srv/share one/var/db": "nfs4", "/srv/share/db": "tmpfs", "/srv/sharex": "ext4"}
    assert {path: upgrade.filesystem(path, mounts) for path in kinds} == kinds
    monkeypatch.setattr(connection, "is_in_memory_db", lambda: False)
    monkeypatch.setattr(upgrade, "read_back", lambda: dict(upgrade.PRAGMAS))
    monkeypatch.setattr(upgrade, "filesystem", lambda path: "nfs4")
    with pytest.raises(CareTrouble, match="network share"):
        upgrade.refuse_bad_engine()


def test_the_version_of_the_package_is_that_of_the_project():
    from pathlib import Path

    text = (Path(__file__).resolve().parents[3] / "pyproject.toml").read_text()
    assert f'version = "{banshi.__version__}"' in text
