"""The index finds what LIKE would find, on either engine, and forgets what is erased."""

from contextlib import contextmanager
from datetime import UTC, datetime

import pytest
from django.core.management import call_command
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from banshi.base.history import acts, fences
from banshi.base.search import engines, find, index, terms
from banshi.base.search.models import SearchDoc
from banshi.base.vault import store
from banshi.base.zones import subjects
from banshi.base.zones.models import Subject, Zone
from banshi.kernel.text import normalise

NOW = datetime(2021, 5, 31, 2, 0, tzinfo=UTC)
LETTERS = st.text(alphabet="污水处理园区近迈好a1 2。-\n", max_size=30)


@contextmanager
def acting():
    token = acts._current.set(acts.Act("test.act", NOW))
    try:
        yield
    finally:
        acts._current.reset(token)


@pytest.fixture
def zone(db):
    return Zone.objects.create(code="east", name_zh="东区", name_en="East")


@pytest.fixture
def other_zone(db):
    return Zone.objects.create(code="west", name_zh="西区", name_en="West")


@pytest.fixture(autouse=True)
def no_expansions(monkeypatch):
    monkeypatch.setattr(find, "_expansions", [])


def subject(zone, caption="thing"):
    subjects.register("search_test", model="zones.Subject")
    return subjects.open_subject(zone, "search_test", caption)


def put(zone, title, body=""):
    thing = subject(zone, title)
    with acting():
        index.index(thing, title=title, body=body)
    return thing.pk


def found(zone, text):
    """What is found, the same by every way of asking."""
    hits = {row["subject_id"] for row in find.matching(zone, text)}
    if terms.words(text):
        rows = Subject.objects.filter(search_doc__isnull=False)
        assert set(find.narrow(rows, zone, text, path="pk").values_list("pk", flat=True)) == hits
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(engines, "COMMON", -1)
            assert set(find.narrow(rows, zone, text, path="pk").values_list("pk", flat=True)) == hits
    return hits


@given(text=LETTERS, start=st.integers(0, 30), length=st.integers(1, 8))
def test_the_terms_of_a_part_are_among_those_of_the_whole(text, start, length):
    whole = normalise(text)
    part = whole[start : start + length]
    assert set(terms.word_terms(part)) <= set(terms.document_terms(whole))


@given(text=LETTERS)
def test_folding_is_stable(text):
    once = terms.folded(text, text)
    assert terms.folded(*once.split("\n", 1)) == once


def test_exact_means_one_term_that_is_the_word():
    assert terms.exact("园区")
    assert terms.exact("园")
    assert not terms.exact("污水处理")
    assert not terms.exact("a-b")


def test_words_are_few_short_and_hold_something():
    assert terms.words(" 园区　ＡＢＣ 园区 。 -- ") == ["园区", "abc"]
    assert len(terms.words(" ".join(str(n) for n in range(50)))) == terms.MAX_WORDS
    assert len(terms.words("长" * 500)[0]) == terms.MAX_WORD_LENGTH


def test_two_characters_are_exact(zone):
    park = put(zone, "园区道路破损", "雨后积水")
    split = put(zone, "园内分区", "水。积")
    assert found(zone, "园区") == {park}
    assert found(zone, "积水") == {park}
    assert found(zone, "区") == {park, split}


def test_a_long_word_is_not_put_together_from_its_pairs(zone):
    whole = put(zone, "污水处理站停电")
    put(zone, "污水 排放", "水处 理处 处理")
    assert found(zone, "污水处理") == {whole}


def test_numbers_latin_words_and_width(zone):
    one = put(zone, "暖企 2021-0013", "ＡＢＣ Pump-7 坏了")
    put(zone, "暖企 2021-0014")
    for text in ("2021-0013", "0013", "13", "pump", "PUMP-7", "abc", "ａｂ", "7"):
        assert found(zone, text) == {one}, text


def test_all_words_must_be_there_in_title_or_body(zone):
    both = put(zone, "道路破损", "停电两天")
    put(zone, "道路破损")
    assert found(zone, "停电 道路") == {both}
    assert found(zone, "停电 桥梁") == set()


def test_no_word_finds_nothing_and_a_blank_narrows_nothing(zone):
    put(zone, "道路破损")
    assert found(zone, "  。 ") == set()
    assert find.narrow(Subject.objects.filter(zone=zone), zone, "  ", path="pk").count() == 1
    for typed in (" 。", "%", "_", "'", "😀"):
        assert find.narrow(Subject.objects.filter(zone=zone), zone, typed, path="pk").count() == 0
    assert find.narrow(Subject.objects.filter(zone=zone), zone, "道路", path="pk").count() == 1
    assert find.narrow(Subject.objects.filter(zone=zone), zone, "桥梁", path="pk").count() == 0


