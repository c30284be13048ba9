import csv
import io
import subprocess
import sys
from datetime import date, datetime, timedelta

import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

from banshi.base.filecheck.standards import main

AIR = "date,SO2,NO2,PM10,PM2.5,CO,O3_8h\n"


@pytest.fixture
def run(tmp_path, capsys):
    """Write a text file, run a command on it: exit code, rows of the answer, lines told."""

    def go(text, *words, name="in.csv", encoding="utf-8"):
        path = tmp_path / name
        path.write_text(text, encoding=encoding)
        code = main([words[0], str(path), *words[1:]])
        out, err = capsys.readouterr()
        return code, list(csv.DictReader(io.StringIO(out))), err

    return go


def workbook(path, rows, formats=()):
    with xlsxwriter.Workbook(str(path)) as book:
        page = book.add_worksheet()
        days = book.add_format({"num_format": "yyyy-mm-dd"})
        for number, row in enumerate(rows):
            for place, cell in enumerate(row):
                if isinstance(cell, date):
                    page.write_datetime(number, place, cell, days)
                elif (number, place) in formats:
                    page.write_number(number, place, cell, days)
                else:
                    page.write(number, place, cell)
    return path


def test_air_appends_its_four_columns(run):
    code, rows, err = run(AIR + "2020-01-01,8,39,68,48,2.2,190\n2026-03-01,8,39,121,48,0.5,90\n", "air")
    assert code == 0
    assert [(row["aqi"], row["category"], row["primary"], row["standard"]) for row in rows] == [
        ("128", "轻度污染", "O3_8h", "HJ 633-2012"),
        ("101", "轻度污染", "PM10", "HJ 633-2026"),
    ]
    assert list(rows[0])[:7] == AIR.strip().split(",")
    assert "HJ 633-2026 4.2.2" in err
    assert "一个来源" in err


def test_a_version_can_be_forced(run):
    text = AIR + "2014-01-01,8,39,68,70,0.5,90\n"
    code, rows, err = run(text, "air")
    assert (code, rows[0]["aqi"]) == (1, "")
    assert "第2行 A列“date” “2014-01-01”" in err
    assert [run(text, "air", "--standard", year)[1][0]["aqi"] for year in ("2012", "2026")] == ["94", "110"]
    undated = "SO2,NO2,PM10,PM2.5,CO,O3_8h\n8,39,68,70,0.5,90\n"
    assert run(undated, "air", "--standard", "2012")[1][0]["aqi"] == "94"
    assert run(undated, "air")[0] == 2


BAD = [
    ("2020-01-02,８,39,68,48,2.2,190", "B列“SO2” “８”", "full_width"),
    ("2020-01-02,未检出,39,68,48,2.2,190", "B列“SO2” “未检出”", "not_detected"),
    ("2020-01-02,8,<0.01,68,48,2.2,190", "C列“NO2” “<0.01”", "less_than"),
    ("2020-01-02,8,39,0.01L,48,2.2,190", "D列“PM10” “0.01L”", "below_detection_air"),
    ("1900-01-02,8,39,68,48,2.2,190", "A列“date” “1900-01-02”", "date_1900"),
    ("2020-01-02,8,39,1900-03-08,48,2.2,190", "D列“PM10” “1900-03-08”", "number_is_date"),
    ("2020-01-02,8,39,68,48,2200,190", "F列“CO” “2200”", "unit_thousand"),
    ("2020-01-02,8,39,68,0.048,2.2,190", "E列“PM2.5” “0.048”", "unit_thousand"),
    ("2020-01-02,8,39,68,48000,2.2,190", "E列“PM2.5” “48000”", "unit_thousand"),
    ("45321,8,39,68,48,2.2,190", "A列“date” “45321”", "date_serial"),
    ("2020-01-02,8,39,68,48,2.2,190,7", "H列", "too_many_cells"),
]


