"""The programme's part of the demonstration, and the brief that is written from it."""

from datetime import UTC, date, datetime
from io import BytesIO

import pytest
from django.db.models import F
from django.test import Client
from django.urls import reverse
from django.utils import translation
from docx import Document
from pypdf import PdfReader

from banshi.base.calendars.actions import seed_calendar
from banshi.base.figures.replay import outcome
from banshi.base.figures.statements import by_id
from banshi.base.history.verify import Tally, walk
from banshi.base.presets.founding import adopt_defaults
from banshi.base.zones import access, clock
from banshi.base.zones import demo as player
from banshi.base.zones.actions import found_zone
from banshi.base.zones.demo import Demo
from banshi.base.zones.models import Account
from banshi.core.access import demo as roles
from banshi.core.org import demo as org
from banshi.core.places import demo as places
from banshi.kernel.periods import Period
from banshi.programmes.environment.demo import filing
from banshi.programmes.environment.models import Measure, Recipient
from banshi.programmes.environment.queries import brief as queries

START, UNTIL = date(2021, 3, 1), datetime(2021, 6, 17, 4, tzinfo=UTC)


@pytest.fixture
def zone(db):
    with clock.fixed(datetime(2021, 3, 1, 1, tzinfo=UTC)):
        now = clock.process_now()
        zone = found_zone(code="qinghe", name_zh="清和经济开发区", name_en="Qinghe", simulated=True, now=now)
        system = access.system_actor(zone)
        adopt_defaults(actor=system, now=now, effective_on=START)
        seed_calendar(actor=system, now=now)
    demo = Demo(zone, START)
    for part in (org.part, roles.part, places.part, filing.lives):
        with clock.fixed(demo.at(START)):
            lives = list(part(demo))
        player._play(lives, demo.at(START), UNTIL)
    with clock.fixed(UNTIL):
        yield demo.zone


def test_the_demonstration_bears_out_what_the_page_says(zone):
    system = access.system_actor(zone)
    found = {number: outcome(by_id(number), system).status for number in ("A30", "A32", "A39")}
    assert found == {"A30": "match", "A32": "match", "A39": "stored"}
    assert Measure.objects.filter(state="entered").count() == 1
    assert not Measure.objects.filter(verified_by=None, state="verified").exists()
    assert set(Recipient.objects.values_list("how", flat=True)) == {"system", "link", "paper", ""}
    assert Recipient.objects.filter(received_on__gt=F("notice__receive_by")).count() == 1
    assert not list(walk(Tally()))


@pytest.fixture
def web(zone):
    client = Client()
    client.force_login(Account.objects.get(login="ledger_staff"))
    return client


def test_the_brief_says_each_number_with_qualifier_unit_whole_and_list(web):
    page = web.get(reverse("environment:brief") + "?month=2021-05").content.decode()
    for word in ("环境保护工作月报（2021年5月）", "约1,000米", "本月增设 3台", "3条", "100%（", "截至"):
        assert word in page
    assert f"{reverse('environment:measures')}?kind=hoarding" in page
    assert "本月未结束" not in page
    running = web.get(reverse("environment:brief")).content.decode()
    assert "2021年6月" in running
    assert "本月未结束" in running
    for nonsense in ("?month=2031-01", "?month=2021", "?month=x", "?month=2021-Q1"):
        assert "2021年6月" in web.get(reverse("environment:brief") + nonsense).content.decode()


def test_a_month_without_data_says_so(web):
    page = web.get(reverse("environment:brief") + "?month=2020-11").content.decode()
    assert "本月无数据" in page
    assert "%(" not in page


def test_the_brief_fits_one_page_as_word_and_pdf(web, zone):
    where = "?month=2021-03"
    word = b"".join(web.post(reverse("environment:brief_word") + where))
    texts = [
        cell.text for table in Document(BytesIO(word)).tables for row in table.rows for cell in row.cells
    ]
    assert "4台" in texts
    assert any("二类园区第1名" in text for text in texts)
    answer = web.post(reverse("environment:brief_pdf") + where)
    if answer.status_code == 503:
        pytest.skip("this machine sets no PDF")
    assert len(PdfReader(BytesIO(b"".join(answer))).pages) == 1


def test_the_brief_of_a_reader_who_may_not_see_figures_is_closed(zone):
    client = Client()
    client.force_login(Account.objects.get(login="audit_staff"))
    assert client.get(reverse("environment:brief")).status_code == 403


def test_months_have_neighbours_across_the_year():
    before, after = queries.neighbours(Period.month(2021, 1), date(2021, 2, 1))
    assert (before.code, after.code) == ("2020-12", "2021-02")
    before, after = queries.neighbours(Period.month(2020, 12), date(2020, 12, 31))
    assert (before.code, after) == ("2020-11", None)
    with translation.override("en"):
        assert Period.month(2020, 12).text(english=True) == "Dec 2020"
