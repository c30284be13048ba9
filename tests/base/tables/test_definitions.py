"""A definition that cannot work is refused when it is made."""

from dataclasses import replace

import pytest

from banshi.base.tables.definitions import Filter, parse_day
from base.tables.samples import LIST


@pytest.mark.parametrize("key", ["q", "page", "sort", "as_of", "kind"])
def test_a_filter_key_may_not_be_taken(key):
    again = Filter(key, "Again", (), lambda rows, value: rows)
    with pytest.raises(ValueError, match="twice or taken"):
        replace(LIST, filters=(*LIST.filters, again))


def test_a_column_key_is_used_once():
    with pytest.raises(ValueError, match="twice"):
        replace(LIST, columns=(*LIST.columns, LIST.columns[0]))


@pytest.mark.parametrize("text", ["", "2021-13-01", "20210531", "2021-W22-1", "today", "2021-05-31T00:00"])
def test_what_is_no_day(text):
    assert parse_day(text) is None