@pytest.mark.parametrize(("row", "where", "why"), BAD)
def test_a_bad_cell_is_told_and_its_row_gets_no_result(run, row, where, why):
    code, rows, err = run(AIR + "2020-01-01,8,39,68,48,2.2,190\n" + row + "\n", "air")
    assert code == 1
    assert f"第3行 {where}" in err
    assert f"[{why}]" in err
    assert (rows[0]["aqi"], rows[1]["aqi"], rows[1]["category"]) == ("128", "", "")


def test_a_doubted_unit_can_be_confirmed(run):
    text = AIR + "2020-01-01,8,39,68,48,2.2,2100\n"
    assert run(text, "air")[0] == 1
    code, rows, _ = run(text, "air", "--units-confirmed")
    assert (code, rows[0]["aqi"]) == (0, "500")


def test_beyond_the_table_is_told(run):
    code, rows, err = run(AIR + "2020-01-01,8,39,5000,48,2.2,190\n", "air")
    assert (code, rows[0]["aqi"]) == (0, "500")
    assert "第2行 D列“PM10” “5000”" in err
    assert "[above_scale]" in err


def test_a_mark_or_zero_is_missing_and_told(run):
    code, rows, err = run(
        AIR + "2020-01-01,8,39,0,—,2.2,190\n2026-04-01,8,0,68,48,0.5,90\n", "air", "--lang", "en"
    )
    assert (code, rows[0]["aqi"], rows[1]["aqi"], rows[1]["category"]) == (0, "128", "NA", "")
    assert 'row 2, column D "PM10" "0": a published zero' in err
    assert 'row 2, column E "PM2.5" "—": a no-data mark' in err
    assert "row 3: NO2 missing and AQI of the rest not above 100" in err


def test_columns_are_found_by_name_with_units_in_any_order(run):
    text = (
        "城市,CO(ug/m3),臭氧日最大8小时(μg/m³),PM₂.₅,PM10 (mg/m3),二氧化氮,二氧化硫,日期\n"
        "A,2200,190,48,0.068,39,8,2020/1/1\n"
    )
    code, rows, _ = run(text, "air")
    assert (code, rows[0]["aqi"], rows[0]["城市"]) == (0, "128", "A")


@pytest.mark.parametrize(
    ("header", "told"),
    [
        ("date,SO2,NO2,PM10,PM2.5,CO,O3", "O3_1h"),
        ("date,SO2,NO2,PM10,CO,O3_8h", "PM2.5"),
        ("date,SO2,SO2,NO2,PM10,PM2.5,CO,O3_8h", "SO2"),
        ("date,SO2(ppm/m),NO2,PM10,PM2.5,CO,O3_8h", "SO2"),
    ],
)
def test_unclear_columns_are_refused(run, header, told):
    code, rows, err = run(header + "\n2020-01-01" + ",8" * header.count(",") + "\n", "air")
    assert (code, rows) == (2, [])
    assert told in err


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_encodings_and_delimiters(run, encoding):
    text = "日期;SO2;NO2;PM10;PM2.5;CO;O3_8h;备注\n2020-01-01;8;39;68;48;2.2;190;晴\n"
    assert run(text, "air", encoding=encoding)[1][0]["备注"] == "晴"


def test_files_that_cannot_be_used(run, tmp_path, capsys):
    assert main(["air", str(tmp_path / "none.csv")]) == 2
    assert "none.csv" in capsys.readouterr().err
    assert run("", "air")[0] == 2
    assert run(AIR, "air")[0] == 2
    assert run("x", "air", name="a.pdf")[0] == 2
    assert run("not a workbook", "air", name="a.xlsx")[0] == 2
    path = tmp_path / "in.csv"
    path.write_text(AIR + "2020-01-01,8,39,68,48,2.2,190\n")
    assert main(["air", str(path), "-o", str(path)]) == 2
    assert main(["air", str(path), "-o", str(tmp_path / "out.txt")]) == 2
    assert main(["air", str(path), "-o", str(tmp_path / "no" / "out.csv")]) == 2
    with pytest.raises(SystemExit) as ended:
        main(["fire", str(path)])
    assert ended.value.code == 2


