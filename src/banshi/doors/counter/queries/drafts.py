"""A pasted message as a draft: what each field gets, and from which words it came."""

import itertools
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from banshi.base.calendars.queries import load_calendar
from banshi.base.zones import clock
from banshi.base.zones.access import Actor
from banshi.core.matters.models import RaiserKind
from banshi.core.org.models import OutsideKind, OutsideOrganisation
from banshi.core.places.models import Place
from banshi.doors.counter.models import Way
from banshi.doors.counter.queries.words import names_of, words_of
from banshi.kernel.messages import Mark, Part, Reading, headline, read

FIRM = (OutsideKind.ENTERPRISE, OutsideKind.CONTRACTOR, OutsideKind.COLLEGE)


@dataclass(frozen=True)
class Piece:
    """A stretch of the text as it is shown: what was found in it (empty: nothing), and whether it belongs
    to the request in hand."""

    text: str
    kind: str = ""
    note: str = ""
    here: bool = True


@dataclass
class Draft:
    """The request ``at`` of a pasted text (None: all of it as one)."""

    actor: Actor
    text: str
    now: datetime
    at: int | None = 0

    @cached_property
    def reading(self) -> Reading:
        """What the text holds; four queries for the zone's names."""
        today = clock.on_date(self.actor.zone, self.now)
        return read(
            self.text,
            today,
            places=names_of(self.actor, Place, today),
            orgs=names_of(self.actor, OutsideOrganisation, today),
            add_workdays=load_calendar(self.actor.zone).add_workdays,
        )

    @property
    def count(self) -> int:
        """How many requests were found."""
        return len(self.reading.parts)

    @cached_property
    def part(self) -> Part:
        """The request in hand."""
        if self.at is None or self.at >= self.count:
            return self.reading.whole
        return self.reading.parts[self.at]

    def _text(self, mark: Mark | None) -> str:
        return self.text[mark.start : mark.end] if mark else ""

    @cached_property
    def org(self) -> OutsideOrganisation | None:
        """The first organisation that is named."""
        mark = self.part.first("org")
        rows = OutsideOrganisation.objects.visible_to(self.actor)
        return rows.filter(subject__uid=mark.value).first() if mark else None

    @cached_property
    def place(self) -> Place | None:
        """The first place that is named."""
        mark = self.part.first("place")
        rows = Place.objects.visible_to(self.actor).select_related("held_by")
        return rows.filter(subject__uid=mark.value).first() if mark else None

    @cached_property
    def _words(self):
        return words_of(self.actor.zone, clock.on_date(self.actor.zone, self.now))

    @cached_property
    def initial(self) -> dict[str, Any]:
        """What the fields begin with."""
        part, words = self.part, self._words
        kind, category, wanted = words.kind(part.words), words.category(part.words), part.wanted_by
        firm = self.org is not None and self.org.kind in FIRM
        phone, sender = part.first("phone"), part.first("sender")
        return {
            "way": Way.MESSAGE,
            "raiser_phone": phone.value if phone else "",
            "raiser_name": self._text(sender),
            "raiser_kind": RaiserKind.ENTERPRISE if firm else RaiserKind.RESIDENT,
            "org_name": self.org.name if self.org else "",
            "words": part.words,
            "title": headline(part.words, (self._text(phone), self._text(sender))),
            "place_name": self.place.name if self.place else "",
            "kind": kind.code if kind else "problem",
            "category": category.code if category else "",
            "wanted_by": wanted.value if wanted else None,
            "raised_on": min(part.written_on, clock.on_date(self.actor.zone, self.now)),
        }

    @cached_property
    def origins(self) -> dict[str, str]:
        """By field: the words of the text that it came from."""
        part, words = self.part, self._words
        found = {
            "raiser_phone": self._text(part.first("phone")),
            "raiser_name": self._text(part.first("sender")),
            "org_name": self._text(part.first("org")),
            "place_name": self._text(part.first("place")),
            "wanted_by": self._text(part.wanted_by),
            "kind": self._spoken(words.kind(part.words)),
            "category": self._spoken(words.category(part.words)),
        }
        return {name: text for name, text in found.items() if text}

    def _spoken(self, suggestion) -> str:
        if suggestion is None:
            return ""
        return _(", ").join(self.part.words[start:end] for start, end in suggestion.spans)

    @property
    def vague(self) -> list[str]:
        """Words that sound like a date and name none."""
        return list(dict.fromkeys(self._text(mark) for mark in self.part.marks if mark.kind == "vague"))

    @property
    def no_days(self) -> list[str]:
        """Days as written that no calendar has."""
        return list(dict.fromkeys(self._text(mark) for mark in self.part.marks if mark.kind == "no_day"))

    @property
    def quantities(self) -> list[str]:
        """How much is asked for, as written."""
        return [self._text(mark) for mark in self.part.marks if mark.kind == "quantity"]

    def pieces(self) -> list[Piece]:
        """The whole text cut at what was found, for showing."""
        low, high = self.part.start, self.part.end
        cuts, end = [], 0
        for mark in self.reading.marks:
            if mark.start >= end:
                cuts += [(end, mark.start, None), (mark.start, mark.end, mark)]
                end = mark.end
        cuts.append((end, len(self.text), None))
        shown: list[Piece] = []
        for start, stop, mark in cuts:
            for one, other in _split_at(start, stop, (low, high)):
                shown.append(_piece(self.text[one:other], mark, low <= one < high))
        return [piece for piece in shown if piece.text]


def _split_at(start: int, stop: int, at: tuple[int, int]) -> list[tuple[int, int]]:
    points = sorted({start, stop, *(point for point in at if start < point < stop)})
    return list(itertools.pairwise(points))


def _piece(text: str, mark: Mark | None, here: bool) -> Piece:
    if mark is None:
        return Piece(text, here=here)
    note = mark.value if mark.kind == "day" else ""
    return Piece(text, mark.kind, note, here)
