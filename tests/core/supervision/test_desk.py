"""The supervisor's desk: each detector finds its case and not the one beside it; he changes nothing of others."""

import importlib
import inspect
import pkgutil
from dataclasses import replace
from datetime import date

import pytest

from banshi.base.files import intake
from banshi.base.history import acts
from banshi.base.history.models import Entry
from banshi.base.history.record import read
from banshi.base.zones.models import Label, Subject
from banshi.base.zones.refusals import Forbidden, Refusal, Unknown
from banshi.core.matters import actions as matters
from banshi.core.matters.models import Answer, Matter, Note, NoteKind, Verification
from banshi.core.supervision import actions
from banshi.core.supervision.models import Anomaly, Document
from banshi.core.supervision.queries import desk
from banshi.core.supervision.queries import documents as papers
from banshi.core.supervision.rules import anomalies as rules
from support.ledger import on, walk


def found(world, code, actor=None):
    """What one detector finds: the numbers of the matters, per anomaly."""
    groups = desk.groups(actor or world.actor("supervisor"))
    group = next(group for group in groups if group.detector.code == code)
    return [tuple(matter.number for matter in line.matters) for line in group.lines]


def in_hand(world, now, **intake_values):
    one = walk(world, now, **intake_values)
    one.sign()
    return one


def test_the_same_evidence_on_two_matters(world, now):
    from conf.stock import photo

    rows = [in_hand(world, now) for _n in range(3)]
    for row, colour in zip(rows, ("red", "red", "blue"), strict=True):
        matters.attach_evidence(
            actor=world.actor("builder"),
            matter=row.matter,
            kind="photo_after",
            dated_on=date(2021, 5, 17),
            upload=intake.take(world.zone, photo(colour)),
            now=now,
        )
    assert found(world, "same_evidence") == [(rows[0].matter.number, rows[1].matter.number)]


def ask_and_decide(world, one, decided, asked=(5, 24)):
    with on(*asked) as at:
        matters.ask_extension(
            actor=world.actor("builder"),
            matter=one.again(),
            until_on=date(2021, 6, 10),
            reason="材料6月8日到。",
            now=at,
        )
    with on(*decided) as at:
        matters.decide_extension(
            actor=world.actor("leader"),
            matter=one.again(),
            approved=True,
            told_on=date(2021, *decided),
            now=at,
        )


def test_an_extension_approved_after_the_deadline(world, now):
    late, in_time = in_hand(world, now), in_hand(world, now)
    ask_and_decide(world, late, (5, 26))
    ask_and_decide(world, in_time, (5, 25))
    with on(5, 27):
        assert found(world, "late_extension") == [(late.matter.number,)]


def test_one_person_approves_many_with_what_was_asked_beside(world, now):
    rows = [in_hand(world, now) for _n in range(3)]
    for row in rows[:2]:
        ask_and_decide(world, row, (5, 25))
    with on(5, 25):
        assert found(world, "many_exceptions") == []
    ask_and_decide(world, rows[2], (5, 25))
    with on(5, 25):
        assert found(world, "many_exceptions") == [tuple(row.matter.number for row in rows)]
        group = next(
            g for g in desk.groups(world.actor("supervisor")) if g.detector.code == "many_exceptions"
        )
        assert group.lines[0].found.numbers == {"approved": 3, "asked": 3}


def test_identical_closing_texts(world, now):
    rows = [walk(world, now) for _n in range(3)]
    for row, text in zip(
        rows, ("已疏通并清运淤泥。", "已疏通 并清运淤泥。", "已更换水泵并复测。"), strict=True
    ):
        row.submit(text=text)
        row.matter = matters.verify_matter(
            actor=world.actor("verifier"), matter=row.matter, passed=True, text="属实。", now=now
        )
        row.answer()
        matters.close_matter(actor=world.actor("clerk"), matter=row.matter, now=now)
    assert found(world, "identical_texts") == [(rows[0].matter.number, rows[1].matter.number)]


def test_an_answer_by_the_department_itself(world, now):
    own, other = walk(world, now), walk(world, now)
    for row in (own, other):
        row.verified()
        row.answer()
    assert found(world, "own_unit_answer") == []
    Answer.objects.filter(matter=own.matter).update(entered_unit_ids=[world.units["construction_bureau"].pk])
    assert found(world, "own_unit_answer") == [(own.matter.number,)]
    Answer.objects.filter(matter=own.matter).update(entered_unit_ids=[], entered_by=world.people["builder"])
    assert found(world, "own_unit_answer") == [(own.matter.number,)]


def test_closed_within_minutes(world, now):
    at_once, later = walk(world, now), walk(world, now)
    at_once.close()
    later.verified()
    later.answer()
    with on(5, 17, 10) as at:
        matters.close_matter(actor=world.actor("clerk"), matter=later.matter, now=at)
        assert found(world, "quick_close") == [(at_once.matter.number,)]


