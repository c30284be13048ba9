"""Outside organisations and names: one thing is entered once and found under each of its names."""

from datetime import date

import pytest

from banshi.base.history.models import Entry
from banshi.base.search import find
from banshi.base.zones.models import Subject
from banshi.base.zones.refusals import Forbidden, Refusal
from banshi.core.org import actions, queries
from banshi.core.org.models import Alias, OutsideOrganisation
from banshi.kernel.standards.credit_code import complete

from .conftest import NOW, START

CODE = complete("91990000QY000001")
OTHER = complete("91990000QY000002")


def register(org, name_zh, **values):
    given = {"kind": "enterprise", "name_en": name_zh, "starts_on": START} | values
    return org.do(actions.register_outside, name_zh=name_zh, **given)


def refused(org, action, **values):
    counted = (OutsideOrganisation, Alias, Subject, Entry)
    before = [model.objects.count() for model in counted]
    with pytest.raises(Refusal) as refusal:
        org.do(action, **values)
    assert [model.objects.count() for model in counted] == before
    assert "%(" not in refusal.value.message
    return refusal.value


def test_registered_once_with_a_checked_code(org):
    firm = register(org, "晴川市精密制造有限公司", credit_code=f" {CODE.lower()} ")
    assert firm.credit_code == CODE
    assert Entry.objects.get(subject=firm.subject).kind == "org.outside_registered"
    assert firm.subject_id in queries.found_under(org.zone, "精密")
    assert firm.subject_id in queries.found_under(org.zone, CODE[8:14])
    values = {"kind": "enterprise", "name_en": "x", "starts_on": START}
    twin = refused(org, actions.register_outside, name_zh="晴川精密制造", **values)
    assert (twin.code, twin.field) == ("org.same_name", "name_zh")
    assert "晴川市精密制造有限公司" in twin.message
    again = refused(org, actions.register_outside, name_zh="远山公司", credit_code=CODE, **values)
    assert (again.code, again.params["name"]) == ("org.credit_code_used", "晴川市精密制造有限公司")
    branch = register(org, "晴川精密制造", despite="分公司,另有执照", credit_code=OTHER)
    assert branch.pk != firm.pk


@pytest.mark.parametrize(
    ("code", "fault"),
    [
        ("9199", "length"),
        (CODE[:9] + "I" + CODE[10:], "character"),
        ("0" + CODE[1:], "kind"),
        (CODE[:17] + ("1" if CODE[17] != "1" else "2"), "check"),
    ],
)
def test_a_code_that_cannot_be_one_is_refused(org, code, fault):
    values = {"kind": "enterprise", "name_zh": "远山", "name_en": "Yuanshan", "starts_on": START}
    refusal = refused(org, actions.register_outside, credit_code=code, **values)
    assert (refusal.code, refusal.field) == (f"org.credit_code_{fault}", "credit_code")


def test_a_renamed_firm_is_found_under_its_former_name(org):
    firm = register(org, "晴川精密制造有限公司", credit_code=CODE)
    values = {
        "kind": "enterprise",
        "name_en": "Qingchuan",
        "credit_code": CODE,
        "effective_on": date(2021, 4, 1),
    }
    firm = org.do(actions.change_outside, organisation=firm, name_zh="晴川电子有限公司", **values)
    assert firm.subject.caption == "晴川电子有限公司"
    assert firm.subject_id in queries.found_under(org.zone, "精密制造")
    assert [found.pk for found in queries.same_name(org.zone, "晴川精密制造")] == [firm.subject_id]
    same = refused(org, actions.change_outside, organisation=firm, name_zh="晴川电子有限公司", **values)
    assert same.code == "org.nothing_changed"
    org.do(actions.close_outside, organisation=firm, last_on=date(2021, 5, 1))
    ended = refused(org, actions.close_outside, organisation=firm, last_on=date(2021, 5, 2))
    assert ended.code == "org.ended_already"


