"""Every text has its Chinese, and no catalogue keeps what nobody says any more."""

import pytest

from banshi.conf import catalogues

APPS = catalogues.apps()


def name_of(app):
    return str(app.relative_to(catalogues.PACKAGE))


@pytest.mark.parametrize("app", APPS, ids=name_of)
def test_complete(app):
    assert catalogues.faults(app) == []


@pytest.mark.parametrize("app", APPS, ids=name_of)
def test_nothing_left_over(app):
    used = {(message.id, message.context) for message in catalogues.extracted(app)}
    kept = {(message.id, message.context) for message in catalogues.read(catalogues.po_path(app))}
    assert {message for message in kept if message[0]} <= used


@pytest.mark.parametrize("app", APPS, ids=name_of)
def test_without_line_references(app):
    path = catalogues.po_path(app)
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    assert "\n#: " not in text
    assert "\n#~ " not in text


def test_one_text_has_one_translation():
    seen, doubts = {}, []
    for app in APPS:
        for message in catalogues.read(catalogues.po_path(app)):
            key = (str(message.id), message.context)
            if message.id and seen.setdefault(key, message.string) != message.string:
                doubts.append(f"{message.id!r}: {seen[key]} / {message.string} in {name_of(app)}")
    assert doubts == []
