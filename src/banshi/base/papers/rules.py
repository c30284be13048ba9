"""What a written paper says, as plain values that are stored as text and read back."""

import json
from dataclasses import asdict, dataclass
from urllib.parse import parse_qsl, urlencode

from django.utils.translation import gettext_lazy as _

from banshi.base.papers.text import clean, one_line
from banshi.base.zones.refusals import Refusal

MOST_LISTS = 5
BODY_MOST = 30_000

BUNDLE = "bundle"
BUNDLE_MOST = 2000
"""Papers of one file: some 20 MB of PDF, or 80 MB of Word."""

BUNDLE_DAYS = 7
"""Days for which a file of many papers is kept; it can be made anew at any time."""

BUNDLES_AT_ONCE = 3
"""Files that one reader may have in the making."""


@dataclass(frozen=True)
class Words:
    """The words of a paper. ``form`` is document or letter; ``lists`` are addresses of lists of the house."""

    house: str = ""
    form: str = "document"
    recipients: str = ""
    body: str = ""
    attended: str = ""
    excused: str = ""
    observed: str = ""
    lists: tuple[str, ...] = ()
    signature: str = ""
    copies: str = ""
    note: str = ""

    def text(self) -> str:
        """As it is kept."""
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True)


def read(text: str) -> Words:
    """What :meth:`Words.text` wrote; nothing where it was erased."""
    try:
        found = json.loads(text)
    except ValueError:
        return Words(body=text)
    known = {name: found[name] for name in Words.__dataclass_fields__ if name in found}
    return Words(**{**known, "lists": tuple(known.get("lists", ()))})


def checked(title: str, words: Words) -> tuple[str, Words]:
    """Title and words without control characters. Raises :class:`Refusal` for a paper without title or body."""
    title = one_line(title)
    if not title:
        raise Refusal("papers.title_missing", _("Give the paper its title."), field="title")
    if not clean(words.body).strip():
        raise Refusal("papers.body_missing", _("Write the body: a line for each paragraph."), field="body")
    if len(words.lists) > MOST_LISTS:
        raise Refusal(
            "papers.too_many_lists",
            _("At most %(most)s lists go with one paper."),
            field="lists",
            most=MOST_LISTS,
        )
    plain = {
        name: clean(value) if name == "body" else one_line(value)
        for name, value in asdict(words).items()
        if isinstance(value, str)
    }
    return title, Words(**{**plain, "lists": tuple(words.lists)})


def names(text: str) -> tuple[str, ...]:
    """``各部门、各中心`` as names."""
    for sign in ("，", ",", "；", ";"):
        text = text.replace(sign, "、")
    return tuple(name.strip() for name in text.split("、") if name.strip())


def on_day(query: str, day: str) -> str:
    """The query of a list as it stood, and was known, on ``day``; one that names its own day keeps it."""
    pairs = [pair for pair in parse_qsl(query) if pair[0] not in ("export", "print", "page", "total")]
    given = {name for name, _value in pairs}
    return urlencode(pairs + [(name, day) for name in ("as_of", "known_on") if name not in given])
