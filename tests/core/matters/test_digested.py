"""What is hashed of a row is the same whoever spells it: Python from values, SQLite in JSON, PostgreSQL in COPY."""

from datetime import UTC, date, datetime

import pytest
from django.db import connection, models
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from banshi.base.engines.parts import Part
from banshi.base.engines.reading import BETWEEN, in_copy, unescaped
from banshi.base.prooflog.verification import verify
from banshi.core.matters.models import Matter, MatterPeriod
from banshi.core.matters.queries.digested import COLUMNS, SALT, TIMES, TIMES_OF, Rows
from banshi.core.matters.rules.columns import SEPARATOR, digest_of, spelled
from support.matters import Walk
from support.tampering import fences_down

postgres = pytest.mark.skipif(connection.vendor != "postgresql", reason="COPY is PostgreSQL's")
ODD = "\t\n\r\b\f\v\x1b\x1e\x1f\\N\\.\\u\\x1f\"',[]{}tfnul0 \u2028排水\U0001f6a7"
TEXTS = st.one_of(
    st.text(ODD, max_size=12), st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]))
)
DAYS = st.dates(date(1, 1, 1), date(9999, 12, 31))
INSTANTS = st.builds(
    lambda at, places: at.replace(microsecond=at.microsecond // 10**places * 10**places),
    st.datetimes(datetime(1, 1, 2), datetime(9999, 12, 30), timezones=st.just(UTC)),
    st.integers(0, 6),
)
VALUES = st.fixed_dictionaries(
    {
        "requirement": TEXTS,
        "raised_on": DAYS,
        "due_on": st.none() | DAYS,
        "due_at": st.none() | INSTANTS,
        "immediate": st.booleans(),
        "in_time": st.sampled_from([None, True, False]),
        "returned": st.integers(0, 32767),
        "effective_from": DAYS,
        "effective_to": DAYS,
        "recorded_from": INSTANTS,
        "recorded_to": INSTANTS,
    }
)


def digest(row):
    return SALT + digest_of(getattr(row, field.attname) for field in COLUMNS)


def held(row):
    before, between, after = TIMES_OF[connection.vendor]
    times = between.join(spelled(getattr(row, name)) for name in TIMES)
    return row.matter_id, row.pk, f"{before}{times}{after}{digest(row)}"


@pytest.fixture
def matter(world, now):
    walk = Walk(world, now)
    walk.register()
    return walk.again()


def test_the_sign_between_is_one():
    assert SEPARATOR.encode() == BETWEEN


@settings(
    max_examples=80,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(values=VALUES, number=st.text(ODD.replace("\0", ""), max_size=20))
def test_both_engines_spell_a_row_as_python_does(matter, values, number):
    """Every type among the list columns, odd texts, instants with zeros at the end of their fraction."""
    columns = {name: value for name, value in values.items() if name not in TIMES}
    from_, to = sorted((values["effective_from"], values["effective_to"]))
    period = MatterPeriod.objects.filter(matter=matter).order_by("pk").last()
    with fences_down():
        Matter.objects.filter(pk=matter.pk).update(number=number, **columns)
        MatterPeriod.objects.filter(pk=period.pk).update(
            **values | {"effective_from": from_, "effective_to": to}
        )
    matter, period = Matter.objects.get(pk=matter.pk), MatterPeriod.objects.get(pk=period.pk)
    assert held(period) in Rows().periods(f"matter_id = {matter.pk}")
    said = (matter.pk, matter.subject_id, number, matter.zone_id, matter.state, digest(matter))
    assert list(Rows().matters(Part())) == [said]


def test_every_row_as_written_is_spelled_alike(matter):
    rows = sorted(Rows().periods("1 = 1"))
    assert len(rows) >= 2
    assert rows == sorted(held(row) for row in MatterPeriod.objects.all())
    assert Rows().sums(Part()) == {matter.pk: sum(hash(said) for _matter, _pk, said in rows)}


def test_a_type_that_nobody_compared_is_refused():
    field = models.DecimalField(max_digits=4, decimal_places=2)
    field.set_attributes_from_name("price")
    with pytest.raises(TypeError, match="SQLite"):
        in_copy(field)


def test_what_copy_escapes():
    assert unescaped(rb"a\tb\\n\n\u\\") == b"a\tb\\n\n\x1f\\"
    assert unescaped("无".encode()) == "无".encode()


@postgres
def test_functions_of_the_same_name_are_not_called(matter):
    """Nor do the session's style of days and its zone matter."""
    before = sorted(Rows().periods("1 = 1")), list(Rows().matters(Part()))
    with connection.cursor() as cursor:
        cursor.execute("CREATE SCHEMA thief")
        for head, answer in (
            ("rpad(text, integer, text)", "text"),
            ("timezone(text, timestamptz)", "timestamp"),
        ):
            cursor.execute(
                f"CREATE FUNCTION thief.{head} RETURNS {answer} LANGUAGE sql AS 'SELECT NULL::{answer}'"
            )
        cursor.execute("CREATE DOMAIN thief.text AS integer")
        cursor.execute(
            "CREATE FUNCTION thief.never(timestamptz, timestamptz) RETURNS boolean LANGUAGE sql AS 'SELECT false'"
        )
        for sign in ("=", "<>"):
            cursor.execute(
                f"CREATE OPERATOR thief.{sign}"
                " (LEFTARG = timestamptz, RIGHTARG = timestamptz, FUNCTION = thief.never)"
            )
        cursor.execute("SET LOCAL search_path = thief, public, pg_catalog")
        cursor.execute("SELECT rpad('a'::pg_catalog.text, 3, 'b'::pg_catalog.text)")
        assert cursor.fetchone() == (None,)
        cursor.execute("SET LOCAL DateStyle = 'German'")
        cursor.execute("SET LOCAL TimeZone = 'Asia/Shanghai'")
    assert (sorted(Rows().periods("1 = 1")), list(Rows().matters(Part()))) == before
    assert [one.kind for one in verify(leave_out=["environment"]).findings] == []


@postgres
def test_an_instant_beyond_what_python_holds_is_a_row_that_differs(matter):
    period = MatterPeriod.objects.filter(matter=matter).order_by("pk").first()
    with fences_down(), connection.cursor() as cursor:
        cursor.execute("UPDATE matters_matter SET due_at = 'infinity' WHERE id = %s", [matter.pk])
        cursor.execute("UPDATE matters_matterperiod SET recorded_to = '-infinity' WHERE id = %s", [period.pk])
    found = verify(leave_out=["environment"]).findings
    assert [one.kind for one in found] == ["row_differs", "period_differs", "period_gone"]
    assert verify(leave_out=["environment"], jobs=2).findings == found
