"""What an empty start prints is true: the address is there, and the code opens it."""

import re

import pytest
from django.core.management import call_command

from banshi.base.care import upgrade

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _test_servers_are_fast(monkeypatch):
    """The server of the tests may lose its data at power failure; a real one is refused for that."""
    monkeypatch.setattr(upgrade, "engine_faults", list)


def test_an_engine_that_loses_work_is_not_served(capsys, monkeypatch):
    monkeypatch.setattr(upgrade, "engine_faults", lambda: ["synchronous = 1"])
    with pytest.raises(SystemExit):
        call_command("prepare_run", port=8000, empty=True)
    assert "synchronous = 1" in capsys.readouterr().err


def test_the_printed_address_of_an_empty_zone_opens(client, capsys):
    call_command("prepare_run", port=8000, empty=True)
    said = capsys.readouterr().out
    path = re.search(r"http://127\.0\.0\.1:8000(/\S+)", said)[1]
    assert client.get(path).status_code == 200
    assert re.search(r"[0-9A-Z]{5}(-[0-9A-Z]{5}){3}", said)