@pytest.mark.parametrize(
    "text",
    ['"', "a OR b", "NOT", "terms:a", "a*", "%", "_", "\\", "{}", "'; DROP", "近 -好", "\x00", "a\x00b"],
)
def test_a_query_is_never_a_query_language(zone, text):
    put(zone, "道路破损")
    assert found(zone, text) == set()


def test_wildcards_of_like_are_plain_characters(zone):
    percent = put(zone, "完成100%以上")
    put(zone, "完成100个以上")
    assert found(zone, "100%以上") == {percent}


def test_zones_do_not_see_each_other(zone, other_zone):
    mine = put(zone, "道路破损")
    put(other_zone, "道路破损")
    assert found(zone, "道路") == {mine}


def test_an_alias_finds_both_ways(zone):
    names = ["近好", "迈好"]

    def aliases(_zone, word):
        return [word.replace(one, other) for one in names for other in names if one in word]

    find.on_expand(aliases)
    old, new = put(zone, "近好食品用电"), put(zone, "迈好食品用水")
    assert found(zone, "近好") == found(zone, "迈好") == {old, new}
    assert found(zone, "近好食品") == {old, new}
    assert found(zone, "近好 用水") == {new}


def test_indexing_again_replaces(zone):
    thing = subject(zone)
    with acting():
        index.index(thing, title="道路破损")
        index.index(thing, title="桥梁破损")
    assert found(zone, "道路") == set()
    assert found(zone, "桥梁") == {thing.pk}
    assert SearchDoc.objects.count() == 1


def test_writing_needs_a_use_case(zone):
    with pytest.raises(RuntimeError):
        index.index(subject(zone), title="道路")
    assert not SearchDoc.objects.exists()


def test_erasing_a_subject_forgets_its_text(zone):
    gone, kept = put(zone, "赵某反映道路", "电话"), put(zone, "道路")
    with acting():
        store.erase(Subject.objects.get(pk=gone))
    index.tidy()
    assert found(zone, "道路") == {kept}
    doc = SearchDoc.objects.get(subject_id=gone)
    assert (doc.title, doc.text, doc.terms) == ("", "", [])


def test_nothing_of_a_forgotten_text_is_left_in_the_sqlite_index(zone):
    if connection.vendor != "sqlite":
        pytest.skip("FTS5 is SQLite's")
    with acting():
        index.forget(Subject.objects.get(pk=put(zone, "魑魅")))
    index.tidy()
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT COUNT(*) FROM {engines.TABLE}_content")
        assert cursor.fetchone()[0] == 0
        cursor.execute(f"SELECT block FROM {engines.TABLE}_data")
        assert not any(b"z9b51" in bytes(row[0]) for row in cursor.fetchall())


def test_many_at_once_and_rebuilt(zone):
    texts = [index.Text(subject(zone, str(n)), f"事项{n}", "园区") for n in range(25)]
    assert index.index_new(texts, at=NOW) == 25
    assert len(found(zone, "园区")) == 25
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {engines.TABLE}")
    else:
        SearchDoc.objects.update(terms=[])
    assert not find.matching(zone, "园区").exists()
    assert index.rebuild() == 25
    assert len(found(zone, "园区")) == 25
    assert found(zone, "事项7") == {texts[7].subject.pk}


def test_search_is_one_query_and_at_most_one_to_decide(zone, django_assert_num_queries):
    put(zone, "道路破损")
    with django_assert_num_queries(1):
        assert Subject.objects.filter(pk__in=find.matching(zone, "道路 破损")).count() == 1
    with django_assert_num_queries(2 if connection.vendor == "sqlite" else 1):
        assert find.narrow(Subject.objects.all(), zone, "道路 破损", path="pk").count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_index_survives_a_flush():
    zone = Zone.objects.create(code="flushed", name_zh="一", name_en="One")
    put(zone, "旧文")
    fences.lift()
    call_command("flush", interactive=False, verbosity=0)
    zone = Zone.objects.create(code="flushed", name_zh="一", name_en="One")
    new = put(zone, "新文")
    assert found(zone, "旧文") == set()
    assert found(zone, "新文") == {new}
