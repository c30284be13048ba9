"""The pages of docs/standards name what the code has, and nothing is left undocumented."""

import re
from pathlib import Path

import pytest

from banshi.base.filecheck.messages import TEXT
from banshi.base.filecheck.standards import parser
from banshi.kernel.standards import basis, eia, lights, lists, versions

DOCS = Path(__file__).resolve().parents[3] / "docs"
PAGES = {path.stem: path.read_text(encoding="utf-8") for path in (DOCS / "standards").glob("*.md")}
WHOLE = "\n".join([(DOCS / "standards.md").read_text(encoding="utf-8"), *PAGES.values()])


@pytest.mark.parametrize("code", sorted(TEXT))
def test_everything_told_is_documented(code):
    if code == "year_blocked":
        assert "A place's year" in PAGES["commands"]
        return
    assert code in PAGES["commands"]


def test_options_are_documented():
    sub = next(action for action in parser()._actions if getattr(action, "choices", None))
    options = {
        name for one in sub.choices.values() for action in one._actions for name in action.option_strings
    }
    for option in options - {"-h", "--help", "--out"}:
        assert option in PAGES["commands"], option


def test_lists_versions_and_categories_are_documented():
    names = [name for family in lists.FAMILIES for name in lists.names(family)]
    for name in [*names, *lights.PRESETS]:
        assert f"`{name}`" in PAGES["lists"], name
    for version in versions.ALL:
        assert re.sub(r" (transition|final)$", "", version.standard).split("-")[0] in WHOLE
    for number in eia._RULES:
        assert str(number) in PAGES["places"]


def test_statuses_and_unverified_rules_are_explained():
    for status in {one.status for one in basis.ALL.values()}:
        assert f"| {status} |" in WHOLE
    assert {one.code for one in basis.ALL.values() if one.status == "not verified"} == {
        "year.split",
        "year.weighted_index",
    }
    assert "**not verified, not offered**" in PAGES["hj663"]
    assert "was not found" in PAGES["hj663"]


def test_the_index_links_every_page():
    index = (DOCS / "standards.md").read_text(encoding="utf-8")
    assert {Path(target).stem for target in re.findall(r"\(standards/([^)]+)\)", index)} == set(PAGES)


def test_the_example_of_the_index_is_true():
    index = (DOCS / "standards.md").read_text(encoding="utf-8")
    code = re.search(r"```python\n(.*?)```", index, re.DOTALL).group(1)
    found = {}
    exec(code, found)
    assert found["air"].iaqi("CO", "2.2") == 55
    day = found["day"]
    assert (day.aqi, day.category, day.primary, day.missing) == (128, "轻度污染", ("O3_8h",), ())
    lake = found["water"].classify({"pH": 7.5, "溶解氧": "8.1", "总磷": "0.08"}, kind="lake")
    assert lake.main_text() == "总磷(0.60)"
    assert all(str(value) in index for value in (55, 128, "总磷(0.60)"))