def test_verifier_and_handler_change_places(world, now):
    one, other = walk(world, now), walk(world, now)
    one.verified()
    other.verified()
    assert found(world, "swapped_hands") == []
    Note.objects.filter(matter=other.matter).update(person=world.people["verifier"])
    Verification.objects.filter(matter=other.matter).update(person=world.people["builder"])
    assert found(world, "swapped_hands") == [(one.matter.number, other.matter.number)]


def test_who_gave_a_reason_had_no_hand_in_it(world, now):
    """Whoever looked back and re-opened stands in the matter's notes, and handled nothing."""
    one, other = walk(world, now), walk(world, now)
    one.verified()
    other.verified()
    notes = Note.objects.filter(matter=other.matter)
    notes.update(person=world.people["clerk"])
    Verification.objects.filter(matter=other.matter).update(person=world.people["builder"])
    reason = notes.first()
    reason.pk, reason.kind, reason.person = None, NoteKind.REASON, world.people["verifier"]
    reason.save(force_insert=True)
    assert found(world, "swapped_hands") == []
    notes.filter(pk=reason.pk).update(kind=NoteKind.PROGRESS)
    assert found(world, "swapped_hands") == [(one.matter.number, other.matter.number)]


def test_many_not_mine_with_what_was_handed_over(world, now):
    rows = [walk(world, now) for _n in range(4)]
    for n, row in enumerate(rows):
        row.dispatch()
        if n < 3:
            assert found(world, "many_not_mine") == []
            matters.object_matter(
                actor=world.actor("builder"), matter=row.matter, reason="不属本局职责。", now=now
            )
    group = next(g for g in desk.groups(world.actor("supervisor")) if g.detector.code == "many_not_mine")
    assert group.lines[0].found.numbers == {"said": 3, "upheld": 0, "handed": 4}
    assert group.lines[0].who == world.units["construction_bureau"].name


def test_withdrawn_after_it_was_overdue(world, now):
    late, in_time = in_hand(world, now), in_hand(world, now)
    for row, day in ((late, 26), (in_time, 25)):
        with on(5, day) as at:
            matters.withdraw_matter(
                actor=world.actor("clerk"), matter=row.again(), reason="反映人撤回。", now=at
            )
    with on(5, 27):
        assert found(world, "withdrawn_overdue") == [(late.matter.number,)]


def test_what_is_older_than_the_window_is_not_asked(world, now):
    walk(world, now).close()
    assert found(world, "quick_close")
    with on(9, 1):
        assert found(world, "quick_close") == []


def test_nothing_above_the_readers_label_is_shown_or_counted(world, now):
    one = walk(world, now)
    one.close()
    Matter.objects.filter(pk=one.matter.pk).update(label=Label.SUPERVISION)
    Subject.objects.filter(pk=one.matter.subject_id).update(label=Label.SUPERVISION)
    supervisor = world.actor("supervisor")
    assert found(world, "quick_close", supervisor) == [(one.matter.number,)]
    lower = replace(supervisor, clearance=Label.SENSITIVE)
    assert found(world, "quick_close", lower) == []
    assert desk.open_count(lower) == 0


def test_the_desk_costs_the_same_for_many(world, now):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    walk(world, now).close()
    supervisor = world.actor("supervisor")
    desk.groups(supervisor)
    with CaptureQueriesContext(connection) as few:
        desk.groups(supervisor)
    for _n in range(12):
        walk(world, now).close()
    with CaptureQueriesContext(connection) as many:
        desk.groups(supervisor)
    assert len(many) == len(few) <= 20


# What he writes


def decided(world, now, decision="dismissed", **changes):
    one = walk(world, now)
    one.close()
    group = next(g for g in desk.groups(world.actor("supervisor")) if g.detector.code == "quick_close")
    values = {
        "detector": "quick_close",
        "mark": group.lines[0].found.key,
        "decision": decision,
        "reason": "当日补录，经核属实。",
        "now": now,
    } | changes
    return actions.decide_anomaly(actor=world.actor("supervisor"), **values)


def test_a_decision_with_its_reason_is_recorded_and_takes_it_off_the_desk(world, now):
    row = decided(world, now)
    assert found(world, "quick_close") == []
    body = read(Entry.objects.get(subject=row.subject))
    assert (body["kind"], body["data"]["decision"]) == ("supervision.decided", "dismissed")
    assert "补录" not in str(body)
    assert row.subject.label == Label.SUPERVISION
    shown = desk.groups(world.actor("supervisor"), all_of_them=True)
    assert sum(group.decided for group in shown) == 1
    page = desk.page(world.actor("supervisor"), "quick_close", row.key)
    assert page.reason == "当日补录，经核属实。"
    assert [step.what for step in page.steps]