def test_a_column_that_is_there_already_comes_again_at_the_end(run):
    text = AIR.replace("date", "date,aqi") + "2020-01-01,77,8,39,68,48,2.2,190\n"
    code, rows, err = run(text, "air")
    assert (code, rows[0]["aqi"]) == (0, "128")
    assert "已有列 aqi" in err


def test_blank_rows_stay_and_get_nothing(run):
    code, rows, _ = run(AIR + ",,,,,,\n2020-01-01,8,39,68,48,2.2,190\n\n", "air")
    assert (code, [row["aqi"] for row in rows]) == (0, ["", "128"])


def test_a_title_above_the_header_does_no_harm(run):
    code, rows, err = run("2020年空气质量,,,,,,\n,,,,,,\n" + AIR + "2020-01-01,８,39,68,48,2.2,190\n", "air")
    assert (code, next(iter(rows[0]))) == (1, "date")
    assert "第4行 B列" in err


def test_workbook_in_and_out(tmp_path, capsys):
    rows = [
        AIR.strip().split(","),
        [date(2020, 1, 1), 8, 39, 68, 48, 2.2, 190],
        [datetime(2020, 1, 2), 8, 39, 68, 48, 0.1 + 0.2, 190],
        [date(2020, 1, 3), 8, 39, 68, 35, 2.2, 190],
        [35, 8, 39, 68, 48, 2.2, 190],
    ]
    path = workbook(tmp_path / "in.xlsx", rows, formats={(3, 4), (4, 0)})
    out = tmp_path / "out.xlsx"
    assert main(["air", str(path), "-o", str(out)]) == 1
    err = capsys.readouterr().err
    assert "第4行 E列“PM2.5” “1900-02-04”" in err
    assert "第5行 A列“date” “1900-02-04”" in err
    book = CalamineWorkbook.from_path(str(out))
    found = book.get_sheet_by_index(0).to_python()
    assert [row[7] for row in found] == ["aqi", 128, 128, "", ""]
    assert found[1][0] == date(2020, 1, 1)
    assert any("number_is_date" in str(row[0]) for row in book.get_sheet_by_index(1).to_python())


def test_a_sum_in_a_workbook_is_what_the_workbook_shows(tmp_path, capsys):
    rows = [AIR.strip().split(","), [date(2020, 1, 1), 1, 1, 1, 1, 0.2 + 0.4, 1]]
    assert main(["air", str(workbook(tmp_path / "in.xlsx", rows))]) == 0
    assert capsys.readouterr().out.splitlines()[1] == "2020-01-01,1,1,1,1,0.6,1,15,优,,HJ 633-2012"


def test_a_formula_text_stays_text(tmp_path, capsys):
    path = tmp_path / "in.csv"
    path.write_text(AIR.strip() + ",note\n2020-01-01,8,39,68,48,2.2,190,=1+1\n", encoding="utf-8")
    out = tmp_path / "out.xlsx"
    assert main(["air", str(path), "-o", str(out)]) == 0
    assert CalamineWorkbook.from_path(str(out)).get_sheet_by_index(0).to_python()[1][7] == "=1+1"


WATER = "断面,pH值,溶解氧,高锰酸盐指数,氨氮(NH3-N),总磷\n"


def test_water_appends_its_three_columns(run):
    code, rows, err = run(
        WATER + "a,7.5,8.1,3.2,0.31,0.08\nb,7.5,1.5,3.2,2.5,0.45\n", "water", "--kind", "river"
    )
    assert code == 0
    assert [(row["class"], row["worst_items"], row["multiples"]) for row in rows] == [
        ("Ⅱ", "高锰酸盐指数;氨氮;总磷", ""),
        ("劣Ⅴ", "溶解氧;氨氮;总磷", "氨氮(1.50);总磷(1.25);溶解氧"),
    ]
    assert "未指定水体类型" not in err
    assert (
        run(WATER + "a,7.5,8.1,3.2,0.31,0.08\n", "water", "--kind", "lake")[1][0]["multiples"] == "总磷(0.60)"
    )


