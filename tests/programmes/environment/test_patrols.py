"""A patrol from its route to the recheck: what is done, what is refused and leaves nothing."""

import re
from datetime import date, timedelta
from io import BytesIO
from zoneinfo import ZoneInfo

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from PIL import ExifTags, Image

from banshi.base.figures.registry import Question, figure
from banshi.base.figures.replay import outcome
from banshi.base.figures.reports import chapters
from banshi.base.figures.statements import by_id
from banshi.base.history.models import Entry
from banshi.base.zones import clock
from banshi.base.zones.ids import uuid7
from banshi.base.zones.models import Account
from banshi.base.zones.refusals import Forbidden, Refusal
from banshi.core.matters import actions as matters
from banshi.core.matters.demo.pictures import picture
from banshi.core.matters.models import Matter
from banshi.core.occasions.models import Occasion
from banshi.kernel.periods import Period
from banshi.programmes.environment.actions import patrols as actions
from banshi.programmes.environment.models import Checked, Finding, Handing, PatrolStop
from banshi.programmes.environment.queries import patrols as queries
from banshi.programmes.environment.sections import REPORT
from support.zone import join

DAY = date(2021, 5, 17)


def photo(number=1):
    return ContentFile(picture(number), name="现场.jpg")


@pytest.fixture
def by(world, now):
    return {"actor": world.actor("inspector"), "now": now}


@pytest.fixture
def stop(world, by):
    actions.set_site(
        **by,
        place=world.place,
        contractor=world.firm,
        responsible_unit=world.units["project_service_centre"],
        lead_leader=world.posts["leader"],
        client_unit=world.units["enterprise_service_centre"],
    )
    host = world.units["construction_bureau"]
    actions.plan_patrol(**by, host=host, planned_on=DAY, sites=[world.place])
    return PatrolStop.objects.select_related("patrol__occasion__subject", "place").get()


@pytest.fixture
def found(by, stop):
    return actions.report_finding(**by, stop=stop, item="5", photo=photo(), words="裸土未覆盖。")


def submitted(world, matter, now, day=DAY):
    hand = {"actor": world.actor("projects"), "now": now}
    matter = matters.sign_matter(matter=matter, **hand)
    matter = matters.attach_evidence(matter=matter, kind="photo_after", dated_on=day, upload=photo(2), **hand)
    return matters.submit_matter(matter=matter, outcome="solved", text="已覆盖。", **hand)


def finish(world, by, stop, *names):
    posts = [world.posts[name] for name in names]
    return actions.finish_patrol(**by, occasion=stop.patrol.occasion, inspectors=posts, held_on=DAY)


def ask(world, code, on=DAY):
    return figure(f"environment.{code}").compute(Question(world.zone, world.actor("clerk"), on))


def test_a_finding_is_a_rectification_with_a_day_and_a_requirement(world, by, stop, found):
    assert (found.kind, found.state) == ("rectification", "dispatched")
    assert found.responsible_unit == world.units["project_service_centre"]
    assert found.promised_on == date(2021, 5, 20)
    assert "100%覆盖" in found.requirement
    assert found.origin == stop.patrol.occasion.subject
    kinds = list(Entry.objects.filter(subject=found.subject).order_by("n").values_list("kind", flat=True))
    assert kinds[-2:] == ["matters.evidence_added", "environment.found"]
    assert Checked.objects.get().result == "failed"
    stop.refresh_from_db()
    assert stop.visited_on == DAY


