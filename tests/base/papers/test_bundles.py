"""Papers of many things as one file: asked for by the web, made by a job, kept for its days, its asker's alone."""

import io
import re
import zipfile
from datetime import timedelta
from html import unescape
from urllib.parse import quote

import pytest
from django.test import Client
from django.urls import reverse
from docx import Document

from banshi.base.files import blobs
from banshi.base.history.models import Entry
from banshi.base.jobs.actions import ticking, working
from banshi.base.jobs.models import Job, State
from banshi.base.papers import actions, bundling, pdf, registry
from banshi.base.papers.actions.bundles import MAKE
from banshi.base.papers.models import Bundle
from banshi.base.papers.rules import BUNDLE_DAYS, BUNDLES_AT_ONCE
from banshi.base.prooflog.actions.sequencing import sequence_all
from banshi.base.vault.actions import erase_held
from banshi.base.zones import clock
from banshi.base.zones.ids import uuid7
from banshi.base.zones.models import Account, Label, Subject
from banshi.base.zones.refusals import Forbidden, Refusal, Unknown
from banshi.core.matters.models import Matter
from support.matters import Walk
from support.zone import NOW

NEW = reverse("papers:new_bundle", args=["matter"])


def opened(world, name, language="en"):
    client = Client()
    client.force_login(Account.objects.get(pk=world.accounts[name].pk))
    client.cookies["language"] = language
    return client


def text(answer):
    return re.sub(r"\s+", " ", unescape(answer.content.decode()))


@pytest.fixture
def closed(world, now):
    found = [Walk(world, now, title=f"第{n}处积水", words="积水").close() for n in range(3)]
    sequence_all(world.zone)
    return found


@pytest.fixture
def still_open(world, now):
    return Walk(world, now, title="另一处积水", words="积水").register()


def ask(world, rows, form="word", name="clerk"):
    return actions.ask_bundle(
        actor=world.actor(name), kind="matter", things=[one.subject.uid for one in rows], form=form, now=NOW
    )


def made(row):
    assert working.work_once("w")
    return Bundle.objects.select_related("file__zone", "subject", "job").get(pk=row.pk)


def opened_zip(row):
    return zipfile.ZipFile(blobs.path_of(row.file.zone.uid, row.file.sha256_stored))


def kinds(row):
    return list(Entry.objects.filter(subject=row.subject).order_by("n").values_list("kind", flat=True))


def test_the_web_only_writes_down_what_is_asked_and_a_job_makes_it(world, closed, still_open, monkeypatch):
    client = opened(world, "clerk")
    rows = [one.subject.uid for one in (*closed, still_open)]
    with monkeypatch.context() as within:
        within.setattr(registry, "source", lambda kind: pytest.fail("the web makes no paper"))
        page = text(client.get(NEW, {"row": rows}))
        assert "3 of 4 have one" in page
        assert f"{still_open.number} 另一处积水" in page
        assert "This matter is not closed out" in page
        answer = client.post(NEW, {"row": rows, "form": "word", "key": str(uuid7())})
    row = Bundle.objects.get()
    assert answer.url == reverse("papers:bundle", args=[row.subject.uid])
    assert "Waiting for its turn" in text(client.get(answer.url))
    row = made(row)
    assert (row.papers, len(row.refused), row.job.state) == (3, 1, State.DONE)
    assert row.job.result == {"link": answer.url}
    page = text(client.get(answer.url))
    assert "3 of 4 papers were made." in page
    assert f"{still_open.number} 另一处积水" in page
    assert kinds(row) == ["papers.bundle_asked", "papers.bundle_made"]
    got = client.get(reverse("papers:bundle_file", args=[row.subject.uid]))
    assert quote("销号回执-2021-05-17-演示数据.zip") in got["Content-Disposition"]
    assert "no-store" in got["Cache-Control"]
    assert zipfile.ZipFile(io.BytesIO(b"".join(got.streaming_content))).testzip() is None


