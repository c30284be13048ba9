"""Pure decisions of the organisation."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from banshi.core.org.rules import (
    Node,
    Span,
    below,
    core_name,
    in_protocol_order,
    is_masked,
    other_ways,
    would_loop,
)
from banshi.kernel.text import normalise

DAY = date(2021, 5, 1)
days = st.integers(0, 60).map(lambda n: DAY + timedelta(days=n))
spans = st.builds(Span, days, st.none() | days)


def members(span: Span) -> set[date]:
    return {DAY + timedelta(days=n) for n in range(62) if span.holds(DAY + timedelta(days=n))}


@given(spans, spans)
def test_spans_overlap_when_they_share_a_day(left, right):
    assert left.overlaps(right) == bool(members(left) & members(right))
    assert left.overlaps(right) == right.overlaps(left)


@given(
    st.builds(Span, days, st.none() | days).filter(lambda s: s.ends_on is None or s.ends_on >= s.starts_on),
    spans,
)
def test_a_span_within_another_holds_on_none_of_its_other_days(inner, outer):
    if inner.within(outer):
        assert members(inner) <= members(outer)


@st.composite
def forests(draw):
    count = draw(st.integers(1, 12))
    return [
        Node(n, draw(st.none() | st.integers(0, n - 1)) if n else None, draw(st.integers(0, 3)))
        for n in range(count)
    ]


@given(forests(), st.randoms())
def test_protocol_order_keeps_all_and_puts_each_unit_right_before_those_below_it(nodes, random):
    shuffled = nodes[:]
    random.shuffle(shuffled)
    found = in_protocol_order(shuffled)
    assert found == in_protocol_order(nodes)
    assert sorted(pk for pk, _depth in found) == [node.id for node in nodes]
    above = {node.id: node.parent for node in nodes}
    place = {pk: at for at, (pk, _depth) in enumerate(found)}
    depth = dict(found)
    for node in nodes:
        if node.parent is not None:
            assert depth[node.id] == depth[node.parent] + 1
        under = below(above, {node.id})
        assert {pk for pk, _d in found[place[node.id] : place[node.id] + len(under)]} == under


@given(forests(), st.data())
def test_moving_a_unit_loops_exactly_when_the_target_lies_below_it(nodes, data):
    above = {node.id: node.parent for node in nodes}
    node, target = (data.draw(st.sampled_from([n.id for n in nodes])) for _ in range(2))
    assert would_loop(above, node, target) == (target in below(above, {node}))


def test_a_loop_that_is_already_there_ends():
    assert would_loop({1: 2, 2: 1, 3: None}, 3, 1) is False


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("湘潭市电机车厂有限公司", "湘潭电机车厂"),
        ("青屿柏立(自主创新)产业园", "青屿柏立自主创新产业园"),
        ("晴川 精密制造股份有限公司", "晴川精密制造有限责任公司"),
        ("ＡＢＣ公司", "abc"),
    ],
)
def test_spellings_of_one_firm_are_one(left, right):
    assert core_name(left) == core_name(right)


@pytest.mark.parametrize(
    ("left", "right"),
    [("晴川精密", "晴川精工"), ("柏屹一期", "柏屹二期"), ("东市口村", "东口村"), ("公司", "集团")],
)
def test_other_firms_stay_others(left, right):
    assert core_name(left) != core_name(right)


@given(st.text(max_size=40))
def test_a_comparable_name_is_never_empty_for_a_text_that_is_not(text):
    assert bool(core_name(text)) == bool(normalise(text))


@pytest.mark.parametrize("text", ["胡某星", "喻某", "李××", "王*", "张XX", "周某某案"])
def test_masks_are_seen(text):
    assert is_masked(text)


@pytest.mark.parametrize("text", ["胡星", "近好第一步", "二〇二一年", "FXX公司", "exxon", "谭天易"])
def test_what_is_no_mask_is_none(text):
    assert not is_masked(text)


@pytest.mark.parametrize(
    ("word", "names", "ways"),
    [
        ("近好", ["迈好第一步项目论英雄", "近好第一步项目论英雄"], ["迈好"]),
        ("迈好", ["迈好第一步项目论英雄", "近好第一步项目论英雄"], ["近好"]),
        ("天易中学", ["天易云龙中学", "天易中学"], ["天易云龙中学"]),
        ("云龙", ["天易云龙中学", "天易中学"], ["天易中学"]),
        ("论英雄", ["迈好第一步项目论英雄", "近好第一步项目论英雄"], []),
        ("别处", ["迈好第一步项目论英雄", "近好第一步项目论英雄"], []),
        ("星辰", ["星辰", "胡某星"], []),
    ],
)
def test_other_ways_of_saying_a_word(word, names, ways):
    assert other_ways(word, names) == ways
