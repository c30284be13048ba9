"""Rows that were taken over long ago are known again: the hashes of a row are made as they always were."""

from types import SimpleNamespace
from uuid import UUID

from banshi.base.imports import registry, table
from banshi.base.imports.cells import Reading
from banshi.base.imports.reader.header import Line
from banshi.base.vault import sealing


def test_a_row_has_the_hashes_that_it_always_had():
    zone, importer = SimpleNamespace(uid=UUID(int=5)), registry.get("matters")
    columns = [(at, importer.field(code)) for at, code in enumerate(("title", "raised_on", "words"))]
    row = table._Parser(zone, importer, columns, Reading())(Line(4, ("门前", "2021-05-06", "Ａ b")))

    def hashed(what, *parts):
        return sealing.blind("\x1f".join(("import", str(zone.uid), importer.code, what, *parts)))[:40]

    assert row.identity == hashed("key", *importer.identity(row.values))
    assert row.digest == hashed("row", "raised_on=2021-05-06", "title=门前", "words=ab")


def test_true_and_one_in_one_column_stay_what_they_are():
    zone, importer = SimpleNamespace(uid=UUID(int=5)), registry.get("matters")
    columns = [(0, importer.field("title")), (1, importer.field("raised_on"))]
    parse = table._Parser(zone, importer, columns, Reading())
    found = [
        parse(Line(at, (cell, "2021-05-06"))).values["title"] for at, cell in enumerate((True, "1", "True"))
    ]
    assert found == ["True", "1", "True"]