def test_the_kind_may_stand_in_a_column_and_its_absence_is_told(run):
    text = (
        "水体类型,"
        + WATER
        + "湖库,a,7.5,8.1,3.2,0.31,0.08\n,b,7.5,8.1,3.2,0.31,0.08\n沟,c,7.5,8.1,3.2,0.31,0.08\n"
    )
    code, rows, err = run(text, "water")
    assert (code, [row["class"] for row in rows]) == (1, ["Ⅳ", "Ⅱ", ""])
    assert "第4行 A列“水体类型” “沟”" in err
    assert "其中 1 行按湖库类别会不同" in run(WATER + "a,7.5,8.1,3.2,0.31,0.08\n", "water")[2]


@pytest.mark.parametrize(
    ("cell", "code"),
    [("０.3", "full_width"), ("未检出", "not_detected"), ("<0.01", "less_than"), ("310", "unit_thousand"),
     ("0.00031", None), ("0.0002", "unit_thousand"), ("1900-01-01", "number_is_date")],
)  # fmt: skip
def test_bad_cells_of_water(run, cell, code):
    found, rows, err = run(WATER + f"a,7.5,8.1,3.2,{cell},0.08\n", "water", "--kind", "river")
    if code is None:
        assert (found, rows[0]["class"]) == (0, "Ⅱ")
        return
    assert (found, rows[0]["class"]) == (1, "")
    assert f"第2行 E列“氨氮(NH3-N)” “{cell}”" in err
    assert f"[{code}]" in err


def test_marks_detection_limits_and_ranges_of_water(run):
    text = "断面,pH值,溶解氧,镉(μg/L),氨氮\n"
    code, rows, err = run(text + "a,7.5,--,0.05L,0.3\n", "water", "--kind", "river")
    assert (code, rows[0]["class"]) == (0, "Ⅱ")
    assert "[no_data]" in err
    assert "[below_detection]" in err
    assert "HJ 91.2" in err
    code, rows, err = run(text + "a,75,8,2L,0.3\nb,7,8,2L,0.1\n", "water", "--kind", "river")
    assert (code, rows[0]["class"], rows[1]["class"]) == (1, "", "")
    assert "[out_of_range]" in err
    assert "可能为 Ⅰ、Ⅱ" in err


def test_what_the_class_does_not_depend_on_is_told_and_blocks_nothing(run):
    text = "日期,断面,氨氮,总氮\n1900-02-04,a,0.3,１.5\n45321,b,0.3,9\n2026-02-04 12:00,c,0.3,9\n"
    code, rows, err = run(text, "water", "--kind", "lake")
    assert (code, [row["class"] for row in rows]) == (0, ["Ⅱ"] * 3)
    assert "第2行 A列“日期” “1900-02-04”" in err
    assert "第2行 D列“总氮” “１.5”" in err
    assert "第3行 A列“日期” “45321”" in err
    assert "第4行" not in err


def test_heads_of_water_stations(run):
    head = "断面,水温(℃),pH(无量纲),溶解氧(DO)(mg/L),电导率(μS/cm),浊度(NTU),高锰酸盐指数（CODMn）,"
    head += "氨氮(mg/L),总磷（以P计）(mg/L),藻密度(cells/L)"
    code, rows, _ = run(f"{head}\na,20,7.5,8.1,300,9,3.2,0.31,0.08,5e5\n", "water", "--kind", "river")
    assert (code, rows[0]["worst_items"]) == (0, "高锰酸盐指数;氨氮;总磷")
    assert run("断面,溶解氧(氨氮),pH\na,1,7\n", "water", "--kind", "river")[1][0]["class"] == "Ⅰ"
    assert run("断面,氨氮(ppm/L)\na,1\n", "water", "--kind", "river")[0] == 2


