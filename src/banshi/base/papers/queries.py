"""Written papers as papers; the Word form in force; files of many papers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import QuerySet
from django.utils import translation

from banshi.base.jobs import queries as jobs
from banshi.base.papers import asking, lists, registry, rules
from banshi.base.papers.asking import path_and_query
from banshi.base.papers.models import Bundle, Kind, State, WordForm, Written
from banshi.base.papers.paper import Annex, Form, Paper, Para, written_day
from banshi.base.papers.rules import Words
from banshi.base.papers.text import paragraphs, title_lines
from banshi.base.vault import store as vault
from banshi.base.zones import access, clock
from banshi.base.zones.access import Actor
from banshi.base.zones.refusals import Refusal

CLOSED_LIST = "此清单未向您开放，或已不存在。"


def listed(actor: Actor) -> QuerySet[Written]:
    """Written papers open to the actor."""
    return Written.objects.visible_to(actor).select_related("subject")


def find(actor: Actor, uid: UUID) -> Written:
    """A written paper; the answer for the unknown is raised for what may not be seen as well."""
    rows = listed(actor).filter(subject__uid=uid)
    row = rows.select_related("subject", "words__key__subject", "reason__key__subject").first()
    if row is None:
        raise access.unknown()
    return row


def words_of(row: Written) -> Words:
    """What it says."""
    return rules.read(vault.read(row.words))


def paper_of(actor: Actor, uid: UUID) -> Paper:
    """The paper of a written one, with its lists as the reader may see them."""
    return as_paper(actor, find(actor, uid))


def as_paper(actor: Actor, row: Written, *, with_lists: bool = True) -> Paper:
    """The same, of a row that was found already."""
    words = words_of(row)
    day = row.issued_on or clock.today(actor.zone)
    minutes = row.kind == Kind.MINUTES
    present = (("出席", words.attended), ("请假", words.excused), ("列席", words.observed))
    letter = words.form == "letter" and not minutes
    return Paper(
        template=f"written_{row.kind}",
        form=Form.MINUTES if minutes else Form.LETTER if letter else Form.DOCUMENT,
        house=words.house,
        title=row.title,
        year=day.year,
        recipients=() if minutes else rules.names(words.recipients),
        blocks=paragraphs(words.body),
        annexes=tuple(annex(actor, one) for one in words.lists) if with_lists else (),
        present=tuple((label, said) for label, said in present if said) if minutes else (),
        signature="" if minutes else words.signature,
        signed_on=None if minutes else day,
        note=_note(row, words),
        copies=rules.names(words.copies),
        printer="" if letter else words.signature,
        printed_on=None if letter else day,
        demo=actor.zone.simulated,
    )


def _note(row: Written, words: Words) -> str:
    state = ""
    if row.state == State.DRAFT:
        state = "草稿，未印发"
    elif row.withdrawn_on:
        state = f"本件已于{written_day(row.withdrawn_on)}撤回"
    return "；".join(said for said in (words.note, state) if said)


def annex(actor: Actor, address: str) -> Annex:
    """A list as the reader may see it; the same sentence for one that is closed to him and one that is none."""
    try:
        with translation.override("zh-hans"):
            return lists.read(actor, address)
    except Refusal as refusal:
        if refusal.code == "papers.too_many_rows":
            raise
        return Annex("附件清单", (Para(CLOSED_LIST, indent=False),))


@dataclass(frozen=True)
class Preview:
    """A paper on the screen: its title in lines, its annexes as links to their lists."""

    paper: Paper
    title_lines: list[str]
    lists: list[tuple[str, str]]
    reason: str = ""

    @property
    def recipients(self) -> str:
        """With the colon after them."""
        return "、".join(self.paper.recipients)


def preview(actor: Actor, row: Written) -> Preview:
    """What the page of a paper shows; its lists are opened from there, not built for it."""
    words = words_of(row)
    shown = as_paper(actor, row, with_lists=False)
    lists_ = [(f"附件{at}" if len(words.lists) > 1 else "附件", one) for at, one in enumerate(words.lists, 1)]
    return Preview(
        shown, title_lines(row.title), [(label, _local(one)) for label, one in lists_], vault.read(row.reason)
    )


def _local(address: str) -> str:
    path, query = path_and_query(address)
    return f"{path}?{query}" if query else path


def form_in_force(actor: Actor, code: str) -> WordForm | None:
    """The office's own Word form of these papers; None while the layout of the house holds."""
    rows = WordForm.objects.filter(zone=actor.zone, code=code).order_by("-version")
    row = rows.first()
    return row if row is not None and row.content is not None else None


def word_file(actor: Actor, paper: Paper) -> bytes:
    """The paper as a Word file, in the office's own form where it keeps one."""
    from banshi.base.papers import filling  # a web process that writes no paper does not load these
    from banshi.base.papers.word import writing

    form = form_in_force(actor, paper.template)
    if form is None:
        return writing.write(paper, made_at=clock.now(actor.zone))
    return filling.fill(bytes(form.content), paper)


TOLD = 50
"""Things without a paper that a page names."""


def bundles(actor: Actor) -> QuerySet[Bundle]:
    """The actor's files of many papers, with what their page shows."""
    return Bundle.objects.visible_to(actor).select_related("subject", "job", "file__zone")


def bundle(actor: Actor, uid: UUID) -> Bundle:
    """One of them; the answer for the unknown is raised for another's as well."""
    row = bundles(actor).filter(subject__uid=uid).first()
    if row is None:
        raise access.unknown()
    return row


def bundles_over(actor: Actor, today: date) -> QuerySet[Bundle]:
    """Files whose days are over."""
    kept = Bundle.objects.visible_to(actor).filter(kept_until__lt=today, file__erased_at=None)
    return kept.select_related("subject", "file").order_by("pk")


@dataclass(frozen=True)
class Chosen:
    """What papers are asked of: all in ``uids``, those that have none by name, ``more`` of them unnamed."""

    uids: tuple[UUID, ...]
    able: int
    refused: tuple[registry.Standing, ...]
    more: int


def chosen(actor: Actor, kind: str, uids: Sequence[UUID]) -> Chosen:
    """How the things stand that somebody ticked; what he may not see is left out."""
    found = registry.many(kind).standing(actor, uids)
    without = [one for one in found if one.refused]
    return Chosen(
        tuple(one.uid for one in found),
        len(found) - len(without),
        tuple(without[:TOLD]),
        max(0, len(without) - TOLD),
    )


def of_list(actor: Actor, kind: str, address: str) -> tuple[UUID, ...]:
    """All things of a list, through the list's own page and its checks; one more than are made at once at most."""
    answer = asking.answer_of(actor, address, asking.UIDS)
    if not isinstance(answer, lists.UidsAnswer) or answer.code not in registry.many(kind).lists:
        raise asking.no_list()
    return answer.uids


@dataclass(frozen=True)
class BundlePage:
    """What the page of a bundle shows: its job while it is under way, and what has no paper, by name."""

    row: Bundle
    title: str
    job: jobs.Shown | None
    refused: list[tuple[registry.Standing | None, str]]
    more: int


def bundle_page(actor: Actor, row: Bundle) -> BundlePage:
    """Of one bundle; what is no longer open to the reader is not named."""
    many = registry.many(row.kind)
    told = row.refused[:TOLD]
    names = {one.uid: one for one in many.standing(actor, [UUID(uid) for uid, _why in told])} if told else {}
    return BundlePage(
        row,
        str(many.title),
        jobs.shown(actor.zone, row.job) if row.job is not None else None,
        [(names.get(UUID(uid)), why) for uid, why in told],
        max(0, len(row.refused) - TOLD),
    )
