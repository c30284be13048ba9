"""Who may what: labels × reach × involvement; the one answer, the rows and the offered acts agree."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import product

import pytest

from banshi.base.presets import catalogue
from banshi.base.zones import access, subjects
from banshi.base.zones.access import Grant
from banshi.base.zones.models import Label, Subject, Zone
from banshi.base.zones.refusals import Forbidden, Unknown
from banshi.core.access.actions import grant_role, withdraw_role
from banshi.core.access.models import Involvement, RoleGrant
from banshi.core.access.queries import verbs_on
from banshi.core.access.rules import grants_of, parse_roles
from banshi.core.matters import actions
from banshi.core.matters.models import Matter
from banshi.core.org.models import Deputyship, OutsideOrganisation
from support.matters import Walk
from support.refusing import refused
from support.steps import at, by, on
from support.zone import build

TODAY = date(2021, 5, 17)


def subject_of(world, label, parts):
    """An outside organisation with a label and involvements (kind, unit code or post code, active)."""
    subject = subjects.open_subject(world.zone, "outside", "某企业", label=label)
    OutsideOrganisation.objects.create(
        subject=subject,
        zone=world.zone,
        kind="enterprise",
        name_zh="某企业",
        name_en="A firm",
        starts_on=TODAY,
    )
    for kind, unit, post, active in parts:
        Involvement.objects.create(
            zone=world.zone,
            subject=subject,
            kind=kind,
            unit=world.units.get(unit),
            post=world.posts.get(post),
            active=active,
        )
    return subject


PARTS = (
    (),
    (("lead", "construction_bureau", None, True),),
    (("lead", "construction_bureau", None, False),),
    (("co", "construction_bureau", None, True),),
    (("lead", "project_service_centre", None, True),),
    (("lead_leader", None, "builder", True),),
)


def test_answer_rows_and_offers_agree(world):
    """Every label, reach, clearance and involvement; five ways of asking, one answer."""
    actor = world.actor("builder")
    other = frozenset({world.units["project_service_centre"].pk})
    for label, parts in product(Label.values, PARTS):
        subject = subject_of(world, label, parts)
        for reach, clearance, units in product(
            ("zone", "involved", "lead", "lead_leader"), Label.values, (frozenset(), other)
        ):
            if units and reach == "zone":
                continue  # a scoped role never reaches the zone
            one = replace(actor, grants=(Grant("org.view", reach, units),), clearance=clearance)
            rows = access.visible(one, OutsideOrganisation.objects.filter(subject=subject), "org.view")
            may = access.can(one, "org.view", subject)
            assert may == rows.exists() == ("org.view" in verbs_on(one, subject, ["org.view"]))
            assert may == access.pageable(rows)[:1].exists() == access.countable(rows).exists()
            assert may == sum(part.count() for part in access.apart(rows))
            assert may == _expected(label, parts, reach, clearance, bool(units))


def _expected(label, parts, reach, clearance, scoped):
    if reach == "zone" and label <= clearance:
        return True
    if label > max(Label.SENSITIVE, clearance):
        return False
    for kind, unit, post, active in parts:
        mine = (
            unit == "project_service_centre" if scoped else unit == "construction_bureau" or post == "builder"
        )
        if mine and (reach in ("zone", "involved") or (reach == kind and active)):
            return True
    return False


def test_without_the_verb_there_is_nothing(world):
    actor = replace(world.actor("builder"), grants=())
    subject = subject_of(world, Label.PUBLIC, PARTS[1])
    assert not access.can(actor, "org.view", subject)
    assert not access.visible(actor, OutsideOrganisation.objects.all(), "org.view").exists()


def test_unknown_and_forbidden_answer_alike_where_one_may_not_look(world, now):
    w = Walk(world, now)
    w.register()
    with pytest.raises(Unknown) as hidden:
        access.require(world.actor("builder"), "matters.sign", w.matter)
    with pytest.raises(Unknown) as missing:
        raise access.unknown()
    assert (hidden.value.code, hidden.value.message) == (missing.value.code, missing.value.message)
    with pytest.raises(Forbidden):
        access.require(world.actor("clerk"), "matters.sign", w.matter)


def test_another_zone_is_unknown_even_to_the_highest(world, now):
    other = build("linhai")
    foreign = Walk(other, now)
    foreign.register()
    for name in ("clerk", "leader", "supervisor", "administrator"):
        actor = world.actor(name)
        assert not access.can(actor, "matters.view", foreign.matter)
        assert not Matter.objects.visible_to(actor).filter(pk=foreign.matter.pk).exists()
        assert verbs_on(actor, foreign.matter.subject, ["matters.view"]) == frozenset()
        with pytest.raises(Unknown):
            access.require(actor, "matters.view", foreign.matter)
    with refused("access.unknown"):
        actions.dispatch_matter(
            actor=world.actor("clerk"),
            matter=foreign.matter,
            lead_leader=None,
            responsible_unit=None,
            due_on=None,
            requirement="",
            now=now,
        )
    assert access.policy().actor_for(other.accounts["clerk"], world.zone) is None
    assert [zone.code for zone in access.policy().zones_of(other.accounts["clerk"])] == ["linhai"]


@pytest.mark.parametrize(
    ("label", "who"),
    [
        (Label.PUBLIC, {"clerk", "leader", "verifier", "supervisor", "firms"}),
        (Label.INTERNAL, {"clerk", "leader", "verifier", "supervisor", "firms"}),
        (Label.SENSITIVE, {"clerk", "leader", "supervisor", "firms"}),  # the clerk wrote it down
        (Label.SUPERVISION, {"supervisor"}),
    ],
)
def test_labels(world, now, label, who):
    matter = Walk(world, now, label=label).receive()
    seen = {name for name in world.people if Matter.objects.visible_to(world.actor(name)).exists()}
    assert seen == who
    assert seen == {name for name in world.people if access.can(world.actor(name), "matters.view", matter)}


def test_a_department_sees_what_was_passed_on_and_does_nothing_more(world, now):
    w = Walk(world, now)
    w.dispatch()
    actions.object_matter(**by(w, "builder"), reason="属项目服务中心。")
    actions.settle_objection(
        **by(w, "clerk"),
        upheld=True,
        reason="经核。",
        responsible_unit=world.units["project_service_centre"],
    )
    builder = world.actor("builder")
    assert access.can(builder, "matters.view", w.matter)
    assert not access.can(builder, "matters.sign", w.matter)
    assert access.can(world.actor("projects"), "matters.sign", w.matter)


def test_a_role_withdrawn_counts_from_the_next_request(world, now):
    w = Walk(world, now)
    w.submit()
    admin, grant = world.actor("administrator"), RoleGrant.objects.get(role="verifier")
    assert world.actor("verifier").holds("matters.verify")
    withdraw_role(actor=admin, grant=grant, last_on=TODAY - timedelta(1), now=now)
    assert not world.actor("verifier").holds("matters.verify")
    with refused("access.unknown"):
        actions.verify_matter(**by(w, "verifier"), passed=True, text="属实。")
    with refused("access.role_ended"):
        withdraw_role(actor=admin, grant=grant, last_on=TODAY, now=now)


def test_granted_and_withdrawn_on_one_day(world, now):
    admin = world.actor("administrator")
    grant = grant_role(actor=admin, post=world.posts["idle"], role="verifier", starts_on=TODAY, now=now)
    assert world.actor("idle").holds("matters.verify")
    with refused("access.role_held", "role"):
        grant_role(actor=admin, post=world.posts["idle"], role="verifier", starts_on=TODAY, now=now)
    with refused("access.ends_before_start", "last_on"):
        withdraw_role(actor=admin, grant=grant, last_on=TODAY - timedelta(2), now=now)
    withdraw_role(actor=admin, grant=grant, last_on=TODAY - timedelta(1), now=now)
    assert not world.actor("idle").holds("matters.verify")


def test_granting_refused(world, now):
    other = build("linhai")
    admin, post = world.actor("administrator"), world.posts["idle"]
    with refused("access.role_unknown", "role"):
        grant_role(actor=admin, post=post, role="king", starts_on=TODAY, now=now)
    with refused("access.unknown"):
        grant_role(actor=admin, post=other.posts["idle"], role="verifier", starts_on=TODAY, now=now)
    with refused("access.unknown"):
        grant_role(
            actor=admin,
            post=post,
            role="verifier",
            starts_on=TODAY,
            now=now,
            scope_unit=other.units["construction_bureau"],
        )
    for name in ("clerk", "leader", "supervisor"):
        with refused("access.unknown"):
            grant_role(actor=world.actor(name), post=post, role="verifier", starts_on=TODAY, now=now)


def test_a_scoped_role_reaches_its_unit_only(world, now):
    one, two = Walk(world, now), Walk(world, now)
    one.dispatch()
    two.dispatch(responsible_unit=world.units["project_service_centre"])
    grant_role(
        actor=world.actor("administrator"),
        post=world.posts["idle"],
        role="verifier",
        starts_on=TODAY,
        now=now,
        scope_unit=world.units["project_service_centre"],
    )
    idle = world.actor("idle")
    assert access.can(idle, "matters.verify", two.matter)
    assert not access.can(idle, "matters.verify", one.matter)
    assert list(Matter.objects.visible_to(idle)) == [two.matter]


def test_a_deputy_acts_in_the_days_of_the_deputyship(world, now):
    w = Walk(world, now)
    w.dispatch()
    Deputyship.objects.create(
        zone=world.zone,
        post=world.posts["builder"],
        person=world.people["firms"],
        starts_on=date(2021, 5, 18),
        ends_on=date(2021, 5, 19),
        reason="休假",
    )
    assert not access.can(world.actor("firms"), "matters.sign", w.matter)
    with at(w, on(date(2021, 5, 18))):
        firms = world.actor("firms")
        assert access.can(firms, "matters.sign", w.matter)
        assert firms.on_behalf_of == (world.posts["builder"].pk,)
    with at(w, on(date(2021, 5, 20))):
        assert not access.can(world.actor("firms"), "matters.sign", w.matter)


def test_the_supervisor_reads_all_and_changes_nothing():
    roles = parse_roles(catalogue.presets("roles")[0].body)
    verbs = {verb for verb, _reach in roles.get("supervisor").verbs}
    acts = {verb for verb in verbs if not verb.endswith((".view", ".export", ".use"))}
    own = {verb for verb in acts if verb.startswith("supervision.")}  # sheets, samples, findings of his own
    # a checkpoint carried out of the house and reading the ratings of raisers change nothing in it
    assert acts - own == {"prooflog.take_out", "matters.ratings"}


def test_nobody_both_handles_and_verifies_by_one_role():
    for role in parse_roles(catalogue.presets("roles")[0].body).roles:
        verbs = {verb for verb, _reach in role.verbs}
        assert not {"matters.submit", "matters.verify"} <= verbs
        assert not {"matters.submit", "matters.close"} <= verbs
        assert not {"matters.submit", "matters.decide_extension"} <= verbs


@pytest.mark.parametrize(
    ("role", "says"),
    [
        ({"clearance": "cosmic", "verbs": {}}, "cosmic"),
        ({"clearance": "internal", "verbs": {"view": "zone"}}, "view"),
        ({"clearance": "internal", "verbs": {"matters.view": ""}}, "matters.view"),
    ],
)
def test_roles_parse_errors(role, says):
    with pytest.raises(ValueError, match=says):
        parse_roles({"roles": {"odd": {"zh": "奇", "en": "Odd", **role}}})


def test_grants_of_a_role():
    role = parse_roles(
        {
            "roles": {
                "r": {
                    "zh": "甲",
                    "en": "A",
                    "clearance": "internal",
                    "verbs": {"m.sign": "lead|co", "m.view": "zone"},
                }
            }
        }
    ).get("r")
    assert list(grants_of(role, None)) == [
        Grant("m.sign", "lead"),
        Grant("m.sign", "co"),
        Grant("m.view", "zone"),
    ]
    units = frozenset({1})
    assert Grant("m.view", "involved", units) in set(grants_of(role, units))
    assert not any(grant.reach == "zone" for grant in grants_of(role, units))


def test_a_stranger_is_nobody(world):
    zone = Zone.objects.select_related("subject").get(pk=world.zone.pk)
    world.people["idle"].ends_on = TODAY - timedelta(1)
    world.people["idle"].save()
    assert access.policy().actor_for(world.accounts["idle"], zone) is None
    assert access.policy().zones_of(world.accounts["idle"]) == []
    assert Subject.objects.filter(zone=zone).exists()