def test_sent_twice_it_is_one_finding(by, stop):
    key = uuid7()
    given = {"stop": stop, "item": "3", "photo": photo(), "key": key}
    first = actions.report_finding(**by, **given)
    assert actions.report_finding(**by, **(given | {"photo": photo()})) == first
    assert (Finding.objects.count(), Matter.objects.count()) == (1, 1)


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"photo": None}, "environment.no_photo"),
        ({"item": "9"}, "environment.item_unknown"),
        ({"item": "other"}, "environment.no_words"),
        ({"found_on": DAY + timedelta(days=1)}, "environment.found_when"),
        ({"found_on": DAY - timedelta(days=4)}, "environment.found_when"),
        ({"due_on": DAY - timedelta(days=1)}, "matters.due_past"),
        ({"due_on": DAY.replace(year=2999)}, "matters.due_far"),
        ({"requirement": "尽快整改"}, "matters.vague"),
        ({"photo": ContentFile(b"not a picture", name="a.jpg")}, "files.kind"),
    ],
)
def test_a_finding_that_is_refused_leaves_nothing(by, stop, given, code):
    with pytest.raises(Refusal) as refused:
        actions.report_finding(**by, stop=stop, **({"item": "5", "photo": photo()} | given))
    assert refused.value.code == code
    assert not Matter.objects.exists()
    assert not Finding.objects.exists()
    assert not Checked.objects.exists()


def test_who_may_not_patrol(world, now, stop):
    for name in ("clerk", "projects", "verifier"):
        with pytest.raises(Forbidden):
            actions.report_finding(actor=world.actor(name), stop=stop, item="5", photo=photo(), now=now)
    assert not Finding.objects.exists()


def test_not_applicable_needs_a_reason_and_the_rest_is_met(by, stop, found):
    with pytest.raises(Refusal, match="na_reason"):
        actions.check_stop(**by, stop=stop, results={"8": ("na", "")})
    with pytest.raises(Refusal, match="finding_wanted"):
        actions.check_stop(**by, stop=stop, results={"8": ("failed", "")})
    with pytest.raises(Refusal, match="checked_already"):
        actions.check_stop(**by, stop=stop, results={"5": ("met", "")})
    assert Checked.objects.count() == 1
    results = {str(n): ("met", "") for n in (1, 2, 3, 4, 6, 7)} | {"8": ("na", "无机械作业")}
    actions.check_stop(**by, stop=stop, results=results)
    assert Checked.objects.count() == 8
    with pytest.raises(Refusal, match="checked_already"):
        actions.report_finding(**by, stop=stop, item="1", photo=photo())


def test_the_sheet_is_taken_once(world, by, found):
    with pytest.raises(Refusal, match="no_witness"):
        actions.hand_over(**by, matter=found, how="refused")
    assert not Handing.objects.exists()
    actions.hand_over(**by, matter=found, how="refused", witness="值班人员")
    with pytest.raises(Refusal, match="handed"):
        actions.hand_over(**by, matter=found, how="ticked", name="负责人")
    entry = Entry.objects.filter(subject=found.subject).order_by("-n")[0]
    assert "值班人员" not in bytes(entry.body).decode()


def test_a_photo_from_before_the_order_is_told(world, now, found):
    with pytest.raises(Refusal) as refused:
        submitted(world, found, now, DAY - timedelta(days=1))
    assert refused.value.code == "matters.photo_before_order"
    assert found.evidence.count() == 1


def camera(number, at):
    """A photo whose camera says when it was taken, in the zone's own time."""
    exif = Image.Exif()
    exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = at
    out = BytesIO()
    Image.open(BytesIO(picture(number))).save(out, "JPEG", exif=exif)
    return ContentFile(out.getvalue(), name="现场.jpg")


def test_a_photo_of_the_day_but_before_the_hour_of_the_order_is_told(world, now, found):
    local = now.astimezone(ZoneInfo(world.zone.timezone))
    hand = {"actor": world.actor("projects"), "now": now + timedelta(hours=2)}
    matter = matters.sign_matter(matter=found, **hand)
    early = f"{local - timedelta(minutes=1):%Y:%m:%d %H:%M:%S}"
    given = {"matter": matter, "kind": "photo_after", "dated_on": DAY, **hand}
    with pytest.raises(Refusal) as refused:
        matters.attach_evidence(upload=camera(2, early), **given)
    assert refused.value.code == "matters.photo_before_hour"
    assert f"{local:%H:%M}" in str(refused.value)
    assert found.evidence.count() == 1
    same_minute = f"{local:%Y:%m:%d %H:%M}:00"
    matters.attach_evidence(upload=camera(3, same_minute), **given)
    assert found.evidence.count() == 2