def test_word_files_are_named_by_number_and_what_has_none_is_told_in_the_file(world, closed, still_open):
    row = made(ask(world, [still_open, *closed]))
    with opened_zip(row) as pack:
        names = pack.namelist()
        assert names[:1] == [f"0001-{closed[0].number}_第0处积水.docx"]
        assert (len(names), names[-1]) == (4, "未出具清单.txt")
        assert still_open.number in pack.read("未出具清单.txt").decode("utf-8-sig")
        words = "".join(
            cell.text for t in Document(io.BytesIO(pack.read(names[0]))).tables for cell in t._cells
        )
    assert closed[0].number in words


def test_pdf_a_hundred_to_a_file(world, closed, monkeypatch):
    monkeypatch.setattr("banshi.base.papers.bundle.TOGETHER", 2)
    monkeypatch.setattr(pdf, "write", lambda *papers: b"%PDF-" + str(len(papers)).encode())
    row = made(ask(world, closed, "pdf"))
    with opened_zip(row) as pack:
        assert {name: pack.read(name) for name in pack.namelist()} == {
            "销号回执-0001-0002.pdf": b"%PDF-2",
            "销号回执-0003-0003.pdf": b"%PDF-1",
        }


def test_a_whole_list_as_it_is_filtered(world, closed, still_open):
    client = opened(world, "clerk")
    menu = text(client.get(reverse("matters:closure"), {"q": "第1处"}))
    assert "Close-out receipts as one file" in menu
    sent = client.get(reverse("matters:closure"), {"q": "第1处", "export": "papers_matter"})
    assert sent.url.startswith(f"{NEW}?list=")
    page = text(client.get(sent.url))
    assert "1 of 1 have one" in page
    address = re.search(r'name="list" value="([^"]*)"', page).group(1)
    client.post(NEW, {"list": address, "form": "word", "key": str(uuid7())})
    assert Bundle.objects.get().things == [str(closed[1].subject.uid)]
    assert "Close-out receipts as one file" not in text(client.get(reverse("papers:papers")))


def test_only_addresses_of_lists_of_matters_are_taken(world, closed):
    client = opened(world, "clerk")
    for address in ("/papers/", "/", "/nowhere/", "https://elsewhere.invalid/", "/matters/new/"):
        assert client.get(NEW, {"list": address}).status_code in {404, 422}, address
        assert client.post(NEW, {"list": address, "form": "pdf", "key": str(uuid7())}).status_code in {
            404,
            422,
        }
    assert not Bundle.objects.exists()


def test_the_same_form_twice_asks_once(world, closed):
    client, key = opened(world, "clerk"), str(uuid7())
    values = {"row": [closed[0].subject.uid], "form": "pdf", "key": key}
    assert client.post(NEW, values).url == client.post(NEW, values).url
    assert (Bundle.objects.count(), Job.objects.filter(kind=MAKE).count()) == (1, 1)


def test_nothing_ticked_too_much_and_who_may_not(world, closed, monkeypatch):
    client = opened(world, "clerk")
    assert "Go back to the list and tick" in text(client.get(NEW))
    assert client.post(NEW, {"form": "pdf", "key": str(uuid7())}).status_code == 422
    monkeypatch.setattr("banshi.base.papers.actions.bundles.BUNDLE_MOST", 2)
    with pytest.raises(Refusal) as refused:
        ask(world, closed)
    assert refused.value.code == "papers.too_many"
    with pytest.raises(Forbidden):
        ask(world, closed[:1], name="administrator")
    for _n in range(BUNDLES_AT_ONCE):
        ask(world, closed[:1])
    with pytest.raises(Refusal) as refused:
        ask(world, closed[:1])
    assert refused.value.code == "papers.bundles_under_way"
    assert Bundle.objects.count() == BUNDLES_AT_ONCE


def test_another_sees_neither_the_file_nor_that_there_is_one(world, closed):
    row = made(ask(world, closed))
    for name in ("leader", "supervisor", "administrator"):
        client = opened(world, name)
        for route in ("papers:bundle", "papers:bundle_file"):
            assert client.get(reverse(route, args=[row.subject.uid])).status_code == 404
        assert client.post(reverse("papers:remove_bundle", args=[row.subject.uid])).status_code == 404
        assert str(row.subject.uid) not in text(client.get(reverse("papers:bundles")))
        with pytest.raises(Unknown):
            actions.drop_bundle(actor=world.actor(name), bundle=row, now=NOW)
    assert Bundle.objects.get().ready
    assert str(row.subject.uid) in text(opened(world, "clerk").get(reverse("papers:bundles")))