def test_the_scan_error_and_the_name_find_each_other(org):
    group = org.do(
        actions.form_group,
        code="contest",
        name_zh="迈好第一步 项目论英雄",
        name_en="Contest",
        starts_on=START,
    )
    elsewhere = register(org, "迈好咨询")
    org.do(actions.add_alias, subject=group.subject, text="近好第一步 项目论英雄", reason="原文扫描误字")
    assert queries.alias_expansion(org.zone, "近好") == ["迈好"]
    assert queries.alias_expansion(org.zone, "迈好") == ["近好"]
    for text in ("近好", "迈好", "近好第一步", "迈好第一步"):
        assert group.subject_id in queries.found_under(org.zone, text)
    assert elsewhere.subject_id in queries.found_under(org.zone, "近好")
    assert find.expand(org.zone, "近好") == ["近好", "迈好"]
    check = queries.names_normalised(org.zone)
    assert check.holds
    assert [(group.official, group.others) for group in check.groups] == [
        ("迈好第一步 项目论英雄", ("近好第一步 项目论英雄",))
    ]


def test_a_name_taken_back_finds_nothing_and_may_come_again(org):
    firm = register(org, "晴云龙中学", kind="college")
    alias = org.do(actions.add_alias, subject=firm.subject, text="晴中学校")
    assert firm.subject_id in queries.found_under(org.zone, "晴中")
    org.do(actions.withdraw_alias, alias=alias)
    assert firm.subject_id not in queries.found_under(org.zone, "晴中")
    assert queries.same_name(org.zone, "晴中学校") == []
    assert refused(org, actions.withdraw_alias, alias=alias).code == "org.alias_withdrawn"
    again = org.do(actions.add_alias, subject=firm.subject, text="晴中学校")
    assert again.pk == alias.pk


def test_names_that_may_not_be(org):
    firm, other = register(org, "晴川精密"), register(org, "远山食品")
    person = org.person("喻某")
    org.do(actions.add_alias, subject=firm.subject, text="晴精")
    for subject, text, code in (
        (firm.subject, "晴川 精密", "org.alias_same"),
        (firm.subject, " ", "org.alias_missing"),
        (firm.subject, "晴精", "org.alias_known"),
        (other.subject, "晴精公司", "org.same_name"),
        (other.subject, "胡某星", "org.alias_masked"),
        (person.subject, "喻先生", "org.alias_of_person"),
    ):
        assert refused(org, actions.add_alias, subject=subject, text=text).code == code
    assert refused(org, actions.add_alias, subject=org.zone.subject, text="青屿").code == "access.unknown"
    org.do(actions.add_alias, subject=other.subject, text="晴精公司", despite="两家都用此简称")


def test_masked_persons_stay_masked(org):
    firm = register(org, "胡某星商行")
    org.do(actions.add_alias, subject=firm.subject, text="胡家商行")
    person = org.person("胡某星")
    assert queries.alias_expansion(org.zone, "胡某星") == []
    assert find.expand(org.zone, "胡某星商行") == ["胡某星商行"]
    assert "胡某星商行" not in queries.alias_expansion(org.zone, "胡家商行")
    assert queries.same_name(org.zone, "胡某星") == []
    assert person.subject_id not in queries.found_under(org.zone, "胡某星")
    assert org.do(actions.reveal_name, person=person) == "胡某星"
    assert queries.names_normalised(org.zone).unmasked == ()


def test_a_ledger_clerk_registers_firms_but_opens_no_units(world):
    clerk = world.actor("clerk")
    values = {"name_zh": "远山食品", "name_en": "Yuanshan", "starts_on": START, "now": NOW}
    firm = actions.register_outside(actor=clerk, kind="enterprise", **values)
    actions.add_alias(actor=clerk, subject=firm.subject, text="远山", now=NOW)
    with pytest.raises(Forbidden):
        actions.add_alias(actor=clerk, subject=world.units["party_committee"].subject, text="工委", now=NOW)
    with pytest.raises(Forbidden):
        actions.register_outside(actor=world.actor("builder"), kind="enterprise", **values)