def test_the_photo_from_before_is_none_from_after(world, now, by, found):
    hand = {"actor": world.actor("projects"), "now": now}
    matter = matters.sign_matter(matter=found, **hand)
    with pytest.raises(Refusal, match="pair_same"):
        matters.attach_evidence(matter=matter, kind="photo_after", dated_on=DAY, upload=photo(), **hand)
    matter = matters.submit_matter(matter=matter, outcome="solved", text="已覆盖。", **hand)
    with pytest.raises(Refusal, match="pair_same"):
        actions.recheck(**by, matter=matter, passed=True, text="", photo=photo())
    matter.refresh_from_db()
    assert (matter.state, matter.evidence.count()) == ("submitted", 1)


def test_only_the_issuer_is_offered_the_recheck(world, now, found):
    matter = submitted(world, found, now)
    offered = {
        name: queries.finding_page(world.actor(name), matter.subject.uid).may_recheck
        for name in ("inspector", "verifier", "clerk")
    }
    assert offered == {"inspector": True, "verifier": False, "clerk": False}


def test_whoever_sees_the_finding_and_not_the_matter_is_shown_no_broken_photo(world, client, found):
    """The photo is the matter's: it is shown to the issuer and his head, and said not to be open to others."""
    join(world, "head", "construction_bureau", "deputy_head", ("environment_head",))
    join(world, "other", "supervision_office", "staff", ("handler",))
    seen = {}
    for name in ("inspector", "head", "other"):
        client.force_login(Account.objects.get(pk=world.accounts[name].pk))
        page = client.get(reverse("environment:finding", args=[found.subject.uid])).content.decode()
        shown = re.findall(r'src="(/files/[^"]+/thumb/)"', page)
        assert all(client.get(address).status_code == 200 for address in shown)
        seen[name] = len(shown)
        stop = reverse("environment:stop", args=[found.finding.stop.uid])
        assert client.get(stop).status_code == 200
    assert seen == {"inspector": 1, "head": 1, "other": 0}


def test_the_matter_tells_what_happened_on_the_patrol_in_words(world, client, by, found):
    actions.hand_over(**by, matter=found, how="ticked", name="负责人")
    client.force_login(Account.objects.get(pk=world.accounts["inspector"].pk))
    page = client.get(reverse("matters:matter", args=[found.subject.uid]))
    assert page.status_code == 200
    said = page.content.decode()
    assert "environment." not in re.sub(r'(?:href|src|action)="[^"]*"', "", said)


def test_the_recheck_is_the_issuers_alone(world, now, by, found):
    matter = submitted(world, found, now)
    for name, error in (("projects", Forbidden), ("firms", Refusal), ("verifier", Refusal)):
        with pytest.raises(error):
            actions.recheck(actor=world.actor(name), matter=matter, passed=True, text="", now=now)
    matter.refresh_from_db()
    assert matter.state == "submitted"
    done = actions.recheck(**by, matter=matter, passed=True, text="已覆盖。")
    assert (done.state, done.verifier) == ("closed", world.people["inspector"])


def test_the_client_does_not_recheck_even_if_he_issues(world, now, by, stop, found):
    """The unit that has it built is named as a party: the guard of the kind refuses it wherever it is tried."""
    matter = submitted(world, found, now)
    from banshi.core.access.actions import involve

    involve(matter.subject, "party", unit=world.units["construction_bureau"])
    with pytest.raises(Refusal) as refused:
        actions.recheck(**by, matter=matter, passed=True, text="")
    assert refused.value.code == "matters.verified_by_party"


def test_what_does_not_hold_goes_back(world, now, by, found):
    matter = submitted(world, found, now)
    matter = actions.recheck(**by, matter=matter, passed=False, text="仍有裸土。")
    assert (matter.state, matter.returned) == ("in_hand", 1)


