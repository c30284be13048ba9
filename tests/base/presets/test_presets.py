"""Rules as versioned rows: adopted, in force by date, readable as of then, refused when wrong."""

import copy
import re
from datetime import date

import pytest
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from banshi.base.presets import catalogue, queries, views
from banshi.base.presets.actions import adopt_preset, adopt_ruleset
from banshi.base.presets.models import RuleSet
from banshi.base.prooflog.verification import verify
from banshi.base.zones import clock
from banshi.base.zones.ids import uuid7
from banshi.base.zones.models import Zone
from support.refusing import refused
from support.steps import last_entry
from support.zone import NOW

TOPICS = [topic.code for topic in catalogue.topics()]
PRESETS = [(topic, preset) for topic in TOPICS for preset in catalogue.presets(topic)]


def fresh(world) -> Zone:
    return Zone.objects.select_related("subject").get(pk=world.zone.pk)


def adopt(world, now, near, effective_on, actor=None):
    return adopt_ruleset(
        actor=actor or world.actor("administrator"),
        topic="lights",
        code="own",
        body={"near_workdays": near},
        source="本园区 2021",
        effective_on=effective_on,
        now=now,
    )


@pytest.mark.parametrize(("topic", "preset"), PRESETS, ids=lambda one: getattr(one, "code", one))
def test_every_preset_reads_and_names_itself_and_its_source(topic, preset):
    catalogue.topic(topic).parse(preset.body)
    assert preset.zh
    assert preset.en
    assert preset.source


@pytest.mark.parametrize("topic", TOPICS)
def test_the_default_of_a_topic_exists(topic):
    assert catalogue.topic(topic).default in {preset.code for preset in catalogue.presets(topic)}


def test_adopted(world, now):
    row = adopt(world, now, 5, date(2021, 6, 1))
    assert (row.version, row.source) == (2, "本园区 2021")
    entry = last_entry(type("Owner", (), {"subject_id": world.zone.subject_id}))
    assert entry["kind"] == "presets.adopted"
    assert entry["data"]["body"] == {"near_workdays": 5}
    zone = fresh(world)
    assert queries.rules(zone, "lights", date(2021, 5, 31)).near_workdays == 3
    assert queries.rules(zone, "lights", date(2021, 6, 1)).near_workdays == 5
    assert queries.numbered(zone, "lights", 1).rules.near_workdays == 3
    assert queries.in_force(zone, "lights", date(2019, 1, 1)).version == 1


def test_a_preset_is_switched_by_its_code(world, now):
    adopt_preset(
        actor=world.actor("administrator"),
        topic="terms",
        code="zhuhai_2023",
        effective_on=date(2021, 5, 17),
        now=now,
    )
    found = queries.rules(fresh(world), "terms", date(2021, 5, 17))
    assert found.ordinary["handling"].amount == 4


def test_switched_on_its_page(world, client):
    """By the button, as everybody does: sent twice it is one version, and the page shows it."""
    client.force_login(world.accounts["administrator"])
    address = "/rules/terms/adopt"
    sent = {"code": "zhuhai_2023", "effective_on": clock.today(world.zone), "key": str(uuid7())}
    for _click in range(2):
        assert client.post(address, sent).status_code == 302
    assert RuleSet.objects.filter(zone=world.zone, topic="terms").count() == 2
    found = queries.rules(fresh(world), "terms", clock.today(world.zone))
    assert found.ordinary["handling"].amount == 4
    name = next(one.zh for topic, one in PRESETS if (topic, one.code) == ("terms", "zhuhai_2023"))
    assert name in client.get("/rules/terms").text
    other = client.post(address, {**sent, "effective_on": "2030-01-01"})
    assert (other.status_code, "以别的内容提交过" in other.text) == (409, True)
    client.force_login(world.accounts["clerk"])
    assert client.post(address, {**sent, "key": str(uuid7())}).status_code == 403


def test_refused(world, now):
    with refused("presets.body_wrong", "body"):
        adopt(world, now, -1, date(2021, 6, 1))
    for name in ("clerk", "leader", "supervisor", "builder"):
        with refused("access.unknown"):
            adopt(world, now, 5, date(2021, 6, 1), world.actor(name))
    with refused("presets.unknown"):
        adopt_preset(
            actor=world.actor("administrator"),
            topic="terms",
            code="atlantis",
            effective_on=date(2021, 5, 17),
            now=now,
        )


OPTIONAL = {"apart", "raisers", "reads"}
"""Bodies adopted before these parts came are still read."""


@pytest.mark.parametrize("topic", TOPICS)
def test_a_body_without_its_parts_is_refused(world, now, topic):
    preset = catalogue.presets(topic)[0]
    for part in set(preset.body) - OPTIONAL:
        body = copy.deepcopy(preset.body)
        del body[part]
        with refused("presets.body_wrong", "body"):
            adopt_ruleset(
                actor=world.actor("administrator"),
                topic=topic,
                code="broken",
                body=body,
                source="x",
                effective_on=date(2021, 6, 1),
                now=now,
            )


def test_a_zone_without_rules_says_so(world):
    with pytest.raises(queries.NoRules):
        queries.rules(fresh(world), "horoscope", date(2021, 5, 17))


