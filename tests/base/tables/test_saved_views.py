"""Views that somebody keeps of a list: his own, without search text, as many as fit."""

import pytest
from django.urls import reverse

from banshi.base.history.models import Entry
from banshi.base.tables.actions import remove_view, save_view
from banshi.base.tables.models import SavedView
from banshi.base.tables.rules import MOST_VIEWS, kept, names_kept
from banshi.base.zones.ids import uuid7
from banshi.base.zones.models import Account
from banshi.base.zones.refusals import Refusal, Unknown

LIST = "/matters/"


@pytest.mark.parametrize(
    ("asked", "left"),
    [
        ("", ""),
        ("?group=open", "group=open"),
        ("unit=b&group=open", "group=open&unit=b"),
        ("q=张三&page=3&as_of=2021-05-31&known_on=2021-05-31&total=1&print=1&export=xlsx", ""),
        ("sort=-due_on&unit=", "sort=-due_on"),
        ("张三=1&X=2&a b=3", ""),
        ("&".join(f"a{'b' * n}=1" for n in range(60)), ""),
    ],
)
def test_what_a_view_keeps(asked, left):
    assert kept(asked) == left
    assert kept(kept(asked)) == left


def test_the_history_learns_names_of_filters_only():
    assert names_kept("unit=construction&group=open") == ["group", "unit"]


@pytest.fixture
def mine(world, now):
    def keep(name="在办", query="group=open", by="clerk", path=LIST):
        return save_view(actor=world.actor(by), path=path, query=query, name=name, now=now)

    return keep


@pytest.mark.django_db
class TestActions:
    def test_a_view_is_kept_with_an_entry_without_its_words(self, mine):
        view = mine(query="unit=construction_bureau&q=张三")
        entry = Entry.objects.get(subject=view.subject)
        assert view.address == "/matters/?unit=construction_bureau"
        assert entry.kind == "tables.view_saved"
        assert b"construction" not in bytes(entry.body)
        assert "在办".encode() not in bytes(entry.body)

    @pytest.mark.parametrize(
        ("query", "code"),
        [
            ("", "tables.view_empty"),
            ("q=积水", "tables.view_empty"),
            (f"unit={'x' * 600}", "tables.view_long"),
        ],
    )
    def test_what_is_no_view_is_refused(self, mine, query, code):
        with pytest.raises(Refusal) as refused:
            mine(query=query)
        assert refused.value.code == code
        assert not SavedView.objects.exists()
        assert not Entry.objects.filter(kind="tables.view_saved").exists()

    def test_a_name_is_used_once_a_list(self, mine):
        mine()
        mine(path="/matters/key/")
        with pytest.raises(Refusal) as refused:
            mine(query="group=closed")
        assert refused.value.code == "tables.view_name_taken"
        assert refused.value.field == "name"

    def test_there_are_as_many_as_fit_and_room_after_one_is_removed(self, mine, world, now):
        views = [mine(name=str(n)) for n in range(MOST_VIEWS)]
        with pytest.raises(Refusal) as refused:
            mine(name="one more")
        assert refused.value.code == "tables.too_many_views"
        remove_view(actor=world.actor("clerk"), view=views[0], now=now)
        assert mine(name="0").name == "0"

    def test_nobody_sees_or_removes_another_ones(self, mine, world, now):
        view = mine()
        assert not SavedView.objects.visible_to(world.actor("leader")).exists()
        with pytest.raises(Unknown):
            remove_view(actor=world.actor("leader"), view=view, now=now)
        view.refresh_from_db()
        assert view.removed_at is None

    def test_removing_twice_is_removing_once(self, mine, world, now):
        view = mine()
        for _time in range(2):
            remove_view(actor=world.actor("clerk"), view=view, now=now)
        assert Entry.objects.filter(subject=view.subject).count() == 2


@pytest.mark.django_db
class TestPages:
    @pytest.fixture
    def browse(self, world, client):
        client.force_login(Account.objects.get(pk=world.accounts["clerk"].pk))
        return client

    def test_from_the_list_to_the_tab_and_away_again(self, browse):
        page = browse.get(LIST, {"group": "open"}).content.decode()
        keep = f"{reverse('tables:save_view')}?list=%2Fmatters%2F&amp;of=group%3Dopen"
        assert keep in page
        answer = browse.post(keep.replace("&amp;", "&"), {"key": uuid7(), "name": "在办"})
        assert answer["Location"] == "/matters/?group=open"
        page = browse.get("/matters/?group=open").content.decode()
        assert 'aria-current="page">在办</a>' in page
        view = SavedView.objects.get()
        assert browse.get(reverse("tables:remove_view", args=[view.uid])).status_code == 200
        browse.post(reverse("tables:remove_view", args=[view.uid]), {"key": uuid7()})
        assert "在办</a>" not in browse.get("/matters/").content.decode()

    def test_the_whole_list_offers_no_view_of_itself(self, browse):
        assert reverse("tables:save_view") not in browse.get(LIST).content.decode()

    @pytest.mark.parametrize(
        "path", ["", "//evil.example/", "/nowhere/", "https://evil.example/", "/" + "a" * 300]
    )
    def test_a_view_is_of_a_page_of_ours(self, browse, path):
        asked = {"list": path, "of": "group=open"}
        assert browse.get(reverse("tables:save_view"), asked).status_code == 404

    def test_a_refusal_stands_at_the_form(self, browse, mine):
        mine()
        keep = f"{reverse('tables:save_view')}?list=/matters/&of=group%3Dclosed"
        answer = browse.post(keep, {"key": uuid7(), "name": "在办"})
        assert answer.status_code == 422
        assert SavedView.objects.count() == 1
