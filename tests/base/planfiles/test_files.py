"""``./banshi plan convert`` and ``svg``: from file to file."""

import re
from datetime import date
from xml.etree import ElementTree as Xml

import pytest

from banshi.base.planfiles import plan as command
from banshi.kernel.planning import (
    Activity,
    Baseline,
    BaselineSpan,
    Crew,
    Demand,
    Link,
    Mode,
    Plan,
    WeatherClass,
)
from banshi.kernel.planning.formats import mspdi, plan_json

PLAN = Plan(
    date(2026, 3, 2),
    120,
    (
        Activity("a", (Mode(6, (Demand("k"),)),), "挖土", weather="earth"),
        Activity("b", (Mode(8, (Demand("k"),)),), "浇筑"),
    ),
    (Link("a", "b"),),
    (Crew("k", "土建队"),),
    weather=(WeatherClass("earth", "土方", stop_mm=5),),
    baselines=(Baseline("中标", date(2026, 2, 1), (BaselineSpan("a", date(2026, 3, 2), date(2026, 3, 7)),)),),
    name="厂房",
)
QUICK = ["--schedules", "50", "--workers", "1"]


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "hall.json"
    path.write_text(plan_json.dumps(PLAN), encoding="utf-8")
    return path


def test_a_plan_goes_to_project_and_back(file, tmp_path):
    there, back = tmp_path / "hall.xml", tmp_path / "back.json"
    assert command.main(["convert", str(file), str(there)]) == 0
    assert mspdi.read(there.read_bytes()).plan == PLAN
    assert command.main(["convert", str(there), str(back)]) == 0
    assert plan_json.loads(back.read_text(encoding="utf-8")) == PLAN


def test_a_solved_plan_is_kept_and_drawn(file, tmp_path, capsys):
    kept, out, rain = tmp_path / "solved.json", tmp_path / "wall.svg", tmp_path / "rain.csv"
    rain.write_text("date,mm\n2026-03-03,20\n2026-03-04,0\n")
    assert command.main(["solve", str(file), *QUICK, "--out", str(kept)]) == 0
    words = [
        "svg",
        str(file),
        "--schedule",
        str(kept),
        "--samples",
        "50",
        "--out",
        str(out),
        "--rain",
        str(rain),
    ]
    assert command.main([*words, "--paper", "A0", "--note", "演示数据", "--today", "2026-03-05"]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == str(out)
    drawn = out.read_text(encoding="utf-8")
    root = Xml.fromstring(drawn)
    assert root.get("width") == "1189mm"
    assert {"厂房", "演示数据", "a 挖土", "b 浇筑", "雨停", "今天 2026年03月05日"} <= {
        one.text for one in root.iter("{http://www.w3.org/2000/svg}text")
    }
    assert "<script" not in drawn
    assert len(re.findall(r'fill="url\(#rain\)"', drawn)) == 2


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["convert", "{file}", "{dir}/x.mpp"], "must end in .json or .xml"),
        (["convert", "{file}", "{dir}/none/x.xml"], "cannot be written"),
        (["svg", "{file}", "--baseline", "other"], "no baseline 'other'; the plan has: 中标"),
        (["svg", "{file}", "--rain", "{file}"], "hall.json"),
        (["svg", "{dir}/tiny.sm"], "no calendar"),
        (
            ["solve", "{dir}/tiny.sm", "--out", "{dir}/s.json", "--schedules", "20"],
            "only the schedule of a plan",
        ),
    ],
)
def test_what_cannot_be_done_is_told(file, tmp_path, capsys, words, says):
    from base.planfiles.test_plan import TINY

    (tmp_path / "tiny.sm").write_bytes(TINY.read_bytes())
    given = [word.format(file=file, dir=tmp_path) for word in words]
    if given[0] == "svg":
        given += QUICK
    assert command.main(given) == 2
    assert says in capsys.readouterr().err


def test_notes_of_a_strangers_file_are_told(tmp_path, capsys):
    path = tmp_path / "stranger.xml"
    path.write_bytes(mspdi.write(PLAN).replace(b"PT48H0M0S", b"PT47H0M0S"))
    assert command.main(["convert", str(path), str(tmp_path / "out.json")]) == 0
    assert "rounded up" in capsys.readouterr().err
