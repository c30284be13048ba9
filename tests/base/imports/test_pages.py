"""The pages of an import, and the workbooks that go out: the empty one, and the clerk's own with results."""

import io
import re
from datetime import timedelta
from html import unescape

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import translation

from banshi.base.history.models import Entry
from banshi.base.imports import actions, registry, sweeping, work
from banshi.base.imports.models import KEPT, Run, Shape, State
from banshi.base.imports.reader import find, read
from banshi.base.zones import clock
from banshi.base.zones.ids import uuid7
from banshi.base.zones.models import Account
from banshi.base.zones.refusals import Refusal
from banshi.core.matters.models import Matter
from base.imports import sheets
from support.imports import Clerk, counts

pytestmark = pytest.mark.django_db
ROWS = [
    ["2021年暖心台账", None, None, None],
    ["标题", "反映日期", "企业名称", "备注"],
    ["=SUM(A1)门前排水", "2021-05-10", "晴川精密制造有限公司", "甲"],
    ["用电容量不足", "下周", None, "乙"],
    ["合计", 2, None, None],
]


@pytest.fixture
def browser(world, client):
    client.force_login(Account.objects.get(pk=world.accounts["clerk"].pk))
    return client


def text(answer):
    return re.sub(r"\s+", " ", unescape(answer.content.decode()))


def upload(browser, data, name="台账.xlsx"):
    where = reverse("imports:new", args=["matters"])
    return browser.post(where, {"file": SimpleUploadedFile(name, data), "key": uuid7()})


def later(world, at):
    """What the sweep of that instant removes."""
    with clock.fixed(at):
        return sweeping.run(actor=world.system)


def data():
    rows = [[*row] for row in ROWS]
    rows[2][0] = "门前排水不畅"
    return sheets.plain(rows, ["A1:D1"])


def chosen(page):
    """The choices of the columns as the form stands."""
    found = re.findall(r'<select name="(c\d+)".*?</select>', page, re.S)
    selects = dict.fromkeys(found, "")
    for name in found:
        body = re.search(rf'<select name="{name}".*?</select>', page, re.S)[0]
        picked = re.search(r'<option value="([^"]*)" selected', body)
        selects[name] = picked[1] if picked else ""
    return selects


def test_from_the_list_to_done(browser, world):
    page = text(browser.get(reverse("imports:list")))
    assert "还没有导入过工作簿" in page
    answer = upload(browser, data())
    run = Run.objects.get()
    assert answer["Location"] == reverse("imports:columns", args=[run.subject.uid])
    page = browser.get(answer["Location"])
    columns = chosen(page.content.decode())
    assert list(columns.values()) == ["title", "raised_on", "raiser_org", ""]
    assert "门前排水不畅" in text(page)
    sent = browser.post(
        answer["Location"], {**columns, "sheet": "台账", "header": "2", "key": uuid7(), "year": ""}
    )
    assert sent["Location"] == reverse("imports:run", args=[run.subject.uid])
    run.refresh_from_db()
    assert run.state == State.CHECKING
    part = browser.get(reverse("imports:progress", args=[run.subject.uid]))
    assert "hx-get" in part.content.decode()
    work.work(run)
    assert browser.get(reverse("imports:progress", args=[run.subject.uid]))["HX-Refresh"] == "true"
    page = text(browser.get(sent["Location"]))
    assert "尚未写入任何内容" in page
    assert "2021-06-25" in page
    assert Matter.objects.count() == 0
    browser.post(reverse("imports:start", args=[run.subject.uid]), {"key": uuid7()})
    run.refresh_from_db()
    assert counts(work.work(run)) == (1, 0, 0, 1)
    assert "另选文件" in text(browser.get(sent["Location"]))
    assert "1 次导入" in text(browser.get(reverse("imports:list")))


def test_the_clerks_own_sheet_comes_back_with_each_row_told(browser, world):
    run = Clerk(world.actor("clerk")).taken(data())
    answer = browser.get(reverse("imports:back", args=[run.subject.uid]))
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert rows[0][0] == "2021年暖心台账"
    assert "A1:D1" in [str(area) for area in sheet.merged_cells.ranges]
    assert rows[1] == ["标题", "反映日期", "企业名称", "备注", "导入结果及原因"]
    assert rows[2][:4] == ["门前排水不畅", "2021-05-10", "晴川精密制造有限公司", "甲"]
    assert "2021-0001" in rows[2][4]
    assert "不予导入" in rows[3][4]
    assert "反映日期" in rows[3][4]
    assert sheet["A4"].fill.fgColor.rgb == "FFFFF2CC"
    assert sheet["A3"].fill.fgColor.rgb != "FFFFF2CC"
    assert "略过" in rows[4][4]
    again = Clerk(world.actor("clerk")).tried(answer.content)
    assert (again.to_create, again.to_leave, again.to_refuse) == (0, 1, 1)


def test_a_text_that_looks_like_a_formula_stays_a_text_in_the_file_back(browser, world):
    rows = "标题,反映日期\n'=cmd,下周\n+1,2021-05-10\n".encode()
    run = Clerk(world.actor("clerk")).tried(rows)
    answer = browser.get(reverse("imports:back", args=[run.subject.uid]))
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    assert {cell.data_type for row in sheet.iter_rows(min_col=1, max_col=1) for cell in row} == {"s"}


