"""Measures: entered, verified by another hand, taken away, summed within one kind and unit only."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import translation

from banshi.base.figures import registry
from banshi.base.figures.registry import Question, figure
from banshi.base.figures.wording import said
from banshi.base.files.models import StoredFile
from banshi.base.history.models import Entry
from banshi.base.history.verify import Tally, walk
from banshi.base.ui import formkey
from banshi.base.zones import clock
from banshi.base.zones.models import Account, Subject
from banshi.base.zones.refusals import Forbidden, Refusal
from banshi.kernel.qualifiers import Qualifier
from banshi.programmes.environment.actions import measures as actions
from banshi.programmes.environment.actions.measures import Amount
from banshi.programmes.environment.models import Measure
from banshi.programmes.environment.queries import measures as queries
from banshi.programmes.environment.rules import measures as rules
from programmes.environment import filing
from support.imports import Clerk, counts, why
from support.ledger import asked
from support.zone import NOW

THURSDAY = date(2021, 5, 20)
LATER = NOW + timedelta(days=3)


def state():
    return (
        list(Measure.objects.order_by("pk").values()),
        Subject.objects.count(),
        Entry.objects.count(),
        StoredFile.objects.count(),
    )


def refused(act, *args, **given):
    before = state()
    with pytest.raises(Refusal) as refusal:
        act(*args, **given)
    assert state() == before
    for language in ("zh-hans", "en"):
        with translation.override(language):
            assert "%(" not in refusal.value.message
    return refusal.value.code


def value(world, kind, day=filing.MONDAY, **rest):
    return figure(f"environment.measure_{kind}").compute(Question(world.zone, world.system, day, **rest))


def test_a_measure_counts_once_somebody_else_has_verified_it(world):
    row = filing.enter(world)
    assert value(world, "misting").value == 0
    assert figure("environment.measures_waiting").compute(
        Question(world.zone, world.system, filing.MONDAY)
    ).value == 1  # fmt: skip
    filing.verify(world, row)
    found = value(world, "misting")
    assert (found.value, found.qualifier, found.records.get()) == (2, Qualifier.EXACT, row.subject)
    with translation.override("zh-hans"):
        assert said(found) == "2台"
    assert value(world, "misting", known_on=NOW - timedelta(hours=1)).value == 0
    assert value(world, "misting", date(2021, 5, 16)).value == 0
    assert not list(walk(Tally()))


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"amount": Amount(Decimal(0))}, "environment.quantity_zero"),
        ({"amount": Amount(Decimal("-3"))}, "environment.quantity_zero"),
        ({"amount": Amount(Decimal("NaN"))}, "environment.quantity_zero"),
        ({"amount": Amount(Decimal("12345678"))}, "environment.quantity_absurd"),
        ({"amount": Amount(Decimal("2.5"))}, "environment.quantity_digits"),
        ({"amount": Amount(Decimal(2), "planned")}, "environment.qualifier_unknown"),
        ({"kind": "fountain"}, "environment.kind_unknown"),
        ({"installed_on": date(2021, 5, 18)}, "environment.installed_ahead"),
        ({"installed_on": date(2020, 1, 1)}, "org.not_yet"),
        ({"organisation": None}, "environment.by_whom"),
        ({"spot": "门" * 81}, "org.text_long"),
    ],
)
def test_bad_entries_are_told_and_leave_nothing(world, changes, code):
    assert refused(filing.enter, world, **changes) == code


def test_put_up_by_one_and_not_by_two(world):
    bureau = world.units["construction_bureau"]
    assert refused(filing.enter, world, by_unit=bureau) == "environment.by_whom"
    filing.enter(world, organisation=None, by_unit=bureau)


def test_a_photo_from_before_is_of_something_else(world):
    old = filing.taken(world, filing.photo("grey", "2021:05:15 10:00:00"))
    assert refused(filing.enter, world, uploads=old) == "environment.photo_before"
    row = filing.enter(world, uploads=())
    assert refused(filing.verify, world, row, uploads=old) == "environment.photo_before"
    assert refused(filing.verify, world, row) == "environment.photo_missing"
    filing.verify(world, row, uploads=filing.taken(world, filing.photo("grey", "2021:05:17 08:00:00")))


def test_who_entered_it_and_whose_unit_put_it_up_may_not_verify(world):
    row = filing.enter(world, actor="inspector")
    assert refused(filing.verify, world, row, actor="inspector") == "environment.own_entry"
    with transaction.atomic(), pytest.raises(IntegrityError):
        person = world.people["inspector"]
        Measure.objects.filter(pk=row.pk).update(
            state="verified", verified_on=filing.MONDAY, verified_at=NOW, verified_by=person
        )
    own = filing.enter(world, organisation=None, by_unit=world.units["construction_bureau"])
    assert refused(filing.verify, world, own, actor="inspector") == "environment.own_unit"
    with pytest.raises(Forbidden):
        filing.verify(world, row, actor="builder")
    assert refused(filing.verify, world, row, day=date(2021, 5, 16)) == "environment.day_before"
    assert refused(filing.verify, world, row, day=date(2021, 5, 18)) == "environment.day_ahead"
    assert refused(filing.verify, world, row, text=" ") == "environment.words_missing"
    filing.verify(world, row)
    assert refused(filing.verify, world, row) == "environment.verified_already"


def test_what_is_not_there_counts_nowhere(world):
    row = filing.verify(world, filing.enter(world), found=False, text="现场没有。")
    assert row.state == "not_found"
    assert value(world, "misting").value == 0
    assert refused(
        actions.remove_measure, actor=world.actor("clerk"), measure=row, day=filing.MONDAY, reason="x", now=NOW
    ) == "environment.not_verified"  # fmt: skip
    total = queries.totals(world.system, filing.MONDAY, LATER)[0]
    assert (total.added, total.waiting) == (None, 0)


def test_taken_away_stays_added_and_no_longer_stands(world):
    row = filing.verify(world, filing.enter(world))
    other = filing.verify(world, filing.enter(world, amount=Amount(Decimal(3))))
    by = {"actor": world.actor("clerk"), "measure": row, "now": LATER}
    with clock.fixed(LATER):
        assert (
            refused(actions.remove_measure, day=date(2021, 5, 16), reason="x", **by)
            == "environment.day_before"
        )
        assert refused(actions.remove_measure, day=THURSDAY, reason=" ", **by) == "environment.remove_reason"
        actions.remove_measure(day=THURSDAY, reason="基坑回填，移往他处。", **by)
        assert (
            refused(actions.remove_measure, day=THURSDAY, reason="x", **by) == "environment.removed_already"
        )
    found = value(world, "misting", THURSDAY)
    assert found.value == 5
    assert "2" in found.notes[0]
    total = queries.totals(world.system, THURSDAY, LATER + timedelta(days=1))[0]
    assert (total.added.value, total.removed.value, total.standing.value, total.sites) == (5, 2, 3, 1)
    before = queries.totals(world.system, filing.MONDAY, LATER)[0]
    assert (before.added.value, before.removed, before.standing.value) == (5, None, 5)
    assert other.removed_on is None


def hoardings(world):
    for quantity, meant in (("600", "about"), ("399.5", "exact"), ("0.5", "exact")):
        filing.verify(world, filing.enter(world, kind="hoarding", amount=Amount(Decimal(quantity), meant)))


def test_about_stays_about_in_every_sum_and_units_are_never_added(world):
    hoardings(world)
    filing.verify(world, filing.enter(world))
    found = value(world, "hoarding")
    assert (found.value, found.qualifier) == (1000, Qualifier.ABOUT)
    with translation.override("zh-hans"):
        assert said(found) == "约1,000米"
    totals = queries.totals(world.system, filing.MONDAY, LATER)
    assert {(one.kind, one.unit_zh): one.added.value for one in totals} == {
        ("hoarding", "米"): 1000, ("misting", "台"): 2,
    }  # fmt: skip
    adding = [
        one.code for one in registry.figures(world.system) if one.code.startswith("environment.measure_")
    ]
    assert len(adding) == len(rules.parse({"kinds": _kinds()}).kinds)
    assert all(
        set(
            figure(code)
            .compute(Question(world.zone, world.system, filing.MONDAY))
            .records.values_list("kind")
        )
        <= {("env_measure",)}
        for code in adding
    )


def _kinds():
    from banshi.base.presets import catalogue

    return catalogue.preset(rules.TOPIC, "house").body["kinds"]


@pytest.mark.parametrize(
    "change",
    [{"decimals": 3}, {"decimals": True}, {"unit_zh": " "}, {"zh": ""}],
)
def test_kinds_that_cannot_be_are_refused(change):
    with pytest.raises(ValueError, match="misting"):
        rules.parse({"kinds": {"misting": {**_kinds()["misting"], **change}}})
    with pytest.raises(ValueError, match="kinds"):
        rules.parse({"kinds": {}})


def test_a_month_counts_what_was_put_up_in_it(world):
    from banshi.kernel.periods import Period

    filing.verify(world, filing.enter(world, installed_on=date(2021, 4, 28)))
    filing.verify(world, filing.enter(world, amount=Amount(Decimal(1))))
    assert value(world, "misting", date(2021, 5, 31), period=Period.month(2021, 5)).value == 1
    assert value(world, "misting", date(2021, 5, 31), period=Period.month(2021, 4)).value == 2
    assert value(world, "misting", date(2021, 5, 31)).value == 3


def the_page(world, hoarding="about"):
    amounts = (
        ("misting", "10", "exact"), ("wheel_wash", "5", "exact"), ("hoarding", "1000", hoarding),
        ("hardened_road", "3", "exact"),
    )  # fmt: skip
    for kind, quantity, meant in amounts:
        filing.verify(world, filing.enter(world, kind=kind, amount=Amount(Decimal(quantity), meant)))


def test_the_page_s_measures_match_kind_by_kind(world):
    assert asked(world, "A30").status == "open"
    the_page(world)
    found = asked(world, "A30")
    assert (found.status, found.value.numerator, found.value.denominator) == ("match", 4, 4)
    assert found.value.records.count() == 4
    with translation.override("zh-hans"):
        assert "约1000米" in asked(world, "A30").value.says
    filing.enter(world, kind="wheel_wash", amount=Amount(Decimal(1)))
    assert asked(world, "A30").status == "match", "what nobody verified does not count"
    filing.verify(world, filing.enter(world, kind="wheel_wash", amount=Amount(Decimal(1))))
    found = asked(world, "A30")
    assert (found.status, found.value.numerator) == ("differs", 3)


def test_an_exact_thousand_is_not_about_a_thousand(world):
    the_page(world, hoarding="exact")
    assert asked(world, "A30").status == "differs"


SHEET = """工地,措施类别,数量,表述,单位,增设日期,施工单位,位置
晴川厂区,雾化设备,2,,台,2021-05-10,晴川精密制造有限公司,北门
晴川厂区,围挡,约600,,米,2021-05-11,晴川精密制造有限公司,
晴川厂区,围挡,600,约,台,2021-05-11,晴川精密制造有限公司,
晴川厂区,喷泉,1,,个,2021-05-11,晴川精密制造有限公司,
无名工地,洗车池,1,,个,2021-05-11,晴川精密制造有限公司,
晴川厂区,洗车池,-1,,个,2021-05-11,晴川精密制造有限公司,
晴川厂区,洗车池,1,,个,2021-06-11,晴川精密制造有限公司,
""".encode()


def test_a_sheet_of_measures_comes_in_unverified_and_once(world):
    with translation.override("zh-hans"):
        clerk = Clerk(world.actor("clerk"), "environment_measures")
        run = clerk.taken(SHEET, name="措施.csv")
        assert counts(run) == (2, 0, 0, 5)
        for row, word in ((4, "单位"), (5, "种类"), (6, "登记"), (7, "大于零"), (8, "今天")):
            assert word in why(run, row), why(run, row)
        again = clerk.taken(SHEET, name="措施.csv")
    assert counts(again) == (0, 0, 2, 5)
    rows = Measure.objects.order_by("installed_on")
    assert [(row.kind, row.quantity, row.qualifier, row.state) for row in rows] == [
        ("misting", Decimal(2), "exact", "entered"), ("hoarding", Decimal(600), "about", "entered"),
    ]  # fmt: skip
    assert value(world, "misting").value == 0


def test_pages_of_measures(world, client):
    client.force_login(Account.objects.get(pk=world.accounts["clerk"].pk))
    send = lambda name, *args, **given: client.post(  # noqa: E731
        reverse(f"environment:{name}", args=args), {formkey.NAME: str(formkey.new())} | given
    )
    fields = {
        "place": str(world.place.subject.uid), "kind": "hoarding", "quantity": "600", "qualifier": "about",
        "installed_on": "2021-05-17", "organisation": "晴川精密制造有限公司", "spot": "北侧",
    }  # fmt: skip
    assert send("enter_measure", **(fields | {"quantity": "-1"})).status_code == 422
    assert send("enter_measure", **(fields | {"organisation": "无名公司"})).status_code == 422
    assert send("enter_measure", uploads=filing.photo(), **fields).status_code == 302
    row = Measure.objects.get()
    uid = row.subject.uid
    shown = client.get(reverse("environment:measure", args=[uid])).content.decode()
    assert "约600" in shown
    assert reverse("environment:verify_measure", args=[uid]) not in shown
    client.force_login(Account.objects.get(pk=world.accounts["verifier"].pk))
    shown = client.get(reverse("environment:measure", args=[uid])).content.decode()
    assert reverse("environment:verify_measure", args=[uid]) in shown
    assert send("verify_measure", uid, found="yes", day="2021-05-17", text="").status_code == 422
    assert send("verify_measure", uid, found="yes", day="2021-05-17", text="一致。").status_code == 302
    totals = client.get(reverse("environment:measure_totals")).content.decode()
    assert "约600米" in totals
    past = client.get(reverse("environment:measure_totals") + "?as_of=2021-05-10").content.decode()
    assert "约600米" not in past
    for query in ("", "?kind=hoarding&state=standing", "?q=晴川", "?export=xlsx", "?print=1"):
        assert client.get(reverse("environment:measures") + query).status_code == 200