def test_other_columns_do_not_disturb_and_no_items_are_refused(run):
    assert run("断面,浊度\na,3\n", "water", "--kind", "river")[0] == 2
    code, rows, _ = run("断面,水温,浊度,总氮,pH\na,21,80,9.9,7\nb,,,,\n", "water", "--kind", "river")
    assert (code, rows[0]["class"], rows[1]["class"]) == (0, "Ⅰ", "")


def year_file(year, city=None, **changed):
    values = {"SO2": 8, "NO2": 39, "PM10": 68, "PM2.5": 48, "CO": "1.7", "O3_8h": 190} | changed
    first, lines = date(year, 1, 1), []
    for place in range((date(year + 1, 1, 1) - first).days):
        cells = [str(first + timedelta(place)), *map(str, values.values())]
        lines.append(",".join([*cells, city] if city else cells))
    return ("date," + ",".join(values) + (",city" if city else "")), lines


def test_year_evaluates_means_percentiles_index_and_attainment(run):
    header, lines = year_file(2020)
    code, rows, err = run("\n".join([header, *lines]), "year")
    assert code == 0
    by_item = {row["item"]: row for row in rows}
    assert (by_item["PM2.5"]["mean"], by_item["PM2.5"]["mean_limit"], by_item["PM2.5"]["meets_full"]) == (
        "48",
        "35",
        "no",
    )
    assert by_item["PM2.5"]["mean_multiple"] == "0.37"
    assert (by_item["O3_8h"]["percentile_rank"], by_item["O3_8h"]["percentile"]) == ("90", "190")
    total = by_item["all"]
    assert (total["index"], total["good_days"], total["days_with_aqi"], total["good_rate"]) == (
        "5.06",
        "0",
        "366",
        "0.0",
    )
    assert (total["meets_full"], total["data_valid"], total["standard"]) == ("no", "yes", "GB 3095-2012")
    assert "凭记忆" in err


def test_a_split_year_is_given_under_both_versions(run):
    header, lines = year_file(2026, **{"PM2.5": 33, "PM10": 65, "O3_8h": 90, "NO2": 30})
    code, rows, err = run("\n".join([header, *lines]), "year")
    total = [row for row in rows if row["item"] == "all"]
    assert (code, [(row["standard"], row["aqi_standard"], row["meets_full"]) for row in total]) == (
        0,
        [("GB 3095-2012", "HJ 633-2012", "yes"), ("GB 3095-2026 transition", "HJ 633-2026", "no")],
    )
    assert "2026 年跨越两个版本" in err
    only = run("\n".join([header, *lines]), "year", "--standard", "2026")[1]
    assert {row["standard"] for row in only} == {"GB 3095-2026 transition"}


def test_years_and_places_are_kept_apart_and_bad_cells_stop_their_year(run):
    header, first = year_file(2020, "A")
    _, second = year_file(2021, "B")
    code, rows, _ = run("\n".join([header, *first, *second]), "year")
    assert (code, {(row["place"], row["year"]) for row in rows}) == (0, {("A", "2020"), ("B", "2021")})
    second[5] = second[5].replace(",39,", ",３９,")
    code, rows, err = run("\n".join([header, *first, *second, first[0]]), "year", "--lang", "en")
    assert (code, rows) == (1, [])
    assert "row 373, column C" in err
    assert "B 2021: 1 cells to be corrected first" in err
    assert "the same place and day appear twice" in err


def test_a_year_before_the_first_standard_is_told(run):
    header, lines = year_file(2015)
    code, rows, err = run("\n".join([header, *lines]), "year", "--lang", "en")
    assert (code, rows) == (1, [])
    assert "no standard was in force" in err


def test_it_runs_as_a_module_without_django(tmp_path):
    path = tmp_path / "in.csv"
    path.write_text(AIR + "2020-01-01,8,39,68,48,2.2,190\n", encoding="utf-8")
    script = (
        "import sys; sys.modules['django'] = None\n"
        "from banshi.base.filecheck.standards import main\n"
        f"sys.exit(main(['air', {str(path)!r}]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=300
    )
    assert done.stdout.splitlines()[1].endswith(",128,轻度污染,O3_8h,HJ 633-2012")