def test_a_mapping_is_remembered_per_shape_and_zone(browser, world):
    clerk = Clerk(world.actor("clerk"))
    clerk.tried(data(), {"备注": "words", "企业名称": ""})
    assert Shape.objects.count() == 1
    answer = upload(browser, data())
    page = browser.get(answer["Location"])
    assert list(chosen(page.content.decode()).values()) == ["title", "raised_on", "", "words"]
    assert "按上次的对应关系" in text(page)


@pytest.mark.parametrize(
    ("columns", "said"),
    [({"c0": "title"}, "必须有"), ({"c0": "title", "c1": "raised_on", "c2": "title"}, "两列")],
)
def test_a_mapping_that_cannot_be_is_told(browser, world, columns, said):
    where = upload(browser, data())["Location"]
    answer = browser.post(where, {**columns, "sheet": "台账", "header": "2", "key": uuid7()})
    assert answer.status_code == 422
    assert said in text(answer)
    assert Run.objects.get().state == State.MAPPING


def test_another_sheet_and_another_header_row(browser, world):
    two = sheets.book(
        ("说明", [["甲", "乙"], ["丙", "丁"]], []), ("台账", [[], ["标题", "反映日期"], ["甲", "乙"]], [])
    )
    where = upload(browser, two)["Location"]
    assert 'value="台账" selected' in browser.get(where).content.decode()
    page = browser.get(where, {"sheet": "说明", "header": "2"}).content.decode()
    assert "丙" in page
    assert 'value="说明" selected' in page
    assert "没有找到表头" in text(browser.get(where, {"sheet": "说明", "header": "29"}))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\x89PNG\r\n\x1a\n" + bytes(300), "不是可读的表格"),
        (sheets.parts({"xl/vbaProject.bin": b"x"}), "宏"),
    ],
)
def test_a_file_that_is_not_taken_is_told_and_leaves_nothing(browser, world, content, said):
    answer = upload(browser, content)
    assert answer.status_code == 422
    assert said in text(answer)
    assert Run.objects.count() == 0


def test_the_file_is_removed_and_the_counts_stay(browser, world):
    run = Clerk(world.actor("clerk")).taken(data())
    browser.post(reverse("imports:drop", args=[run.subject.uid]), {"key": uuid7()})
    run = Run.objects.select_related("file").get()
    assert run.file.erased_at is not None
    assert run.file.original_name == ""
    assert (run.state, run.created) == (State.DONE, 1)
    assert "文件已删除" in text(browser.get(reverse("imports:run", args=[run.subject.uid])))
    assert browser.get(reverse("imports:back", args=[run.subject.uid])).status_code == 422
    kinds = list(Entry.objects.filter(subject=run.subject).order_by("n").values_list("kind", flat=True))
    assert kinds == [
        "imports.received", "imports.mapped", "imports.checked", "imports.started", "imports.batch_taken",
        "imports.file_removed",
    ]  # fmt: skip


def test_a_file_that_has_rested_a_month_goes_by_itself_once(browser, world):
    done = Clerk(world.actor("clerk")).taken(data())
    Clerk(world.actor("clerk")).send(data())
    month = KEPT
    page = text(browser.get(reverse("imports:run", args=[done.subject.uid])))
    assert "到期自动删除" in page
    assert later(world, done.ended_at + month) == {"removed": 0}
    assert later(world, clock.now(world.zone) + month + timedelta(minutes=1)) == {"removed": 2}
    assert later(world, clock.now(world.zone) + 2 * month) == {"removed": 0}
    assert [run.state for run in Run.objects.order_by("pk")] == [State.DONE, State.DROPPED]
    assert all(run.file.erased_at for run in Run.objects.select_related("file"))
    assert "文件已删除" in text(browser.get(reverse("imports:run", args=[done.subject.uid])))


def test_a_run_at_work_keeps_its_file(world):
    run = Clerk(world.actor("clerk")).send(data())
    Run.objects.filter(pk=run.pk).update(state=State.IMPORTING)
    assert later(world, clock.now(world.zone) + timedelta(days=90)) == {"removed": 0}


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("code", [one.code for one in registry.importers()])
def test_the_empty_workbook_maps_whole_and_its_example_can_be_read(code, language):
    importer = registry.get(code)
    with translation.override(language):
        from banshi.base.imports import workbooks

        sheet = read(workbooks.sample(importer)).sheets[0]
    header = find(sheet, importer.proposed)
    assert [importer.proposed(name) for name in header.names] == [one.code for one in importer.fields]


def test_the_empty_workbook_is_a_download(browser):
    answer = browser.get(reverse("imports:sample", args=["matters"]))
    assert answer["Content-Type"].endswith("sheet")
    assert "attachment" in answer["Content-Disposition"]


@pytest.mark.parametrize("name", ["builder", "projects", "administrator"])
def test_a_workbook_is_open_to_whoever_took_it_in_alone(client, world, name):
    """It holds telephones, and rows that the next department may not see."""
    run = Clerk(world.actor("clerk")).tried(data())
    client.force_login(Account.objects.get(pk=world.accounts[name].pk))
    assert run.file.original_name not in text(client.get(reverse("imports:list")))
    for route in ("run", "columns", "progress", "back"):
        assert client.get(reverse(f"imports:{route}", args=[run.subject.uid])).status_code == 404
    for route in ("start", "stop", "drop"):
        assert client.post(reverse(f"imports:{route}", args=[run.subject.uid])).status_code == 404
    assert client.get(reverse("files:download", args=[run.file.uid])).status_code == 404
    with pytest.raises(Refusal):
        actions.drop_run(actor=world.actor(name), run=run, now=clock.now(world.zone))
    run.refresh_from_db()
    assert (run.state, run.file.erased_at) == ("checked", None)
