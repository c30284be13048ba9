from contextlib import contextmanager
from datetime import UTC, datetime

import pytest

from banshi.base.files import access as file_access
from banshi.base.history import acts
from banshi.base.zones import access, subjects
from banshi.base.zones.models import Account, Zone

NOW = datetime(2021, 5, 31, 2, 0, tzinfo=UTC)


class OpenSubjects:
    """A policy for tests: an actor sees the subjects whose ids are among his ``unit_ids``."""

    def allows(self, actor, verb, subject):
        return subject is None or subject.pk in actor.unit_ids

    def visible(self, actor, rows, verb, path, label=None):
        return rows.filter(**{f"{path}__in": actor.unit_ids})


@pytest.fixture(autouse=True)
def files_root(settings, tmp_path):
    settings.FILES_ROOT = tmp_path / "files"
    return settings.FILES_ROOT


@pytest.fixture(autouse=True)
def policy(monkeypatch):
    monkeypatch.setattr(access, "_policy", OpenSubjects())
    monkeypatch.setattr(file_access, "_verbs", {"files_test": "tests.view"})
    subjects.register("files_test", model="zones.Subject")


@pytest.fixture
def zone(db):
    return Zone.objects.create(code="east", name_zh="东区", name_en="East")


@pytest.fixture
def subject(zone):
    return subjects.open_subject(zone, "files_test", "one")


@pytest.fixture
def other_subject(zone):
    return subjects.open_subject(zone, "files_test", "other")


@pytest.fixture
def account(db):
    return Account.objects.create(login="clerk", created_at=NOW)


@pytest.fixture
def acting():
    @contextmanager
    def act():
        token = acts._current.set(acts.Act("test.act", NOW))
        try:
            yield
        finally:
            acts._current.reset(token)

    return act
