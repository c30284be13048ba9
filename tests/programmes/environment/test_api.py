"""The rows of the programme for other programmes: filters by day, area and state, cursors, and nothing hidden."""

from datetime import date, timedelta

import pytest

from banshi.base.zones.models import Label, Subject
from banshi.core.matters.models import Matter
from banshi.programmes.environment.actions import measures, notices
from banshi.programmes.environment.actions import patrols as actions
from banshi.programmes.environment.models import Measure, Notice, PatrolStop
from conf.stock import photo
from programmes.environment import filing
from programmes.environment.filing import MONDAY, enter, issue, site, verify
from support.api import Caller, secret_for
from support.zone import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def caller(world):
    return Caller(secret_for(world.actor("clerk"), "environment:read"))


def get(caller, where, status=200, **params):
    answer = caller.get(f"environment/{where}", **params)
    assert answer.status_code == status, answer.content.decode()
    return answer.json()


def patrol(world, place, planned_on=MONDAY):
    by = {"actor": world.actor("inspector"), "now": NOW}
    actions.set_site(
        **by, place=place, contractor=world.firm,
        responsible_unit=world.units["project_service_centre"], lead_leader=world.posts["leader"],
    )  # fmt: skip
    host = world.units["construction_bureau"]
    return actions.plan_patrol(**by, host=host, planned_on=planned_on, sites=[place])


def found(world, occasion, item="5"):
    stop = PatrolStop.objects.get(patrol__occasion=occasion)
    by = {"actor": world.actor("inspector"), "now": NOW}
    return actions.report_finding(**by, stop=stop, item=item, photo=photo("orange"))


def test_patrols_with_their_findings(world, caller):
    """Stops, checks and findings; person-times stand beside the persons."""
    occasion = patrol(world, world.place)
    matter = found(world, occasion)
    stop = PatrolStop.objects.get(patrol__occasion=occasion)
    by = {"actor": world.actor("inspector"), "now": NOW}
    actions.check_stop(**by, stop=stop, results={"3": ("na", "土方已完成")})
    actions.finish_patrol(
        **by, occasion=occasion, inspectors=[world.posts["inspector"]], held_on=MONDAY, minutes="已查。"
    )
    row = get(caller, "patrols")["items"][0]
    assert (row["stops"], row["visited"], row["person_times"], row["findings"]) == (1, 1, 1, 1)
    assert (row["planned_on"], row["held_on"], row["state_code"]) == ("2021-05-17", "2021-05-17", "held")
    whole = caller.get(row["href"]).json()
    assert (whole["person_times"], whole["persons"]) == (1, 1)
    checks = {one["item"]: one for one in whole["stops"][0]["checks"]}
    assert checks["5"]["result"] == "failed"
    assert (checks["3"]["result"], checks["3"]["reason"]) == ("na", "土方已完成")
    assert whole["stops"][0]["site"] == {"uid": str(world.place.subject.uid), "name": world.place.name_en}
    listed = whole["findings"][0]
    assert listed["number"] == matter.number
    one = caller.get(listed["href"]).json()
    assert one["patrol"] == row["uid"]
    assert one["state_code"] == "open"
    assert one["rechecks_failed"] == 0
    assert len(one["before"]) == 1
    assert one["after"] == []
    assert one["handing"] is None


def test_filters_by_day_state_and_area(world, caller):
    """A park holds one of the two sites: its findings, patrols and measures alone are asked for."""
    park = site(world, "东片区")
    inside = site(world, "东片区一号工地")
    inside.within = park
    inside.save(update_fields=["within"])
    here, there = patrol(world, inside), patrol(world, world.place, MONDAY + timedelta(days=1))
    first, second = found(world, here), found(world, there, "4")
    enter(world, place=inside)
    enter(world, installed_on=MONDAY - timedelta(days=9))
    area = str(park.subject.uid)
    assert [row["uid"] for row in get(caller, "patrols", area=area)["items"]] == [str(here.subject.uid)]
    assert [row["number"] for row in get(caller, "findings", area=area)["items"]] == [first.number]
    assert len(get(caller, "measures", area=area)["items"]) == 1
    assert {row["number"] for row in get(caller, "findings", state="open")["items"]} == {
        first.number,
        second.number,
    }
    assert get(caller, "findings", state="closed")["items"] == []
    later = {"from": "2021-05-18", "until": "2021-05-31"}
    assert [row["uid"] for row in get(caller, "patrols", **later)["items"]] == [str(there.subject.uid)]
    assert len(get(caller, "measures", until="2021-05-10")["items"]) == 1
    for wrong in ({"area": str(Subject.objects.get(pk=first.subject_id).uid)}, {"state": "gone"}):
        assert get(caller, "findings", 422, **wrong)["code"] == "api.choice"
    assert get(caller, "findings", 422, **{"from": "yesterday"})["code"] in ("api.invalid", "api.choice")
    assert get(caller, "findings", 422, since="2021-05-01")["code"] == "api.parameter"


