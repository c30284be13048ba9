"""The guarded client: what may be called, what may not, and what the other end cannot do to us."""

import socket
import time

import pytest

from banshi.base.outbox import guarded
from banshi.base.outbox.guarded import Unreachable
from support.farend import FarEnd

OPEN = ["8.8.8.8", "114.114.114.114", "2400:3200::1", "64:ff9b::8.8.8.8"]
CLOSED = [
    "0.0.0.0",
    "10.1.2.3",
    "100.64.0.1",
    "127.0.0.1",
    "127.8.8.8",
    "169.254.169.254",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.8",
    "192.168.1.1",
    "198.18.0.1",
    "203.0.113.7",
    "224.0.0.1",
    "239.255.255.250",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "64:ff9b::10.0.0.1",
    "2002:7f00:1::1",
    "2002:0a00:0001::1",
    "fc00::1",
    "fd12:3456::1",
    "fe80::1",
    "fe80::1%eth0",
    "ff02::1",
    "2001:db8::1",
]
WRONG = [
    "ftp://example.com/",
    "file:///etc/passwd",
    "gopher://example.com/",
    "//example.com/",
    "http://",
    "http:///x",
    "http://user@example.com/",
    "http://user:pass@example.com/",
    "http://example.com:99999/",
    "http://exa mple.com/",
    "http://example.com/\r\nX: y",
    "http://[::1/",
    "https://例子.com/",
]


@pytest.mark.parametrize("address", OPEN)
def test_open_addresses(address):
    assert guarded.open_address(address)


@pytest.mark.parametrize("address", CLOSED)
def test_addresses_that_are_refused(address):
    assert not guarded.open_address(address)


@pytest.mark.parametrize("url", WRONG)
def test_addresses_that_are_none(url):
    with pytest.raises(Unreachable, match="url_wrong"):
        guarded.target_of(url)


def means(monkeypatch, *addresses):
    rows = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, 80)) for one in addresses]
    asked = []

    def look(host, port, **_more):
        asked.append(host)
        return rows

    monkeypatch.setattr(socket, "getaddrinfo", look)
    return asked


def test_one_closed_address_among_open_ones_closes_the_name(monkeypatch):
    means(monkeypatch, "8.8.8.8", "10.0.0.1")
    with pytest.raises(Unreachable, match="address_private"):
        guarded.resolve("mixed.example", 80)


@pytest.mark.parametrize("host", ["2130706433", "0x7f.1", "localhost", "127.1"])
def test_other_spellings_of_this_machine(host):
    with pytest.raises(Unreachable):
        guarded.resolve(host, 80)


def test_a_name_that_an_operator_named_may_lie_inside(monkeypatch, settings):
    means(monkeypatch, "10.0.0.1")
    settings.PRIVATE_HOSTS = ["sms.zone.example"]
    assert guarded.resolve("sms.zone.example", 80) == "10.0.0.1"
    with pytest.raises(Unreachable):
        guarded.resolve("other.zone.example", 80)


def test_where_there_is_a_list_of_hosts_nothing_else_is_called(settings):
    settings.CALLED_HOSTS = ["hooks.example", ".zone.example"]
    assert guarded.target_of("https://hooks.example/a?b=c").path == "/a?b=c"
    assert guarded.target_of("https://a.zone.example./").host == "a.zone.example"
    for url in ("https://zone.example/", "https://evilzone.example/", "https://hooks.example.evil/"):
        with pytest.raises(Unreachable, match="host_not_allowed"):
            guarded.target_of(url)


@pytest.fixture
def far(settings):
    settings.PRIVATE_HOSTS = ["127.0.0.1", "far.example"]
    end = FarEnd()
    yield end
    end.close()


def test_the_name_is_resolved_once_and_held_to(far, monkeypatch):
    asked = means(monkeypatch, "127.0.0.1")
    url = far.url.replace("127.0.0.1", "far.example")
    assert guarded.call(f"{url}/x", body=b"{}").status == 200
    assert asked == ["far.example"]
    assert far.asked[0][2]["Host"].startswith("far.example:")


def test_without_the_operators_word_this_machine_is_not_called(far, settings):
    settings.PRIVATE_HOSTS = []
    with pytest.raises(Unreachable, match="address_private"):
        guarded.call(far.url)
    assert far.asked == []


def test_a_redirect_is_not_followed(far):
    far.answers = [(302, b"", {"Location": f"{far.url}/elsewhere"})]
    assert guarded.call(far.url).status == 302
    assert len(far.asked) == 1


def test_sixty_four_kilobytes_and_not_one_more(far):
    far.answers = [(200, b"x" * guarded.MOST_BYTES, {})]
    assert len(guarded.call(far.url).body) == guarded.MOST_BYTES
    far.answers = [(200, b"x" * (guarded.MOST_BYTES + 1), {})]
    with pytest.raises(Unreachable, match="too_large"):
        guarded.call(far.url)


def test_who_answers_a_byte_at_a_time_is_cut_off(far):
    far.answers, far.drip = [(200, b"x" * 200, {})], 0.2
    began = time.monotonic()
    with pytest.raises(Unreachable, match="timeout"):
        guarded.call(far.url, seconds=0.3)
    assert time.monotonic() - began < 20, "forty seconds, had it listened to the end"


def test_nobody_there(far):
    far.close()
    with pytest.raises(Unreachable, match="unreachable"):
        guarded.call(far.url)


def test_tls_that_is_none(far):
    with pytest.raises(Unreachable, match="tls"):
        guarded.call(far.url.replace("http:", "https:"), seconds=2)


@pytest.mark.parametrize(
    "url",
    ["http://127.0.0.1:8000/", "http://169.254.169.254/latest", "https://[::1]/", "https://[::ffff:10.0.0.1]/",
     "https://10.0.0.1/", "https://localhost/x", "https://a.localhost/"],
)  # fmt: skip
def test_an_address_that_says_that_it_lies_inside_is_refused_when_it_is_entered(settings, url):
    """It was taken, and every letter to it failed later, behind the back of whoever had entered it."""
    settings.PRIVATE_HOSTS = []
    with pytest.raises(guarded.Unreachable) as why:
        guarded.target_of(url)
    assert why.value.code == "address_private"
    settings.PRIVATE_HOSTS = [guarded.urlsplit(url).hostname]
    assert guarded.target_of(url).host == settings.PRIVATE_HOSTS[0]
