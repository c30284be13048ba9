import pytest
from hypothesis import given
from hypothesis import strategies as st

from banshi.kernel.text import VAGUE_WORDS, grams, masked_numbers, normalise, similarity, vague_promise

TEXT = st.text(st.sampled_from("污水处理厂园区 Ａa１1，。-　\n"), max_size=30)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("  ＡＢＣ　１２ ", "abc 12"),
        ("污水 处理\n厂", "污水处理厂"),
        ("3 号 路 ABC", "3 号路 abc"),
        ("（甲）", "(甲)"),
        ("", ""),
    ],
)
def test_normalise(text, expected):
    assert normalise(text) == expected


@given(st.text(max_size=40))
def test_normalise_twice_changes_nothing(text):
    assert normalise(normalise(text)) == normalise(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("污水处理厂", ["污水", "水处", "处理", "理厂"]),
        ("路", ["路"]),
        ("3号路B-12栋", ["3", "号路", "b", "12", "栋"]),
        ("园区，路灯", ["园区", "路灯"]),
        ("Pump 2.5", ["pump", "2", "5"]),
        ("𠮷野", ["𠮷野"]),
        ("！？", []),
    ],
)
def test_grams(text, expected):
    assert grams(text) == expected


@given(TEXT, st.text(st.sampled_from("污水处理厂园区"), min_size=2, max_size=4))
def test_a_phrase_inside_a_text_shares_all_its_grams(around, phrase):
    assert set(grams(phrase)) <= set(grams(around + "，" + phrase + "，" + around))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("近期解决，尽快回复，近期完成", ("近期", "尽快")),
        ("第一时间处理", ("第一时间",)),
        ("我们会抓紧办理，择期通知", ("抓紧", "择期")),
        ("Will be fixed As Soon As Possible", ("as soon as possible",)),
        ("尽 快", ("尽快",)),
        ("6月25日前完成接水", ()),
        ("附近日常保洁", ()),
        ("sooner", ()),
    ],
)
def test_vague_promises(text, words):
    assert vague_promise(text) == words


@given(st.sampled_from(VAGUE_WORDS))
def test_every_listed_word_is_found(word):
    assert vague_promise(f"，{word}。")


@given(TEXT, TEXT)
def test_similarity_is_symmetric_and_bounded(a, b):
    assert similarity(a, b) == similarity(b, a)
    assert 0 <= similarity(a, b) <= 1


@given(TEXT)
def test_a_text_is_like_itself(text):
    assert similarity(text, text) == (1 if normalise(text) else 0)


def test_similarity_ranks_the_duplicate_first():
    asked = "三号路南段污水管网堵塞，污水外溢"
    assert similarity(asked, "三号路污水管堵塞外溢") > 0.5
    assert similarity(asked, "食堂饭菜质量差") == 0


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("电话13812345678,微信同号", "电话138****5678,微信同号"),
        ("138 1234 5678或+86139-1234-5678", "138****5678或+86139****5678"),
        ("电话１３８１２３４５６７８。", "电话１３８****５６７８。"),
        ("身份证43030219900101123x。", "身份证4303**********123x。"),
        ("信用代码914303026895123456", "信用代码914303026895123456"),
        ("单号12345678901234", "单号12345678901234"),
        ("", ""),
    ],
)
def test_numbers_of_people_are_masked_in_a_text(text, shown):
    assert masked_numbers(text) == shown
    assert masked_numbers(shown) == shown