def test_what_was_rolled_back_is_not_remembered(world, now):
    from django.db import transaction

    with transaction.atomic():
        adopt(world, now, 9, date(2021, 5, 1))
        assert queries.rules(fresh(world), "lights", date(2021, 5, 17)).near_workdays == 9
        transaction.set_rollback(True)
    assert queries.rules(fresh(world), "lights", date(2021, 5, 17)).near_workdays == 3
    adopt(world, now, 7, date(2021, 5, 1))
    assert queries.rules(fresh(world), "lights", date(2021, 5, 17)).near_workdays == 7


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(days=st.lists(st.integers(0, 40), min_size=1, max_size=6))
def test_in_force_is_the_latest_day_and_then_the_latest_version(world, now, days):
    from django.db import transaction

    with transaction.atomic():
        for number, day in enumerate(days):
            adopt(world, now, number + 10, date.fromordinal(date(2021, 6, 1).toordinal() + day))
        zone = fresh(world)
        for n in range(42):
            on = date.fromordinal(date(2021, 6, 1).toordinal() + n)
            due = [(day, number) for number, day in enumerate(days) if day <= n]
            expected = max(due)[1] + 10 if due else 3
            assert queries.rules(zone, "lights", on).near_workdays == expected
        assert RuleSet.objects.filter(topic="lights").count() == len(days) + 1
        transaction.set_rollback(True)


@pytest.mark.parametrize(
    ("target", "patch", "result"),
    [
        ({"a": "b"}, {"a": "c"}, {"a": "c"}),
        ({"a": "b"}, {"b": "c"}, {"a": "b", "b": "c"}),
        ({"a": "b", "b": "c"}, {"a": None}, {"b": "c"}),
        ({"a": ["b"]}, {"a": "c"}, {"a": "c"}),
        ({"a": "c"}, {"a": ["b"]}, {"a": ["b"]}),
        ({"a": {"b": "c"}}, {"a": {"b": "d", "c": None}}, {"a": {"b": "d"}}),
        ({"a": [{"b": "c"}]}, {"a": [1]}, {"a": [1]}),
        (["a", "b"], ["c", "d"], ["c", "d"]),
        ({"a": "b"}, ["c"], ["c"]),
        ({"a": "foo"}, "bar", "bar"),
        ({"e": None}, {"a": 1}, {"e": None, "a": 1}),
        ([1, 2], {"a": "b", "c": None}, {"a": "b"}),
        ({}, {"a": {"bb": {"ccc": None}}}, {"a": {"bb": {}}}),
    ],
)
def test_a_preset_that_extends_another_is_put_on_as_rfc_7396_says(target, patch, result):
    """The examples of its appendix A that a rule set can meet."""
    before = copy.deepcopy(target)
    assert catalogue.merged(target, patch) == result
    assert target == before


def test_what_a_body_names_goes_by_that_name_wherever_it_stands():
    states = {"begun_here": {"zh": "已开头", "en": "Begun"}, "ended_here": {"zh": "已结尾", "en": "Ended"}}
    body = {"states": states, "arcs": {"x": {"from": ["begun_here", "unknown"], "to": "ended_here"}}}
    with translation.override("zh-hans"):
        said = [line.value for line in views.lines_of(body)]
    assert said == ["已开头", "已结尾", "已开头、unknown", "已结尾"]


def test_the_ladder_and_the_life_cycle_are_in_words():
    for topic in ("ladder", "lifecycle"):
        for preset in catalogue.presets(topic):
            with translation.override("zh-hans"):
                lines = views.lines_of(preset.body)
            codes = [line for line in lines if re.fullmatch("[a-z_、]+", line.value)]
            assert codes == [], preset.code


def test_units_go_by_their_names_where_a_zone_is_known(world):
    body = {"verification_unit": "construction_bureau", "ledger_unit": "no_such_unit", "number": "3"}
    with clock.fixed(NOW), translation.override("zh-hans"):
        said = [line.value for line in views.lines_of(body, world.zone)]
    assert said == ["建设管理局", "no_such_unit", "3"]


def test_a_body_without_codes_asks_nothing(world, django_assert_num_queries):
    with clock.fixed(NOW), django_assert_num_queries(0):
        views.lines_of({"near_workdays": 3}, world.zone)


def test_a_programme_adds_to_a_preset_of_another_app() -> None:
    with_it = catalogue.preset("roles", "house")
    assert with_it.body["roles"]["inspector"]["verbs"]["environment.view"] == "zone"
    assert with_it.body["roles"]["handler"]["verbs"]["matters.sign"] == "lead|co"
    assert with_it.source.endswith("never the contractor")


def test_without_the_programme_the_preset_is_as_its_own_app_brought_it(monkeypatch) -> None:
    monkeypatch.setattr(catalogue, "_additions", {})
    assert "inspector" not in catalogue.preset("roles", "house").body["roles"]


def test_rules_changed_in_the_database_are_named(world, now):
    """Rules say who may do what: another body, day or source than adopted is found, and what was taken away."""
    row = adopt(world, now, 5, clock.today(world.zone))
    assert verify().findings == []
    for values in (
        {"body": {"near_workdays": 90}},
        {"effective_on": date(2020, 1, 1)},
        {"source": "another"},
    ):
        kept = {name: getattr(row, name) for name in values}
        RuleSet.objects.filter(pk=row.pk).update(**values)
        assert [(one.kind, one.row) for one in verify().findings] == [
            ("rules_differ", f"lights version {row.version}")
        ]
        RuleSet.objects.filter(pk=row.pk).update(**kept)
    assert verify().findings == []
    RuleSet.objects.filter(pk=row.pk).delete()
    assert [one.kind for one in verify().findings] == ["rules_gone"]
