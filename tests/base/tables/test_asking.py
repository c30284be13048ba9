"""The address is the question; what cannot be asked is refused with a sentence."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from banshi.base.tables import asking
from banshi.base.tables.asking import Ask
from banshi.base.zones.refusals import Refusal
from base.tables.samples import LIST, PLAIN


def test_everything_stands_in_the_address(ask_for):
    asked = ask_for(
        "?q=+路灯++不亮+&kind=need&since=2021-05-01&sort=-figure&page=3&as_of=2021-05-01&known_on=2021-05-02&total=1"
    )
    assert asking.read(asked, LIST) == Ask(
        text="路灯 不亮",
        chosen=(("kind", "need"), ("since", "2021-05-01")),
        sort="-figure",
        page=3,
        as_of=date(2021, 5, 1),
        known_on=date(2021, 5, 2),
        total=True,
        shape="page",
    )


@pytest.mark.parametrize(
    ("query", "shape"),
    [("?export=xlsx", "xlsx"), ("?print=1", "print"), ("?export=csv", "page"), ("", "page")],
)
def test_the_shape(ask_for, query, shape):
    assert asking.read(ask_for(query), LIST).shape == shape


@pytest.mark.parametrize(
    "query", ["?sort=kind", "?sort=password", "?sort=--caption", "?page=x", "?page=-1", "?page=0"]
)
def test_what_makes_no_sense_is_left_out(ask_for, query):
    assert asking.read(ask_for(query), LIST) == Ask()


def test_empty_fields_are_no_filters(ask_for):
    assert asking.read(ask_for("?q=&kind=&since=&as_of=&known_on="), LIST) == Ask()


def test_a_list_without_days_takes_none(ask_for):
    assert asking.read(ask_for("?as_of=2021-05-01&q=x"), PLAIN) == Ask()


def test_today_is_not_the_past(ask_for):
    assert asking.read(ask_for("?as_of=2021-05-31"), LIST).as_of is None


@pytest.mark.parametrize("day", ["2021-06-01", "2021-02-30", "yesterday", "2021-5-1"])
@pytest.mark.parametrize("key", ["as_of", "known_on"])
def test_a_day_that_cannot_be_is_refused(ask_for, key, day):
    with pytest.raises(Refusal) as refused:
        asking.read(ask_for(f"?{key}={day}"), LIST)
    assert (refused.value.code, refused.value.field) == ("tables.bad_day", key)
    assert day in refused.value.message
    assert "2021-05-31" in refused.value.message


def test_paging_ends_somewhere(ask_for):
    assert asking.read(ask_for("?page=200"), LIST).page == 200
    with pytest.raises(Refusal) as refused:
        asking.read(ask_for("?page=201"), LIST)
    assert refused.value.code == "tables.too_deep"
    assert "10,000" in refused.value.message


def test_known_on_a_day_means_at_its_end_in_the_zone(ask_for, zone):
    known = asking.read(ask_for("?known_on=2021-05-02"), LIST).known_at(zone)
    assert known == datetime(2021, 5, 3, tzinfo=ZoneInfo("Asia/Shanghai"))
    assert known.utcoffset() == timedelta(0)
    assert Ask().known_at(zone) is None


def test_addresses_keep_the_rest(ask_for):
    asked = ask_for("?q=a%26b&kind=need&page=3")
    assert asking.address(asked, page=4) == "?q=a%26b&kind=need&page=4"
    assert asking.address(asked, page=None, kind=None) == "?q=a%26b"
