"""Files as they come: lines above the header, merged heads, formulas, errors, wrong sheets, places to write."""

import csv
import io
import re
import zipfile
from datetime import date

import pytest
import xlsxwriter

from banshi.base.filecheck import books, formulas
from banshi.base.filecheck.cells import brief
from banshi.base.filecheck.standards import main

HEAD = ["date", "SO2", "NO2", "PM10", "PM2.5", "CO", "O3_8h"]
DAY = ["2020-01-01", 8, 39, 68, 48, 2.2, 90]
LINE = ",".join(map(str, DAY))


@pytest.fixture
def told(tmp_path, capsys):
    """Run a command on a text or a path: exit code, rows of the answer, what is told."""

    def go(source, *words):
        path = source
        if isinstance(source, str):
            path = tmp_path / "in.csv"
            path.write_text(source, encoding="utf-8")
        code = main([words[0], str(path), *words[1:]])
        out, err = capsys.readouterr()
        return code, list(csv.reader(io.StringIO(out))), err

    return go


def book(path, *sheets):
    """A workbook; a cell that is a pair is a formula with its stored result."""
    with xlsxwriter.Workbook(str(path)) as made:
        for name, rows in sheets:
            page = made.add_worksheet(name)
            for number, row in enumerate(rows):
                for place, cell in enumerate(row):
                    if isinstance(cell, tuple):
                        page.write_formula(number, place, cell[0], None, cell[1])
                    else:
                        page.write(number, place, cell)
    return path


def without_results(path):
    """The same workbook as a program writes it that does not calculate."""
    parts = {}
    with zipfile.ZipFile(path) as made:
        parts = {name: made.read(name) for name in made.namelist()}
    with zipfile.ZipFile(path, "w") as made:
        for name, data in parts.items():
            made.writestr(name, re.sub(rb"(</f>)<v>[^<]*</v>", rb"\1", data))
    return path


def with_pm10(cell):
    return [*DAY[:3], cell, *DAY[4:]]


def test_a_formula_with_a_result_is_its_result(told, tmp_path):
    path = book(tmp_path / "in.xlsx", ("a", [HEAD, with_pm10(("=60+8", 68))]))
    code, rows, _ = told(path, "air")
    assert (code, rows[1][3], rows[1][7]) == (0, "68", "67")


@pytest.mark.parametrize("command", ["air", "year"])
def test_a_formula_without_a_result_is_not_an_empty_cell(told, tmp_path, command):
    path = without_results(book(tmp_path / "in.xlsx", ("a", [HEAD, with_pm10(("=60+8", 68))])))
    code, rows, err = told(path, command)
    assert code == 1
    assert "第2行 D列“PM10” “=60+8”" in err
    assert "[formula]" in err
    assert [row[7] for row in rows[1:]] == ([""] if command == "air" else [])