def test_a_pair_is_wanted_before_it_is_closed(world, now, by, found):
    hand = {"actor": world.actor("projects"), "now": now}
    matter = matters.sign_matter(matter=found, **hand)
    matter = matters.submit_matter(matter=matter, outcome="solved", text="已覆盖。", **hand)
    with pytest.raises(Refusal, match="pair_missing"):
        actions.recheck(**by, matter=matter, passed=True, text="")
    matter.refresh_from_db()
    assert matter.state == "submitted"
    assert actions.recheck(**by, matter=matter, passed=True, text="", photo=photo(7)).state == "closed"


def test_two_patrols_by_three_people_are_six_person_times(world, by, stop, found):
    host = world.units["construction_bureau"]
    finish(world, by, stop, "inspector", "builder", "idle")
    again = actions.plan_patrol(**by, host=host, planned_on=DAY, sites=[world.place])
    second = PatrolStop.objects.get(patrol__occasion=again)
    assert [name for name, _n in second.reasons] == ["open", "recent"]
    with pytest.raises(Refusal, match="nowhere"):
        finish(world, by, second, "inspector")
    actions.check_stop(**by, stop=second, results={"1": ("met", "")})
    finish(world, by, second, "inspector", "builder", "idle")
    assert (ask(world, "patrols").value, ask(world, "patrol_person_times").value) == (2, 6)
    assert Occasion.objects.filter(state="held").count() == 2
    with pytest.raises(Refusal, match="patrol_over"):
        actions.report_finding(**by, stop=second, item="2", photo=photo(9))


def test_what_a_phone_kept_comes_in_after_the_patrol_was_ended(world, now, by, stop, found):
    finish(world, by, stop, "inspector")
    late = {"actor": by["actor"], "stop": stop, "item": "2", "now": now + timedelta(days=2)}
    with pytest.raises(Refusal, match="patrol_over"):
        actions.report_finding(**late, photo=photo(3), found_on=DAY + timedelta(days=1))
    with clock.fixed(now + timedelta(days=2)):
        matter = actions.report_finding(**late, photo=photo(3), found_on=DAY)
    assert (matter.raised_on, Finding.objects.get(matter=matter).found_on) == (DAY + timedelta(days=2), DAY)
    with clock.fixed(now + timedelta(days=4)), pytest.raises(Refusal, match="found_when"):
        late["now"] = now + timedelta(days=4)
        actions.report_finding(**late, photo=photo(4), found_on=DAY)
    assert Finding.objects.count() == 2


def test_figures_and_statements_follow_the_records(world, now, by, stop, found):
    rest = {str(n): ("met", "") for n in (1, 2, 3, 4, 6, 7)} | {"8": ("na", "无机械作业")}
    actions.check_stop(**by, stop=stop, results=rest)
    finish(world, by, stop, "inspector")
    assert ask(world, "findings").value == 1
    assert ask(world, "findings_rectified").numerator == 0
    site = ask(world, "sites_full")
    assert (site.numerator, site.denominator, [one.pk for one in site.failing]) == (
        0,
        1,
        [world.place.subject_id],
    )
    says = {number: outcome(by_id(number), world.actor("clerk"), DAY) for number in ("A28", "A29", "A31")}
    assert (says["A28"].value.value, says["A29"].value.value) == (1, 1)
    assert list(says["A29"].value.failing) == [found.subject]
    assert says["A31"].value.holds is False
    with clock.fixed(now + timedelta(days=1)):
        matter = submitted(world, found, now + timedelta(days=1), DAY + timedelta(days=1))
        actions.recheck(
            actor=world.actor("inspector"), matter=matter, passed=True, text="", now=now + timedelta(days=1)
        )
        later = DAY + timedelta(days=1)
        assert ask(world, "sites_full", later).numerator == 1
        assert ask(world, "findings_rectified", later).numerator == 1
        assert outcome(by_id("A31"), world.actor("clerk"), later).value.holds is True
        assert ask(world, "sites_full", DAY).numerator == 0


def test_what_the_zone_issues_is_not_in_the_ledger_of_what_people_raised(world, found):
    question = Question(world.zone, world.actor("clerk"), DAY)
    assert figure("matters.collected").compute(question).value == 0


