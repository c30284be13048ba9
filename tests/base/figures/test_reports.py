"""Values in words, and reports whose lines are figures."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.utils import translation

from banshi.base.figures import registry, reports, wording
from banshi.base.figures.registry import Figure, Question, Value
from banshi.base.zones import access
from banshi.kernel.qualifiers import Qualifier


@pytest.mark.parametrize(
    ("value", "zh", "en"),
    [
        (Value(None, "米"), "", ""),
        (Value(1000, "米", Qualifier.ABOUT), "约1,000米", "about 1,000 米"),
        (Value(Decimal("12.50"), "米"), "12.5米", "12.5 米"),
        (Value(Decimal("1200.000"), "米", Qualifier.AT_LEAST), "1,200米以上", "1,200 米 or more"),
        (Value(Decimal("92.3"), "%", numerator=12, denominator=13), "92.3%（12/13）", "92.3% (12/13)"),
        (Value(True, "", numerator=3, denominator=3), "是 3/3", "yes 3/3"),
        (Value(0, "件"), "0件", "0 件"),
    ],
)
def test_a_value_is_said_with_qualifier_unit_and_whole(value, zh, en):
    with translation.override("zh-hans"):
        assert wording.said(value) == zh
    with translation.override("en"):
        assert wording.said(value) == en


def _figure(verb: str) -> Figure:
    return Figure(
        code=f"trial.{verb}", name="试", definition="", unit="件", group="", order=1, verb=verb,
        compute=lambda question: Value(len(question.scope), "件"),
    )  # fmt: skip


def test_a_report_has_the_lines_that_are_open_to_its_reader(world, monkeypatch):
    monkeypatch.setattr(registry, "_figures", {})
    monkeypatch.setattr(reports, "_sections", {})
    for verb in ("figures.view", "prooflog.keep"):
        registry.register(_figure(verb))
    made = lambda question: (  # noqa: E731
        reports.line("trial.figures.view", question, unit="a"),
        reports.line("trial.prooflog.keep", question, label="名"),
        reports.line("trial.gone", question),
    )
    for order, code in ((2, "b"), (1, "a")):
        reports.register(reports.Section("trial", code, code, order, made if code == "a" else lambda _q: ()))
    reports.register(reports.Section("other", "c", "c", 0, made))
    question = Question(world.zone, world.actor("clerk"), date(2021, 5, 17), scope={"kept": "1"})
    first, second = reports.chapters("trial", question)
    assert [(line.label, line.value.value) for line in first.lines] == [("试", 2)]
    assert (first.empty, second.empty, second.lines) == (False, True, ())
    whole = replace(question, actor=access.system_actor(world.zone))
    assert [line.label for line in next(reports.chapters("trial", whole)).lines] == ["试", "名"]
