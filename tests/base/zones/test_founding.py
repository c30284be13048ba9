"""Founding a zone."""

from datetime import UTC, date, datetime

import pytest

from banshi.base.history.models import Entry
from banshi.base.history.record import read
from banshi.base.zones.actions import found_zone
from banshi.base.zones.models import Subject, Zone
from banshi.base.zones.refusals import Refusal

NOW = datetime(2021, 5, 31, 1, 0, tzinfo=UTC)


def found(**changes):
    values = {"code": "qingyu", "name_zh": "青屿经济开发区", "name_en": "Qingyu Zone", "now": NOW}
    return found_zone(**(values | changes))


@pytest.mark.django_db
def test_a_zone_has_its_subject_and_its_first_entry():
    zone = found(simulated=True, founded_on=date(2021, 1, 4))
    assert (zone.subject.kind, zone.subject.zone_id, zone.subject.head_n) == ("zone", zone.pk, 1)
    entry = Entry.objects.get(zone=zone)
    assert (entry.kind, entry.effective_on) == ("zones.founded", date(2021, 1, 4))
    assert read(entry)["data"]["simulated"] is True


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"code": "青屿"}, "zones.code_wrong"),
        ({"code": "q" * 33}, "zones.code_long"),
        ({"name_en": "  "}, "zones.name_missing"),
        ({"timezone": "Mars/Olympus"}, "zones.timezone_unknown"),
        ({"clock_offset_seconds": -60}, "zones.clock_moved"),
    ],
)
def test_what_cannot_be_a_zone_is_refused_and_leaves_nothing(changes, code):
    with pytest.raises(Refusal) as refused:
        found(**changes)
    assert refused.value.code == code
    assert refused.value.message
    assert not Zone.objects.exists()
    assert not Subject.objects.exists()


@pytest.mark.django_db
def test_a_code_is_given_once():
    found()
    with pytest.raises(Refusal) as refused:
        found(name_zh="另一个开发区")
    assert refused.value.code == "zones.code_used"
    assert Zone.objects.count() == 1
