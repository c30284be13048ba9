"""Pasted texts as they come: forwarded chats, SMS, several people, several requests."""

import string
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from banshi.kernel.messages import Name, folded, headline, read, suggest
from banshi.kernel.messages.numbers import number

ON = date(2021, 6, 17)
PLACES = (Name("village", "石桥村"), Name("site", "晴川精密厂区"))
ORGS = (Name("firm", "晴川精密制造有限公司"), Name("firm", "晴川精密"), Name("food", "松月食品"))


def reading(text, on=ON):
    return read(text, on, places=PLACES, orgs=ORGS)


def values(part, kind):
    return [mark.value for mark in part.marks if mark.kind == kind]


def test_a_forwarded_chat():
    text = "企业联系人 2021-06-15 09:12\n"
    text += "晴川精密厂区门口明天进货，积水约30厘米，电话１３８-0000 0000，请6月25日前处理。\n"
    (part,) = reading(text).parts
    assert part.words.startswith("晴川精密厂区门口明天进货")
    assert values(part, "sender") == ["企业联系人"]
    assert values(part, "phone") == ["13800000000"]
    assert values(part, "place") == ["site"]
    assert values(part, "day") == ["2021-06-16", "2021-06-25"]
    assert part.wanted_by.value == "2021-06-25"
    assert values(part, "quantity") == ["约30厘米"]
    assert part.written_on == date(2021, 6, 15)


def test_tomorrow_is_the_day_after_the_message_not_after_the_paste():
    (part,) = reading("—— 2021-06-10 ——\n门卫  09:12\n明天停水").parts
    assert values(part, "day") == ["2021-06-11"]


def test_an_sms_with_a_signature_names_the_firm():
    (part,) = reading("【松月食品】缺电工5名，焊工3名，6月底前，联系人张某 19800000001").parts
    assert values(part, "org") == ["food"]
    assert values(part, "sender") == ["张某"]
    assert values(part, "phone") == ["19800000001"]
    assert values(part, "quantity") == ["5名", "3名"]


def test_the_longest_name_counts():
    (part,) = reading("晴川精密制造有限公司门口").parts
    assert [(mark.kind, mark.end) for mark in part.marks] == [("org", 10)]


def test_messages_of_several_people_are_several_requests():
    first, other = reading("行政  09:12\n\n停电了\n\n门卫  09:15\n东门道闸坏了\n收到").parts
    assert (first.words, values(first, "sender")) == ("停电了", ["行政"])
    assert (other.words, values(other, "sender")) == ("东门道闸坏了\n收到", ["门卫"])


def test_messages_of_one_person_are_one_request():
    (part,) = reading("行政  09:12\n停电了\n行政  09:13\n是整个车间").parts
    assert part.words == "停电了\n是整个车间"


@pytest.mark.parametrize(
    "text",
    [
        "1、石桥村水管断了没水\n2、村口路灯不亮了",
        "①石桥村水管断了没水 \n②村口路灯不亮了",
        "石桥村水管断了没水。另外村口路灯不亮了",
        "一是石桥村水管断了没水;二是村口路灯不亮了",
    ],
)
def test_several_requests_in_one_message(text):
    first, other = reading(text).parts
    assert "水管" in first.words
    assert "路灯" in other.words


def test_what_was_said_for_all_concerns_each():
    text = "联系人李某,电话19900000000\n1、水管断了没有水喝\n2、路灯不亮走夜路怕"
    for part in reading(text).parts:
        assert values(part, "phone") == ["19900000000"]
        assert values(part, "sender") == ["李某"]


def test_a_greeting_is_no_sender():
    (part,) = reading("李主任:您好,石桥村没水了").parts
    assert values(part, "sender") == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("电话13800000000。", ["13800000000"]),
        ("+86 138 0000 0000", ["13800000000"]),
        ("0731-88880000", ["073188880000"]),
        ("400-800-8000", ["4008008000"]),
        ("座机:88880000", ["88880000"]),
        ("身份证430000199001011234", []),
        ("合同金额13800000000123元", []),
        ("订单88880000", []),
    ],
)
def test_telephones(text, found):
    parts = reading(text).parts
    assert [value for part in parts for value in values(part, "phone")] == found


def test_a_blank_text_holds_nothing():
    assert reading(" \n\t").parts == ()
    assert reading("").parts == ()


def test_the_line_of_the_lists_leaves_greeting_and_telephone_out():
    assert headline("您好，我想反映一下，村口路灯不亮。谢谢") == "村口路灯不亮"
    assert headline("联系人李某,路灯不亮了", ["李某"]) == "联系人,路灯不亮了"
    assert headline("门口积水,电话,请来看") == "门口积水,请来看"
    assert len(headline("很长" * 40)) <= 30


def test_suggestions_follow_the_words_of_the_table():
    table = {"water": ["停水", "没水"], "road": ["路灯", "积水"]}
    found = suggest("路灯下面停水了,没水喝", table)
    assert (found.code, found.spans) == ("water", ((4, 6), (8, 10)))
    assert suggest("没有什么", table) is None


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("25", 25),
        ("二十五", 25),
        ("十", 10),
        ("两", 2),
        ("一百零五", 105),
        ("几", None),
        ("", None),
        ("二〇二一", 2021),
    ],
)
def test_numbers(text, value):
    assert number(text) == value


SCRAPS = st.sampled_from(
    ["明天", "6月25日前", "25号前", "下周三", "3天内", "月底", "张三 09:12\n", "2021-06-15 09:12 李四\n", ":", "\n",
     "13800000000", "【松月食品】", "晴川精密", "1、", "2、", "另外", "尽快", "约30米", "二月三十日", "İ", "ﬃ", "①"]
)  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(
    st.lists(SCRAPS | st.text(max_size=12), max_size=20).map("".join),
    st.dates(),
)
def test_any_text_is_read_and_every_span_points_into_it(text, on):
    found = reading(text, on)
    assert len(folded(text)) == len(text)
    for mark in found.marks:
        assert 0 <= mark.start < mark.end <= len(text)
        assert mark.value
        if mark.kind == "day":
            date.fromisoformat(mark.value)
    for part in found.parts:
        assert 0 <= part.start < part.end <= len(text)
        assert set(part.marks) <= set(found.marks)
        assert len(headline(part.words)) <= 30
    assert bool(found.parts) <= bool(text.strip())


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet=string.digits + "年月日号周天内前底.-/ ", max_size=40), st.dates())
def test_figures_and_days_never_end_in_an_error(text, on):
    reading(text, on)
