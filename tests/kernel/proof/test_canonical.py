"""The bytes of an entry: the quick way gives what the careful one does, whatever stands in it."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from banshi.kernel.proof import chain

WORDS = st.one_of(
    st.text(), st.sampled_from(["e\u0301", "\u0301", "\u0338", "\u212b", "한", "n\u0303", '"\u0301'])
)
SCALARS = st.one_of(st.none(), st.booleans(), st.integers(-(2**60), 2**60), WORDS)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.lists(inner, max_size=3).map(tuple),
        st.dictionaries(st.one_of(WORDS, st.integers(0, 20)), inner, max_size=4),
    ),
    max_leaves=12,
)


def carefully(value):
    return json.dumps(chain._clean(value), sort_keys=True, separators=(",", ":"), ensure_ascii=False)


@given(st.dictionaries(WORDS, VALUES, max_size=6))
def test_quick_and_careful_agree(value):
    try:
        wanted = carefully(value).encode()
    except UnicodeEncodeError:  # half a character: neither way can write it
        with pytest.raises(UnicodeEncodeError):
            chain.canonical(value)
        return
    assert chain.canonical(value) == wanted


@pytest.mark.parametrize("value", [1.5, float("nan"), [1.5], {"x": 1.5}, ("a", 2.0), b"x", {1, 2}, object()])
def test_no_float_and_nothing_that_json_does_not_know(value):
    for where in (value, {"in": value}, [{"in": [value]}]):
        with pytest.raises(TypeError):
            chain.canonical({"data": where})


def test_keys_are_sorted_as_text_and_text_is_composed():
    assert chain.canonical({"b": "e\u0301", "a": {10: 1, 9: 2}}) == '{"a":{"10":1,"9":2},"b":"\xe9"}'.encode()