def test_decided_once_with_a_reason_and_only_what_is_found(world, now):
    row = decided(world, now)
    by = {"actor": world.actor("supervisor"), "decision": "dismissed", "now": now}
    before = (Anomaly.objects.count(), Entry.objects.count())
    with pytest.raises(Refusal) as again:
        actions.decide_anomaly(**by, detector="quick_close", mark=row.key, reason="再次。")
    assert again.value.code == "supervision.decided"
    with pytest.raises(Refusal) as empty:
        actions.decide_anomaly(**by, detector="quick_close", mark=row.key, reason=" ")
    assert empty.value.code == "supervision.words_missing"
    with pytest.raises(Unknown):
        actions.decide_anomaly(**by, detector="quick_close", mark="0" * 24, reason="无。")
    with pytest.raises(Unknown):
        actions.decide_anomaly(**by, detector="nothing", mark="0" * 24, reason="无。")
    assert (Anomaly.objects.count(), Entry.objects.count()) == before


@pytest.mark.parametrize("name", ["clerk", "leader", "verifier", "builder", "administrator", "idle"])
def test_nobody_else_decides_reminds_or_sees(world, now, name):
    row = decided(world, now)
    actor = world.actor(name)
    with pytest.raises(Forbidden):
        actions.decide_anomaly(
            actor=actor, detector="quick_close", mark=row.key, decision="dismissed", reason="无。", now=now
        )
    with pytest.raises(Forbidden):
        actions.issue_notice(
            actor=actor,
            unit=world.units["construction_bureau"],
            demand="请自查。",
            answer_by=date(2021, 5, 28),
            now=now,
        )
    assert not desk.decisions(actor).exists()


def test_a_reminder_sheet_goes_to_one_unit_and_is_answered(world, now):
    anomaly = decided(world, now, "followed")
    by = {"actor": world.actor("supervisor"), "now": now, "answer_by": date(2021, 5, 28)}
    unit = world.units["construction_bureau"]
    row = actions.issue_notice(**by, unit=unit, demand="请就当日销号事项自查并书面报告。", anomaly=anomaly)
    assert row.number == "监督提醒〔2021〕1号"
    seen = {name for name in world.accounts if papers.listed(world.actor(name)).exists()}
    assert seen == {"supervisor", "builder", "leader"}
    actions.answer_document(
        actor=world.actor("builder"), document=row, text="已自查，5月20日整改完。", now=now
    )
    assert papers.page(world.actor("supervisor"), row).state[1] == "done"
    before = Document.objects.count()
    with pytest.raises(Refusal) as own:
        actions.issue_notice(**by, unit=world.units["discipline_committee"], demand="请自查。")
    assert own.value.code == "supervision.to_oneself"
    assert Document.objects.count() == before


def plausible(world, name, parameter, matter):
    """Something of about the right kind for a parameter of a use case."""
    given = {
        "matter": matter,
        "into": matter,
        "now": None,
        "raised_on": date(2021, 5, 17),
        "due_on": date(2021, 5, 28),
        "dated_on": date(2021, 5, 17),
        "answered_on": date(2021, 5, 17),
        "raiser": matters.Raiser("enterprise", org=world.firm),
        "lead_leader": world.posts["leader"],
        "responsible_unit": world.units["construction_bureau"],
        "unit": world.units["construction_bureau"],
        "issuer": world.units["construction_bureau"],
        "passed": True,
        "upheld": True,
        "listed": True,
        "approved": True,
        "let_stand": True,
        "parts": (),
        "kind": "problem",
    }
    return given.get(name, "说明" if parameter.annotation in (str, "str") else date(2021, 5, 28))


def test_the_supervisor_can_call_no_act_of_matters(world, now):
    """Every registered use case of matters, on matters in three states: refused, and nothing is written."""
    walks = [walk(world, now) for _n in range(3)]
    walks[0].register()
    walks[1].sign()
    walks[2].close()
    supervisor = world.actor("supervisor")
    for module in pkgutil.iter_modules(matters.__path__):
        importlib.import_module(f"{matters.__name__}.{module.name}")
    verbs = sorted(verb for verb in acts.registry if verb.startswith("matters."))
    assert len(verbs) >= 30
    for one in walks:
        for verb in verbs:
            wanted = inspect.signature(inspect.unwrap(acts.registry[verb])).parameters
            given = {
                name: plausible(world, name, parameter, one.again())
                for name, parameter in wanted.items()
                if parameter.default is inspect.Parameter.empty
            } | {"actor": supervisor, "now": now}
            before = (Entry.objects.count(), Matter.objects.count(), Note.objects.count())
            with pytest.raises(Forbidden):
                acts.registry[verb](**given)
            assert (Entry.objects.count(), Matter.objects.count(), Note.objects.count()) == before, verb


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ({"window_days": 30, "detectors": {"gossip": {}}}, "no detector"),
        ({"window_days": 30, "detectors": {"quick_close": {}}}, "minutes"),
        ({"window_days": 30, "detectors": {"quick_close": {"minutes": 0}}}, "minutes"),
        ({"window_days": 0, "detectors": {}}, "window_days"),
    ],
)
def test_wrong_thresholds_are_refused(body, says):
    with pytest.raises(ValueError, match=says):
        rules.parse(body)


def test_a_detector_that_is_left_out_is_off():
    thresholds = rules.parse({"window_days": 30, "detectors": {"quick_close": {"minutes": 5}}})
    assert thresholds.on("quick_close")
    assert not thresholds.on("same_evidence")
