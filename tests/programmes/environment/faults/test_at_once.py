"""Two clicks at one moment: a receipt, a recheck, a finding and the ticked items are there once."""

from datetime import date

import pytest
from django.core.files.base import ContentFile
from django.db import connection

from banshi.base.history.models import Entry
from banshi.base.zones import clock
from banshi.base.zones.ids import uuid7
from banshi.base.zones.refusals import Refusal
from banshi.core.matters import actions as matters
from banshi.core.matters.demo.pictures import picture
from banshi.core.matters.models import Evidence, Verification
from banshi.programmes.environment.actions import notices, patrols
from banshi.programmes.environment.models import Checked, Finding, PatrolStop
from faults.test_writers import together
from programmes.environment import filing
from support.zone import NOW

pytestmark = [
    pytest.mark.faults,
    pytest.mark.django_db(transaction=True),
]
DAY = date(2021, 5, 17)


@pytest.fixture
def at_work(world):
    if connection.vendor == "sqlite" and connection.is_in_memory_db():
        pytest.skip("run by itself (./banshi test --only faults): threads meet on a file")
    with clock.fixed(NOW):
        yield world


def photo(number):
    return ContentFile(picture(number), name="现场.jpg")


@pytest.fixture
def stop(at_work):
    """A stop of a patrol that is on."""
    by = {"actor": at_work.actor("inspector"), "now": NOW}
    patrols.set_site(
        **by,
        place=at_work.place,
        contractor=at_work.firm,
        responsible_unit=at_work.units["project_service_centre"],
        lead_leader=at_work.posts["leader"],
    )
    host = at_work.units["construction_bureau"]
    patrols.plan_patrol(**by, host=host, planned_on=DAY, sites=[at_work.place])
    return PatrolStop.objects.select_related("patrol__occasion__subject", "place").get()


def report(world, stop, **given):
    return lambda: patrols.report_finding(actor=world.actor("inspector"), stop=stop, now=NOW, **given)


def refused(results):
    """The codes of what was refused; anything else that was raised fails here."""
    for one in results:
        assert isinstance(one, Refusal) or not isinstance(one, BaseException), repr(one)
    return [one.code for one in results if isinstance(one, Refusal)]


def entries(kind):
    return Entry.objects.filter(kind=kind).count()


def test_a_unit_acknowledges_a_notice_once(at_work):
    notice = filing.issue(at_work)
    jobs = [
        lambda name=name: notices.acknowledge_notice(actor=at_work.actor(name), notice=notice, now=NOW)
        for name in ("builder", "inspector")
    ]
    assert refused(together(NOW, *jobs)) == ["environment.acknowledged"]
    assert entries("environment.notice_received") == 1


def test_a_slip_that_is_tapped_twice_is_one_receipt(at_work):
    notice = filing.issue(at_work)
    one, link = filing.outside(notice), notices.link_actor(at_work.zone)
    job = lambda: notices.acknowledge_by_link(actor=link, recipient=one, now=NOW)  # noqa: E731
    assert refused(together(NOW, job, job)) == []
    assert entries("environment.notice_received") == 1
    one.refresh_from_db()
    assert one.how == "link"


def test_a_finding_sent_from_two_tabs_at_once_is_one(at_work, stop):
    key = uuid7()
    jobs = [report(at_work, stop, item="5", photo=photo(1), key=key) for _n in range(2)]
    results = together(NOW, *jobs)
    assert refused(results) == []
    assert results[0] == results[1]
    assert (Finding.objects.count(), Evidence.objects.count()) == (1, 1)
    assert entries("environment.found") == 1


def test_items_ticked_off_twice_at_once_are_there_once(at_work, stop):
    job = lambda: patrols.check_stop(  # noqa: E731
        actor=at_work.actor("inspector"), stop=stop, results={"1": ("met", ""), "2": ("met", "")}, now=NOW
    )
    assert refused(together(NOW, job, job)) == ["environment.checked_already"]
    assert Checked.objects.count() == 2


def test_two_rechecks_at_once_close_it_once(at_work, stop):
    found = report(at_work, stop, item="5", photo=photo(1))()
    hand = {"actor": at_work.actor("projects"), "now": NOW}
    matter = matters.sign_matter(matter=found, **hand)
    matter = matters.attach_evidence(matter=matter, kind="photo_after", dated_on=DAY, upload=photo(2), **hand)
    matter = matters.submit_matter(matter=matter, outcome="solved", text="已覆盖。", **hand)
    job = lambda: patrols.recheck(  # noqa: E731
        actor=at_work.actor("inspector"), matter=matter, passed=True, text="已覆盖。", now=NOW
    )
    assert len(refused(together(NOW, job, job))) == 1
    matter.refresh_from_db()
    assert (matter.state, Verification.objects.filter(matter=matter).count()) == ("closed", 1)