def test_notices_with_receipts(world, caller):
    notice = issue(world)
    notices.acknowledge_notice(actor=world.actor("builder"), notice=notice, now=NOW)
    row = get(caller, "notices")["items"][0]
    assert (row["sent"], row["acknowledged"], row["state_code"]) == (2, 1, "waiting")
    whole = caller.get(row["href"]).json()
    assert whole["text"].startswith("一、总体要求")
    by_unit = {one["unit"]: one for one in whole["recipients"]}
    assert by_unit["construction_bureau"]["how"] == "system"
    assert by_unit["construction_bureau"]["received_on"] == "2021-05-17"
    assert (by_unit[None]["how"], by_unit[None]["state_code"]) == ("", "open")
    token = filing.outside(notice).token
    assert token
    assert token not in caller.get(row["href"]).content.decode()
    states = {one["state_code"] for one in get(caller, "receipts")["items"]}
    assert states == {"received", "open"}
    assert len(get(caller, "receipts", state="open")["items"]) == 1
    assert get(caller, "notices", **{"from": "2021-05-18"})["items"] == []


def test_measures_count_when_they_are_verified_each_in_its_unit(world, caller):
    enter(world)
    verify(world, enter(world))
    gone = verify(world, enter(world, kind="cover", amount=measures.Amount(filing.Decimal("120.50"))))
    rows = get(caller, "measures", kind="misting")["items"]
    assert {(row["quantity"], row["qualifier"], row["state_code"]) for row in rows} == {
        ("2", "exact", "entered"),
        ("2", "exact", "standing"),
    }
    totals = {row["kind_code"]: row for row in get(caller, "measures/totals")["items"]}
    misting = totals["misting"]
    assert (misting["added"], misting["waiting"]) == ({"quantity": "2", "qualifier": "exact"}, 1)
    road = totals["cover"]
    assert road["added"]["quantity"] == "120.5"
    assert road["unit"] != misting["unit"]
    whole = get(caller, f"measures/{gone.subject.uid}")
    assert whole["found"] == "现场查看，与录入一致。"
    assert len(whole["files"]) == 1
    before = get(caller, "measures/totals", as_of="2021-05-01")
    assert before["items"] == []


def test_a_rank_goes_with_its_category_and_its_document_or_not_at_all(world, caller):
    filing.appraise(world)
    row = get(caller, "appraisals")["items"][0]
    assert "rank_place" not in row
    assert "二类园区" in row["rank"]
    assert "关于2020年度考核结果的通报" in row["rank"]
    whole = caller.get(row["href"]).json()
    rank = whole["rank"]
    assert (rank["place"], rank["category"]) == (1, "二类园区")
    assert rank["document"] == "关于2020年度考核结果的通报（市污防办〔2021〕3号）"
    assert whole["document"]["number"] == "市污防办〔2021〕3号"
    assert whole["document"]["file"]["href"].startswith("/api/v1/files/")


def test_what_lies_above_ones_label_is_in_no_list_no_number_and_no_page(world, caller):
    """A finding, a notice and a measure become sensitive: lists, counts, totals and figures go on without them."""
    occasion = patrol(world, world.place)
    matter = found(world, occasion)
    notice, measure = issue(world), verify(world, enter(world))
    assert get(caller, "patrols")["items"][0]["findings"] == 1
    for row in (matter, notice, measure):
        Subject.objects.filter(pk=row.subject_id).update(label=Label.SUPERVISION)
    Matter.objects.filter(pk=matter.pk).update(label=Label.SUPERVISION)
    assert get(caller, "patrols")["items"][0]["findings"] == 0
    assert get(caller, f"patrols/{occasion.subject.uid}")["findings"] == []
    for where in ("findings", "notices", "receipts", "measures"):
        assert get(caller, where)["items"] == [], where
    assert get(caller, "measures/totals")["items"] == []
    for where, row in (("findings", matter), ("notices", notice), ("measures", measure)):
        uid = Subject.objects.get(pk=row.subject_id).uid
        assert get(caller, f"{where}/{uid}", 404)["code"] == "access.unknown"
    assert Notice.objects.count() == Measure.objects.count() == 1


def test_pages_go_on_by_cursors_and_an_unchanged_one_is_answered_short(world, caller):
    for n in range(5):
        enter(world, installed_on=MONDAY - timedelta(days=n))
    seen, cursor = [], ""
    while True:
        params = {"limit": 2} | ({"cursor": cursor} if cursor else {})
        page = get(caller, "measures", **params)
        seen += [row["uid"] for row in page["items"]]
        if seen[2:] == []:
            enter(world, installed_on=MONDAY)  # comes in before the place where we are
        cursor = page["next"]
        if not cursor:
            break
    assert len(seen) == len(set(seen)) == 5
    answer = caller.get("environment/appraisals")
    again = caller.get("environment/appraisals", headers={"If-None-Match": answer["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    filing.appraise(world)
    assert caller.get("environment/appraisals", headers={"If-None-Match": answer["ETag"]}).status_code == 200
    assert date.fromisoformat(get(caller, "appraisals")["items"][0]["document_on"]) == date(2021, 3, 12)
