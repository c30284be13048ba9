import csv
import pkgutil
import subprocess
import sys
from datetime import date, datetime
from decimal import Decimal
from importlib import import_module
from itertools import pairwise
from pathlib import Path

import pytest

from banshi.kernel.standards import air, data, lists, versions, water
from banshi.kernel.standards.basis import ALL, uncertain
from banshi.kernel.standards.layout import ELEMENTS
from banshi.kernel.standards.table import day, rows

SECOND = list(
    csv.DictReader((Path(__file__).parent / "data" / "limits_second_copy.csv").open(encoding="utf-8"))
)
STATUSES = {"verified", "one source", "from memory", "not verified"}
TABLES = {
    f"{module.name}.{name}": text
    for module in pkgutil.iter_modules(data.__path__)
    for name, text in vars(import_module(f"{data.__name__}.{module.name}")).items()
    if name.isupper()
}


@pytest.mark.parametrize("name", sorted(TABLES))
def test_every_row_names_its_standard_clause_and_dates(name):
    table = rows(TABLES[name])
    assert table
    for row in table:
        assert "clause" in row
        assert row["standard"] or name.startswith("bases.")
        assert row.get("status", "verified") in STATUSES
        if not name.startswith("bases."):
            start, end = day(row["effective_from"]), day(row["effective_to"])
            assert start is None or end is None or start <= end


def test_a_row_of_the_wrong_length_is_refused():
    for text in ("a,b\n1", "a,b\n1,2,3"):
        with pytest.raises(ValueError, match="does not have 2 cells"):
            rows(text)


def test_limits_agree_with_a_second_copy():
    assert len(SECOND) == 93
    numbers = {(item.clause, kind): item for kind in water.KINDS for item in water.ITEMS[kind].values()}
    for row in SECOND:
        values = row["values"].split(" ")
        if row["standard"] == "GB 3838-2002":
            kind = "river" if row["scope"] == "any" else row["scope"]
            item = numbers[f"表1 第{row['item']}项", kind]
            expected = values[0].split("-") if "-" in values[0] else values
            assert item.limits == tuple(map(Decimal, expected)), row
        else:
            found = [air.limit(row["standard"], row["item"], row["scope"], area) for area in (1, 2)]
            assert found == [Decimal(value) for value in values], row


def test_versions_of_a_kind_follow_one_another_without_gap():
    for kind in ("aqi", "air"):
        chain = sorted((v for v in versions.ALL if v.kind == kind), key=lambda v: v.effective_from)
        for earlier, later in pairwise(chain):
            assert (later.effective_from - earlier.effective_to).days == 1
        assert chain[-1].effective_to is None


def test_versions_by_name_and_day():
    assert versions.named("aqi", "2026").standard == "HJ 633-2026"
    assert versions.named("air", "GB  3095-2012").standard == "GB 3095-2012"
    assert versions.on_day("air", date(2031, 1, 1)).standard == "GB 3095-2026 final"
    assert versions.on_day("water", date(2021, 5, 31)).standard == "GB 3838-2002"
    with pytest.raises(versions.NoVersion, match="known: GB 3095-2012"):
        versions.named("air", "2026")
    with pytest.raises(versions.NoVersion, match="a day or a standard"):
        versions.pick("aqi", None, None)


def test_uncertain_rules_are_told_and_certain_ones_are_not():
    assert [basis.code for basis in uncertain(["water.single_factor", "water.half_limit"])] == [
        "water.half_limit"
    ]
    assert all(basis.zh and basis.en for basis in ALL.values())
    assert ALL["year.weighted_index"].status == "not verified"


def test_layout_has_its_35_elements():
    assert len(ELEMENTS) == 35
    assert sum(not element.certain for element in ELEMENTS.values()) == 3
    height = ELEMENTS["margin_top"].mm[0] + ELEMENTS["text_block"].mm[1] + ELEMENTS["margin_bottom"].mm[0]
    width = ELEMENTS["margin_left"].mm[0] + ELEMENTS["text_block"].mm[0] + ELEMENTS["margin_right"].mm[0]
    assert (width, height) == ELEMENTS["paper"].mm == (210, 297)
    assert ELEMENTS["lines"].counts == (22, 28)
    assert ELEMENTS["title"].points == 22
    assert abs(ELEMENTS["line"].mm[0] * 22 - 225) < Decimal("0.1")


def test_dust_lists_belong_to_an_authority():
    assert lists.names("dust") == ("changsha_8", "national_6", "other_8")
    changsha = lists.entries("dust", "changsha_8")
    assert [int(entry.fields["number"]) for entry in changsha] == list(range(1, 9))
    assert changsha[6].zh == "建筑垃圾100%规范管理"
    assert len(lists.entries("dust", "national_6")) == 6
    assert lists.entries("dust", "changsha_8", date(2019, 4, 23)) == ()
    assert lists.entries("dust", "changsha_8", date(2019, 4, 24)) == changsha
    assert lists.entries("drill", "execution", date(2019, 9, 30)) != lists.entries(
        "drill", "execution", date(2019, 10, 1)
    )
    assert lists.entries("dust", "changsha_8", date(2021, 6, 1)) == changsha
    assert {entry.status for entry in lists.entries("dust", "other_8")} == {"not verified"}
    with pytest.raises(ValueError, match="changsha_8"):
        lists.entries("dust", "xiangtan_8")


def test_every_family_has_rows_in_both_languages():
    for family in ("dust", "drill", "hotline", "statistics", "parks", "scoring"):
        for name in lists.names(family):
            assert all(entry.zh and entry.en for entry in lists.entries(family, name))
    assert [entry.fields["code"] for entry in lists.entries("drill", "improvement_cycle")] == [
        "plan", "prepare", "carry_out", "evaluate", "improve",
    ]  # fmt: skip
    weights = [int(entry.fields["weight"]) for entry in lists.entries("parks", "national_etdz_2021")]
    assert weights == [30, 30, 15, 15, 10]


def test_it_works_without_django_and_opens_no_file():
    script = (
        "import sys, builtins\n"
        "class No:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        "        if name.split('.')[0] in ('django', 'sqlite3', 'socket'): raise ImportError(name)\n"
        "sys.meta_path.insert(0, No())\n"
        "from banshi.kernel.standards import air, credit_code, eia, growth, land, layout, water\n"
        "from banshi.kernel.standards import lights, lists, sites\n"
        "def refuse(*_, **__): raise AssertionError('a file is opened')\n"
        "builtins.open = refuse\n"
        "print(air.iaqi('CO', '2.2'), water.classify({'pH': 7}, 'river').grade)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=300
    )
    assert done.stdout.split() == ["55", "1"]


def test_a_point_in_time_counts_on_its_date_and_other_things_are_refused():
    assert versions.on_day("aqi", datetime(2026, 2, 28, 23, 59)).standard == "HJ 633-2012"
    assert versions.on_day("aqi", datetime(2026, 3, 1)).standard == "HJ 633-2026"
    with pytest.raises(TypeError, match="a date, not str"):
        versions.on_day("aqi", "2026-03-01")
    for name in (None, 2012, b"HJ 633-2012"):
        with pytest.raises(versions.NoVersion):
            versions.named("aqi", name)
