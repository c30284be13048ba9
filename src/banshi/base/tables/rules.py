"""What of a list's address a saved view keeps, and how many views somebody may keep."""

import re
from urllib.parse import parse_qsl, urlencode

MOST_VIEWS = 8
"""Views per list and person: more would not fit as tabs."""

FILTER_NAME = re.compile(r"[a-z][a-z_]{0,31}")

NOT_KEPT = frozenset({"q", "page", "as_of", "known_on", "total", "print", "export"})
"""Search text may name a person; a page, a past day, a shape is of the moment."""


def kept(query: str) -> str:
    """Filters and order of an address, sorted, so that the same view is always written alike; "" for none.

    >>> kept("unit=x&page=3&q=a&group=open&sort=")
    'group=open&unit=x'
    """
    return urlencode(sorted(_pairs(query)))


def names_kept(query: str) -> list[str]:
    """The names of the filters in an address, without what was chosen: what the history may say of a view."""
    return sorted({name for name, _value in _pairs(query)})


def _pairs(query: str) -> list[tuple[str, str]]:
    try:
        pairs = parse_qsl(query.removeprefix("?"), keep_blank_values=False, max_num_fields=50)
    except ValueError:
        return []
    return [pair for pair in pairs if pair[0] not in NOT_KEPT and FILTER_NAME.fullmatch(pair[0])]
