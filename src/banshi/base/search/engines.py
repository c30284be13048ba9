"""The index on either engine: a ``text[]`` column with GIN, or an FTS5 table of terms.

FTS5 gets every term as the hexadecimal numbers of its characters, so that no tokenizer of any
SQLite version has an opinion about Chinese.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache

from django.db import connection, models
from django.db.models.expressions import RawSQL

TABLE = "search_terms"
COMMON = 30_000
"""Hits from which a walk over the rows beats gathering the hits, up to a million documents (measured)."""
CREATE_SQLITE = (
    f"CREATE VIRTUAL TABLE IF NOT EXISTS {TABLE} USING fts5(terms, tokenize = 'ascii', detail = none)",
    f"DROP TABLE IF EXISTS {TABLE}",
)
CREATE_POSTGRESQL = (
    "CREATE INDEX IF NOT EXISTS search_doc_terms ON search_searchdoc USING gin (terms)",
    "DROP INDEX IF EXISTS search_doc_terms",
)

# A query is words, each of which may be said in several ways, each of which needs several terms.
Needs = Sequence[Sequence[Sequence[str]]]


class TermsField(models.Field):
    """A list of terms on PostgreSQL (``text[]``); always empty text on SQLite."""

    def db_type(self, connection):
        return "text[]" if connection.vendor == "postgresql" else "text"

    def get_db_prep_value(self, value, connection, prepared=False):
        return list(value) if connection.vendor == "postgresql" else ""

    def from_db_value(self, value, expression, connection):
        return value or []


class HoldsAll(models.Lookup):
    """``terms__holds=[…]`` on PostgreSQL: every term is there."""

    lookup_name = "holds"
    prepare_rhs = False

    def as_postgresql(self, compiler, connection):
        left, parameters = self.process_lhs(compiler, connection)
        held = self.rhs if isinstance(self.rhs, str) else list(self.rhs)
        return f"{left} @> %s::text[]", [*parameters, held]

    def as_sql(self, compiler, connection):
        raise NotImplementedError("terms are a column on PostgreSQL only")


def register_lookups() -> None:
    """Called when the app is ready."""
    TermsField.register_lookup(HoldsAll)


def holding(
    docs: models.QuerySet, needs: Needs, kind: str | None = None, newest: int | None = None
) -> models.QuerySet:
    """``docs`` that hold the needed terms: all words, any way of saying each.

    ``kind`` keeps to documents of one kind, ``newest`` to so many of those that were made last: FTS5 gives them
    one by one from the end, so that a word that stands in half of all documents costs no more than a rare one.
    """
    if kind is not None:
        docs = docs.filter(kind=kind)
    if connection.vendor == "postgresql":
        for ways in needs:
            said = models.Q()
            for terms in ways:
                said |= models.Q(terms__holds=terms)
            docs = docs.filter(said)
        return docs if newest is None else docs.order_by("-pk")[:newest]
    return matching(docs, match(needs, kind), newest)


def matching(docs: models.QuerySet, match: str, newest: int | None = None) -> models.QuerySet:
    """``docs`` that fit an expression of the engine's (see :func:`match`); ``newest`` is for SQLite only."""
    if connection.vendor == "postgresql":
        return docs.filter(terms__holds=match)
    sql, values = f"SELECT rowid FROM {TABLE} WHERE {TABLE} MATCH %s", [match]  # noqa: S608
    if newest is not None:
        sql, values = f"{sql} ORDER BY rowid DESC LIMIT %s", [*values, newest]
    return docs.filter(id__in=RawSQL(sql, values))  # noqa: S611 - our own names


def in_helpings() -> bool:
    """Does the engine give the newest hits one by one, so that few of them can be looked at first?"""
    return connection.vendor == "sqlite"


def hits(needs: Needs) -> int | None:
    """How many documents hold the terms, counted up to 30,001; None on PostgreSQL, which weighs that itself.

    SQLite gathers every hit of an ``IN`` before it gives the first row, so one asks first how many there are.
    """
    if connection.vendor != "sqlite":
        return None
    sql = f"SELECT COUNT(*) FROM (SELECT rowid FROM {TABLE} WHERE {TABLE} MATCH %s LIMIT %s)"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(sql, [match(needs), COMMON + 1])
        return cursor.fetchone()[0]


def write_rows(rows: Iterable[tuple[int, str, list[str]]]) -> None:
    """Put documents (id, kind, terms) into FTS5, replacing what was there; nothing to do elsewhere.

    The kind is a term of its own, so that the few units that hold a word need not be looked for among all matters.
    """
    if connection.vendor != "sqlite":
        return
    sql = f"INSERT OR REPLACE INTO {TABLE}(rowid, terms) VALUES (%s, %s)"  # noqa: S608 - our own name
    with connection.cursor() as cursor:
        cursor.executemany(
            sql, [(doc, " ".join((_of_kind(kind), *map(_encoded, terms)))) for doc, kind, terms in rows]
        )


def remove_row(doc_id: int) -> None:
    """Take a document out of FTS5; nothing to do elsewhere."""
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {TABLE} WHERE rowid = %s", [doc_id])  # noqa: S608


def merge() -> None:
    """Rewrite FTS5's segments, which is when a removed document's terms leave the file."""
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {TABLE}({TABLE}) VALUES ('optimize')")  # noqa: S608


def expression(needs: Needs, kind: str) -> str | None:
    """What :func:`matching` takes; None where PostgreSQL has no single one: a word that may be said in two ways."""
    if connection.vendor == "sqlite":
        return match(needs, kind)
    if any(len(ways) > 1 for ways in needs):
        return None
    terms = sorted({term for [way] in needs for term in way})
    return (
        "{" + ",".join(f'"{term}"' for term in terms) + "}"
    )  # letters and digits only, but one may be «null»


def match(needs: Needs, kind: str | None = None) -> str:
    """The expression that asks FTS5 for what is needed, in documents of ``kind``."""
    words = [f"({' OR '.join(_all_of(terms) for terms in ways)})" for ways in needs]
    return " AND ".join([_of_kind(kind), *words] if kind else words)


def _of_kind(kind: str) -> str:
    return f"k{_encoded(kind)}"


def _all_of(terms: Sequence[str]) -> str:
    return f"({' AND '.join(_encoded(term) for term in terms)})"


@lru_cache(maxsize=1 << 16)
def _encoded(term: str) -> str:
    """``园区`` is ``z56edz533a``: letters and digits only, never a word of the query language."""
    return "".join(f"z{ord(character):x}" for character in term)
