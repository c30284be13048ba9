"""Evidence, verifications and answers are part of a close-out: whoever changes one in the database is named."""

import pytest
from django.db import connection

from banshi.base.files import intake
from banshi.base.prooflog.verification import verify
from banshi.base.zones.models import Subject
from banshi.core.matters import actions
from banshi.core.matters.models import Answer, Evidence, Matter, Verification
from conf.stock import photo
from support.matters import Walk
from support.tampering import fences_down


@pytest.fixture
def closed(world, now):
    """A closed matter with a photo, and another that is open."""
    one, other = Walk(world, now), Walk(world, now, title="第二件")
    other.sign()
    actions.attach_evidence(
        actor=world.actor("builder"), matter=other.matter, kind="photo_after", dated_on=now.date(), now=now,
        upload=intake.take(world.zone, photo("red")),
    )  # fmt: skip
    one.close()
    assert verify().findings == []
    return one, other


def found():
    """What is found, in one part and in three."""
    whole = verify().findings
    assert verify(jobs=3).findings == whole
    assert all(one.sentence for one in whole)
    return [(one.kind, one.table) for one in whole if one.table != "search"]


def changed(rows, **values):
    with fences_down():
        assert rows.update(**values) == 1


FACE = [("part_differs", "matters_matter"), ("part_gone", "matters_matter")]


def test_another_title(closed):
    one, _other = closed
    changed(Matter.objects.filter(pk=one.matter.pk), title="已经办好")
    assert found() == FACE


def test_titles_with_marks_and_amended_twice(closed, world, now):
    _one, other = closed
    for title in ('所谓"整改"\\完成', "第二件", '又是"整改"'):
        actions.amend_matter(
            actor=world.actor("clerk"),
            matter=other.matter,
            title=title,
            category=other.matter.category,
            now=now,
        )
    Walk(world, now, title='一开始就有"引号"')
    assert found() == []
    changed(Matter.objects.filter(pk=other.matter.pk), title="第二件")
    assert found() == FACE


def test_raisers_exchanged(closed):
    one, other = closed
    org, words = one.matter.raiser_org_id, one.matter.words_id
    assert words != other.matter.words_id
    changed(
        Matter.objects.filter(pk=one.matter.pk), raiser_org=None if org else closed[1].matter.raiser_org_id
    )
    assert found() == FACE
    changed(Matter.objects.filter(pk=one.matter.pk), raiser_org=org)
    changed(Matter.objects.filter(pk=one.matter.pk), words=None)
    assert found() == FACE


def test_another_number(closed):
    one, _other = closed
    changed(Matter.objects.filter(pk=one.matter.pk), number="2021-9999")
    assert found() == FACE


def test_evidence_moved_to_another_matter(closed):
    one, other = closed
    changed(Evidence.objects.filter(matter=other.matter, file__isnull=False), matter=one.matter)
    assert found() == [("part_differs", "matters_evidence"), ("part_gone", "matters_evidence")]


def test_evidence_of_another_day(closed):
    changed(Evidence.objects.filter(file__isnull=False), dated_on="2021-01-04")
    assert found() == [("part_differs", "matters_evidence"), ("part_gone", "matters_evidence")]


def test_evidence_taken_away(closed):
    Evidence.objects.filter(file__isnull=False).delete()
    assert found() == [("part_gone", "matters_evidence")]


def test_evidence_added_without_an_entry(closed):
    row = Evidence.objects.filter(file__isnull=False)[0]
    row.pk = None
    row.save()
    [only] = [one for one in verify().findings]
    assert (only.kind, only.row) == ("part_differs", f"id={row.pk} {row.matter.number}")


def test_a_verification_turned_round(closed):
    changed(Verification.objects.all(), passed=False)
    assert found() == [("part_differs", "matters_verification"), ("part_gone", "matters_verification")]


def test_an_answer_made_kinder(closed):
    answer = Answer.objects.get()
    kinder = "dissatisfied" if answer.satisfaction == "satisfied" else "satisfied"
    changed(Answer.objects.all(), satisfaction=kinder)
    assert found() == [("part_differs", "matters_answer"), ("part_gone", "matters_answer")]


def test_words_exchanged_between_two_answers(closed, world, now):
    changed(Answer.objects.all(), words=Verification.objects.get().words)
    assert ("part_differs", "matters_answer") in found()


def test_a_label_lowered(closed):
    """Access asks the subject's label; lowering it would show the matter to everybody."""
    one, _other = closed
    changed(Subject.objects.filter(pk=one.matter.subject_id), label=0)
    assert found() == [("label_differs", "zones_subject")]


def test_bytes_where_a_text_should_be(closed):
    """SQLite takes any bytes into a column of text: they are compared, not decoded."""
    if connection.vendor != "sqlite":
        pytest.skip("only SQLite keeps what its column was not made for")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE matters_answer SET channel = CAST(x'ff00fe' AS TEXT)")
    assert ("part_differs", "matters_answer") in found()
