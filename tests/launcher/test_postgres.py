"""The server of the tests: reachable only through its folder, and gone afterwards in any case."""

import shutil
import tempfile
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import psycopg
import pytest

from banshi.launcher import postgres
from banshi.launcher.say import Trouble

needs_server = pytest.mark.skipif(postgres.programs() is None, reason="PostgreSQL is not installed")


@needs_server
def test_it_serves_in_utf8_without_a_port_and_leaves_nothing_after_a_failure() -> None:
    with pytest.raises(ZeroDivisionError), postgres.server() as url:
        home = Path(parse_qs(urlsplit(url).query)["host"][0])
        assert home.stat().st_mode & 0o077 == 0
        with psycopg.connect(url) as connection:
            shown = connection.execute(
                "select current_setting('server_encoding'), current_setting('listen_addresses')"
            )
            assert shown.fetchone() == ("UTF8", "")
        raise ZeroDivisionError
    assert not home.exists()
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(url)


def test_without_its_programs_the_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgres, "programs", lambda: None)
    with pytest.raises(Trouble, match="apt install postgresql"), postgres.server():
        pytest.fail("it started")


@needs_server
def test_a_folder_that_is_kept_is_found_again() -> None:
    around = Path(tempfile.mkdtemp(prefix="banshi-kept-"))  # short, as the address of a socket must be
    around.chmod(0o755)
    home = around / "server"
    try:
        for said in ("CREATE TABLE kept AS SELECT 7 AS n", "SELECT n FROM kept"):
            with postgres.server(keep=home) as url, psycopg.connect(url, autocommit=True) as connection:
                found = connection.execute(said)
        assert found.fetchone() == (7,)
        assert home.stat().st_mode & 0o077 == 0
        assert not (home / "data/postmaster.pid").exists()
    finally:
        shutil.rmtree(around)