def test_an_empty_number_is_no_result_and_an_empty_text_is_one(tmp_path):
    path = book(tmp_path / "in.xlsx", ("a", [HEAD, with_pm10(("=60+8", 68))]))
    with zipfile.ZipFile(path) as made:
        parts = {name: made.read(name) for name in made.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    for now, found in (
        (b"<c><f>60+8</f><v/></c>", {(1, 3): "=60+8"}),
        (b'<c t="str"><f>""</f><v></v></c>', {}),
    ):
        with zipfile.ZipFile(path, "w") as made:
            for name, data in parts.items():
                changed = re.sub(rb'<c r="D2"[^>]*>.*?</c>', now, data) if name == sheet else data
                made.writestr(name, changed)
        assert formulas.unusable(path, "a") == found


@pytest.mark.parametrize("error", ["#DIV/0!", "#N/A", "#REF!"])
def test_an_error_value_of_a_workbook_stops_its_row(told, tmp_path, error):
    path = book(tmp_path / "in.xlsx", ("cover", []), ("数据", [HEAD, DAY, with_pm10(("=1/0", error))]))
    code, rows, err = told(path, "air", "--sheet", "数据")
    assert (code, rows[1][7], rows[2][7]) == (1, "67", "")
    assert f"第3行 D列“PM10” “{error}”" in err
    assert "[error_value]" in err


def test_an_error_in_the_last_cell_and_as_a_date(told, tmp_path):
    rows = [HEAD, [*DAY[:6], ("=1/0", "#DIV/0!")], [("=1/0", "#DIV/0!"), *DAY[1:]]]
    code, found, err = told(book(tmp_path / "in.xlsx", ("a", rows)), "air")
    assert code == 1
    assert [row[7] for row in found[1:]] == ["", ""]
    assert "第2行 G列" in err
    assert "第3行 A列" in err


def test_a_document_type_in_a_workbook_is_refused(told, tmp_path):
    path = book(tmp_path / "in.xlsx", ("a", [HEAD, with_pm10(("=1/0", "#N/A"))]))
    with zipfile.ZipFile(path) as made:
        parts = {name: made.read(name) for name in made.namelist()}
    with zipfile.ZipFile(path, "w") as made:
        for name, data in parts.items():
            made.writestr(name, data.replace(b"?>\n", b"?>\n<!DOCTYPE x>", 1) if "sheet1" in name else data)
    assert told(path, "air")[0] == 2


def test_sheets_are_named_where_one_is_wrong_or_empty(told, tmp_path):
    path = book(tmp_path / "in.xlsx", ("封面", []), ("数据", [HEAD, DAY]))
    code, _, err = told(path, "air")
    assert code == 2
    assert "“封面”没有数据" in err
    assert "数据" in err.split("现有：")[1]
    code, _, err = told(path, "air", "--sheet", "无", "--lang", "en")
    assert code == 2
    assert 'no sheet "无". The workbook has: 封面, 数据' in err
    code, _, err = told(path, "air", "--sheet", "数据")
    assert code == 0
    assert "未读" not in err


def test_sheets_that_were_not_read_are_named(told, tmp_path):
    path = book(tmp_path / "in.xlsx", ("1月", [HEAD, DAY]), ("2月", [HEAD, DAY]))
    code, rows, err = told(path, "air")
    assert (code, len(rows)) == (0, 2)
    assert "只读取工作表“1月”，未读：2月" in err


@pytest.mark.parametrize(
    "above",
    ["湘潭市空气质量日报,,,,,,", "单位：某局,,,制表日期：2020-01-05,,,", "\n\n", "填报人,a\n审核人,b"],
)
def test_lines_above_the_header_do_no_harm(told, above):
    code, rows, _ = told(f"{above}\n{','.join(HEAD)}\n{LINE}\n", "air")
    assert (code, rows[0][:7], rows[1][7]) == (0, HEAD, "67")


def test_a_head_merged_down_keeps_its_name(told):
    text = f"日期,浓度,,,,,\n,{','.join(HEAD[1:])}\n{LINE}\n2020-01-02,8,３９,68,48,2.2,90\n"
    code, rows, err = told(text, "air")
    assert (code, rows[0][0], rows[1][7]) == (1, "日期", "67")
    assert "第4行 C列" in err


def test_the_row_of_the_header_is_told_where_columns_are_missing(told):
    code, _, err = told("某局\ndate,SO2,NO2\n2020-01-01,8,39\n", "air")
    assert code == 2
    assert "表头取第 2 行" in err
    assert told("某局\ndate,SO2,NO2\n2020-01-01,8,39\n", "air", "--lang", "en")[2].count("row 2") == 1


def test_the_delimiter_is_that_of_the_table(told):
    text = f"某局, 环境科\n{';'.join(HEAD)}\n" + LINE.replace(",", ";") + "\n"
    assert told(text, "air")[0] == 0


def test_an_item_not_measured_is_told_with_its_row(told):
    code, rows, err = told(",".join(HEAD) + "\n2020-01-01,8,39,,,2.2,90\n2020-01-02,,,,,,\n", "air")
    assert (code, rows[1][7], rows[2][7]) == (0, "55", "NA")
    assert "第2行：缺 PM10, PM2.5，AQI 按其余项目计算 [items_missing]" in err
    assert "第3行：本行没有可评价的数值 [nothing_measured]" in err
    code, rows, err = told("断面,pH,氨氮,总氮\nA,,,\nB,,,2\nC,7,0.1,\n", "water", "--kind", "lake")
    assert [row[4] for row in rows[1:]] == ["", "", "Ⅰ"]
    assert err.count("nothing_measured") == 2


def test_advice_about_detection_limits_fits_air_too(told):
    _, _, err = told(",".join(HEAD) + "\n2020-01-01,8,<0.01,未检出,48,2.2,90\n", "air")
    assert err.count("请填实测值；水质") == 2


def test_units_in_chinese(told):
    heads = "date,SO2（毫克/立方米）,NO2,PM10(微克/立方米),PM2.5\n（μg/m³）,CO(毫克/立方米),O3_8h"
    made = io.StringIO()
    csv.writer(made).writerows([heads.split(","), ["2020-01-01", "0.008", "39", "68", "48", "2.2", "90"]])
    code, rows, err = told(made.getvalue(), "air")
    assert (code, rows[1][7]) == (0, "67"), err
    code, _, err = told(",".join(HEAD).replace("CO", "CO(ppm/v)") + f"\n{LINE}\n", "air")
    assert code == 2
    assert "可用 μg/m³" in err


@pytest.mark.parametrize("name", ["a.csv", "a.xlsx"])
def test_an_answer_that_cannot_be_written(told, tmp_path, name):
    code, _, err = told(f"{','.join(HEAD)}\n{LINE}\n", "air", "-o", str(tmp_path / "none" / name))
    assert code == 2
    assert "无法写入" in err


def test_more_rows_than_a_sheet_holds_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(books, "_SHEET_ROWS", 3)
    books.write(tmp_path / "a.xlsx", ["x"], [["1"], ["2"]], [])
    with pytest.raises(books.FileProblem, match="csv"):
        books.write(tmp_path / "b.xlsx", ["x"], [["1"], ["2"], ["3"]], [])
    assert not (tmp_path / "b.xlsx").exists()


def test_what_is_told_stays_on_one_line(told):
    text = ",".join(HEAD) + '\n2020-01-01,"8,39\n' + "x" * 500 + "\n2020-01-02,8\x1b[31m,39,68,48,2.2,90\n"
    code, _, err = told(text, "air")
    assert code == 1
    assert max(map(len, err.splitlines())) < 200
    assert "\x1b" not in err
    assert brief("ab\ncd", 4) == "ab c…"
    assert brief("abcd", 4) == "abcd"


def test_a_header_far_down_is_not_looked_for(told):
    text = "说明,a\n" * 40 + f"{','.join(HEAD)}\n{LINE}\n"
    assert told(text, "air")[0] == 2


def test_dates_of_a_workbook_are_dates(told, tmp_path):
    path = tmp_path / "in.xlsx"
    with xlsxwriter.Workbook(str(path)) as made:
        page = made.add_worksheet()
        page.write_row(0, 0, HEAD)
        for number, day in enumerate((date(2026, 2, 28), date(2026, 3, 1)), start=1):
            page.write_datetime(number, 0, day, made.add_format({"num_format": "yyyy-mm-dd"}))
            page.write_row(number, 1, [8, 39, 68, 70, 1, 90])
    _, rows, _ = told(path, "air")
    assert [(row[7], row[10]) for row in rows[1:]] == [("94", "HJ 633-2012"), ("110", "HJ 633-2026")]
