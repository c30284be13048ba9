"""Lines of COPY as they come: all of them, in their order, and an error in the middle is one."""

import pytest
from django.db import DataError, connection

from banshi.base.engines.reading import copied

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="COPY is PostgreSQL's"),
]


def numbers(last, column="n::text"):
    return f"SELECT {column}, NULL FROM generate_series(1, {last}) n"


@pytest.mark.parametrize("last", [0, 1, 255, 256, 257, 512, 30_000])
def test_all_lines_come_whatever_their_number(last):
    chunks = list(copied(numbers(last), 256, "-"))
    assert [line for lines, _escaped in chunks for line in lines] == [
        b"%d\x1f-" % n for n in range(1, last + 1)
    ]
    assert not any(escaped for _lines, escaped in chunks)
    assert all(len(lines) == 256 for lines, _escaped in chunks[:-1])


def test_what_was_escaped_is_told():
    [(lines, escaped)] = copied("SELECT E'a\\\\b\\tc\\x1fd', 1", 256, "-")
    assert (lines, escaped) == ([rb"a\\b\tc\ud" + b"\x1f1"], True)


def test_an_error_in_the_middle_is_an_error():
    with pytest.raises(DataError, match="zero"):
        list(copied(numbers(20_000, "1 / (15000 - n)"), 256, "-"))