def test_only_its_own_unit_issues_and_never_what_people_raise(world, by):
    given = {
        "title": "清理排水沟",
        "words": "清理。",
        "category": "environment",
        "source_kind": "patrol",
        "lead_leader": world.posts["leader"],
        "responsible_unit": world.units["project_service_centre"],
        "due_on": date(2021, 5, 20),
        "requirement": "排水畅通。",
    }
    for kind, unit, code in (
        ("rectification", "project_service_centre", "matters.issuer"),
        ("problem", "construction_bureau", "matters.not_issued"),
    ):
        with pytest.raises(Refusal) as refused:
            matters.issue_matter(**by, **given, kind=kind, issuer=world.units[unit])
        assert refused.value.code == code
    assert not Matter.objects.exists()


def brief_of(world, month, on):
    question = Question(world.zone, world.actor("clerk"), on, period=month)
    return {one.section.code: one for one in chapters(REPORT, question)}["patrols"]


def test_the_monthly_brief_tells_of_patrols_and_each_number_opens_what_it_counts(
    world, now, by, stop, found, client
):
    """Two patrols by three people: six person-times, three persons; of two findings one in time; a recheck failed."""
    other = actions.report_finding(**by, stop=stop, item="4", photo=photo(3), words="道路未硬化。")
    finish(world, by, stop, "inspector", "builder", "idle")
    host = world.units["construction_bureau"]
    again = actions.plan_patrol(**by, host=host, planned_on=DAY, sites=[world.place])
    second = PatrolStop.objects.get(patrol__occasion=again)
    actions.check_stop(**by, stop=second, results={"1": ("met", "")})
    finish(world, by, second, "inspector", "builder", "idle")
    matter = submitted(world, found, now)
    matter = actions.recheck(**by, matter=matter, passed=False, text="仍有裸土。")
    later = now + timedelta(days=1)
    with clock.fixed(later):
        hand = {"actor": world.actor("projects"), "now": later}
        matters.submit_matter(matter=matter, outcome="solved", text="已覆盖。", **hand)
        actions.recheck(actor=world.actor("inspector"), matter=matter, passed=True, text="", now=later)
    end = date(2021, 5, 31)
    with clock.fixed(now + timedelta(days=14)):
        chapter = brief_of(world, Period.month(2021, 5), end)
        lines = {line.url.split("/")[2].removeprefix("environment."): line for line in chapter.lines}
        told = {
            code: (line.value.value, line.value.numerator, line.value.denominator)
            for code, line in lines.items()
        }
        assert told == {
            "patrols": (2, None, None),
            "patrol_person_times": (6, None, None),
            "patrol_persons": (3, None, None),
            "findings": (2, None, None),
            "findings_assigned": (100, 2, 2),
            "findings_in_time": (50, 1, 2),
            "findings_open": (1, 1, 2),
            "findings_overdue": (1, 1, 2),
            "rechecks_failed": (1, 1, 2),
        }
        client.force_login(Account.objects.get(pk=world.accounts["clerk"].pk))
        for code, shown, hidden in (
            ("findings_overdue", other, found), ("findings_in_time", found, other), ("rechecks_failed", found, other),
        ):  # fmt: skip
            page = client.get(lines[code].url).content.decode()
            assert shown.number in page, code
            assert hidden.number not in page, code
        june = client.get("/figures/environment.findings/records/?period=2021-06").content.decode()
        assert found.number not in june
        wrong = client.get("/figures/environment.findings/records/?period=junk").content.decode()
        assert found.number not in wrong
    with clock.fixed(now + timedelta(days=1)):
        early = brief_of(world, Period.month(2021, 5), DAY + timedelta(days=1))
        assert {line.value.value for line in early.lines if "overdue" in line.url} == {0}


def test_a_month_without_patrols_has_no_data(world, by):
    chapter = brief_of(world, Period.month(2021, 3), date(2021, 3, 31))
    assert chapter.lines == ()
    assert chapter.empty
