"""Matters: what is owed to someone by a date, with everything that was done about it."""

from banshi.core.matters.models.choices import (
    HANDLING_NOTES,
    Channel,
    EvidenceKind,
    HolderKind,
    LegKind,
    Nature,
    NoteKind,
    Outcome,
    RaiserKind,
    Satisfaction,
    Solved,
)
from banshi.core.matters.models.incoming import Claim, ForeignNumber
from banshi.core.matters.models.legs import Leg, LegPause
from banshi.core.matters.models.matter import (
    ListColumns,
    Matter,
    MatterPeriod,
    MatterPeriodQuerySet,
    MatterQuerySet,
)
from banshi.core.matters.models.parts import CoHandler, Extension, KeyListing, Note, Objection
from banshi.core.matters.models.proofs import Answer, Evidence, Verification

__all__ = [
    "HANDLING_NOTES",
    "Answer",
    "Channel",
    "Claim",
    "CoHandler",
    "Evidence",
    "EvidenceKind",
    "Extension",
    "ForeignNumber",
    "HolderKind",
    "KeyListing",
    "Leg",
    "LegKind",
    "LegPause",
    "ListColumns",
    "Matter",
    "MatterPeriod",
    "MatterPeriodQuerySet",
    "MatterQuerySet",
    "Nature",
    "Note",
    "NoteKind",
    "Objection",
    "Outcome",
    "RaiserKind",
    "Satisfaction",
    "Solved",
    "Verification",
]
