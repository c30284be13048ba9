"""What the index holds of a text, and which of it a searched word needs.

Terms are the characters and the pairs of neighbouring characters of every run of letters, digits
and Chinese characters. Latin words and numbers are cut up like Chinese ones, so that ``0013`` is
found by ``13``: the terms of a part are always among the terms of the whole.
"""

import re
from operator import concat

from banshi.kernel.text import normalise

_RUNS = re.compile(r"[^\W_]+")
MAX_WORDS = 8
MAX_WORD_LENGTH = 64


def folded(title: str, body: str) -> str:
    """The text that is searched: title and body, each normalised, on lines of their own."""
    return f"{normalise(_plain(title))}\n{normalise(_plain(body))}"


def _plain(text: str) -> str:
    """Without the one character that PostgreSQL does not store."""
    return text.replace("\x00", "")


def document_terms(text: str) -> list[str]:
    """Every term of a folded text, each once, sorted."""
    terms: set[str] = set()
    for run in _RUNS.findall(text):
        terms.update(run)
        terms.update(map(concat, run, run[1:]))  # neighbours, in pairs
    return sorted(terms)


def words(query: str) -> list[str]:
    """The words of a query, normalised, each once; at most eight, of at most 64 characters."""
    found = (normalise(word)[:MAX_WORD_LENGTH] for word in _plain(query).split())
    return [word for word in dict.fromkeys(found) if _RUNS.search(word)][:MAX_WORDS]


def word_terms(word: str) -> list[str]:
    """The terms that a text must hold to hold ``word``: its pairs, or the character of a run of one."""
    terms: set[str] = set()
    for run in _RUNS.findall(word):
        terms.update((run[at : at + 2] for at in range(len(run) - 1)) if len(run) > 1 else [run])
    return sorted(terms)


def exact(word: str) -> bool:
    """True when holding the term of ``word`` means holding ``word``, so that nothing needs another look."""
    return [word] == word_terms(word)