def test_what_its_asker_may_no_longer_see_is_not_in_it(world, closed):
    row = ask(world, closed, name="builder")
    Subject.objects.filter(pk=closed[1].subject_id).update(label=Label.SUPERVISION)
    Matter.objects.filter(pk=closed[1].pk).update(label=Label.SUPERVISION)
    row = made(row)
    assert (row.papers, [uid for uid, _why in row.refused]) == (2, [str(closed[1].subject.uid)])
    with opened_zip(row) as pack:
        assert not any("第1处" in name for name in pack.namelist())
        assert "第1处" not in pack.read("未出具清单.txt").decode("utf-8-sig")
    page = text(opened(world, "builder").get(reverse("papers:bundle", args=[row.subject.uid])))
    assert "第1处" not in page
    assert "Something that is not open to you" in page


def test_where_nothing_has_a_paper_there_is_no_file(world, still_open):
    row = made(ask(world, [still_open]))
    assert (row.file, row.papers, row.job.state) == (None, 0, State.DONE)
    client = opened(world, "clerk")
    assert "so there is no file" in text(client.get(reverse("papers:bundle", args=[row.subject.uid])))
    assert client.get(reverse("papers:bundle_file", args=[row.subject.uid])).status_code == 422


def test_the_file_goes_with_its_days_and_what_was_made_stays_told(
    world, closed, django_capture_on_commit_callbacks
):
    row = made(ask(world, closed))
    path = blobs.path_of(row.file.zone.uid, row.file.sha256_stored)
    with clock.fixed(NOW + timedelta(days=BUNDLE_DAYS)):
        assert bundling.sweep(actor=world.system) == {"removed": 0}
    with (
        clock.fixed(NOW + timedelta(days=BUNDLE_DAYS + 1)),
        django_capture_on_commit_callbacks(execute=True),
    ):
        assert bundling.sweep(actor=world.system) == {"removed": 1}
        assert bundling.sweep(actor=world.system) == {"removed": 0}
    row = Bundle.objects.get()
    assert (row.ready, row.papers) == (False, 3)
    assert kinds(row)[-1] == "papers.bundle_removed"
    assert row.file.original_name == ""
    assert not path.exists()


def test_the_sweep_recurs(world, closed):
    ticking.tick(world.zone)
    with clock.fixed(NOW + timedelta(hours=2)):
        ticking.tick(world.zone)
    assert Job.objects.filter(kind=bundling.SWEEP).exists()


def test_it_is_removed_by_hand_and_with_what_is_erased(world, closed, django_capture_on_commit_callbacks):
    row = made(ask(world, closed))
    path = blobs.path_of(row.file.zone.uid, row.file.sha256_stored)
    with django_capture_on_commit_callbacks(execute=True):
        opened(world, "clerk").post(
            reverse("papers:remove_bundle", args=[row.subject.uid]), {"key": str(uuid7())}
        )
    assert not Bundle.objects.get().ready
    assert not path.exists()
    again, other = made(ask(world, closed)), made(ask(world, closed[1:]))
    erase_held(actor=world.system, subject=closed[0].subject, step="whole", why="asked", now=NOW)
    assert not Bundle.objects.get(pk=again.pk).ready
    assert Bundle.objects.get(pk=other.pk).ready


def test_a_job_that_is_done_again_leaves_the_file_as_it_is(world, closed):
    row = made(ask(world, closed))
    sha = row.file.sha256_stored
    assert bundling.make(actor=world.actor("clerk"), bundle=row.pk)["link"]
    assert Bundle.objects.get().file.sha256_stored == sha
    assert kinds(row) == ["papers.bundle_asked", "papers.bundle_made"]


def test_it_can_be_stopped_and_leaves_nothing(world, closed):
    row = ask(world, closed)
    Job.objects.filter(pk=row.job_id).update(stop_asked=True)
    row = made(row)
    assert (row.made_at, row.job.state) == (None, State.STOPPED)
    assert "Not made" in text(opened(world, "clerk").get(reverse("papers:bundles")))
    assert kinds(row) == ["papers.bundle_asked"]
