"""What a phone sends: photos are written anew, a voice note is known by its first bytes and is only ever saved.

A recording is kept as it came, but for places that recorders write into it (ISO 6709), which are blanked.
"""

import hashlib
import re
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _
from PIL import ExifTags, Image

from banshi.base.files import blobs, intake, names
from banshi.base.files.intake import Taken
from banshi.base.zones.models import Zone
from banshi.base.zones.refusals import Refusal

MEGABYTE = 1024 * 1024
SOUNDS = {
    "audio/ogg": "ogg",
    "audio/webm": "webm",
    "audio/mp4": "m4a",
    "audio/mpeg": "mp3",
    "audio/amr": "amr",
    "audio/wav": "wav",
    "audio/aac": "aac",
}
ACCEPT_VOICE = "audio/*"
ACCEPT_PHOTO = "image/jpeg,image/png,image/webp"
MP4_BRANDS = (b"M4A ", b"mp42", b"mp41", b"isom", b"iso2", b"3gp4", b"3gp5", b"3gp6", b"qt  ")
PLACES = re.compile(
    rb"[+-]\d{2}(?:\d{2}){0,2}(?:\.\d+)?[+-]\d{3}(?:\d{2}){0,2}(?:\.\d+)?(?:[+-]\d+(?:\.\d+)?)?/"
)


def sound_of(head: bytes) -> str | None:
    """The media type of a recording by its first bytes; None when they begin none that is taken."""
    if head.startswith(b"OggS"):
        return "audio/ogg"
    if head.startswith(b"\x1aE\xdf\xa3"):
        return "audio/webm"
    if head[4:8] == b"ftyp" and head[8:12] in MP4_BRANDS:
        return "audio/mp4"
    if head.startswith(b"#!AMR"):
        return "audio/amr"
    if head.startswith(b"RIFF") and head[8:12] == b"WAVE":
        return "audio/wav"
    if head.startswith(b"ID3"):
        return "audio/mpeg"
    return _framed(head)


def _framed(head: bytes) -> str | None:
    """MPEG frames without a head of their own: layer 3, or AAC in ADTS."""
    if len(head) < 2 or head[0] != 0xFF:
        return None
    if head[1] & 0xF6 == 0xF0:
        return "audio/aac"
    return "audio/mpeg" if head[1] & 0xE6 == 0xE2 else None


def take_voice(zone: Zone, uploaded: Any, *, megabytes: int) -> Taken:
    """Keep a voice note. Raises :class:`Refusal` for what is no recording, or too long."""
    parts, size = [], 0
    for chunk in uploaded.chunks():
        size += len(chunk)
        if size > megabytes * MEGABYTE:
            raise Refusal(
                "portal.voice_long",
                _("The recording is larger than %(most)s MB. Speak for a minute or two, or write it."),
                field="voice",
                most=megabytes,
            )
        parts.append(chunk)
    content = b"".join(parts)
    media_type = sound_of(content[:16])
    if media_type is None:
        raise Refusal(
            "portal.voice_kind",
            _("This is no recording that can be kept. Record it anew, or write it."),
            field="voice",
        )
    received = hashlib.sha256(content).hexdigest()
    kept = PLACES.sub(lambda found: b"0" * len(found[0]), content)
    name = f"{names.clean(str(uploaded.name or '')).rpartition('.')[0] or 'voice'}.{SOUNDS[media_type]}"
    return Taken(zone.pk, received, blobs.keep(zone.uid, kept), "", len(kept), media_type, name)


def take_photos(zone: Zone, uploads: Iterable[Any]) -> tuple[Taken, ...]:
    """Keep photos, written anew. Raises :class:`Refusal` for anything else, PDF too."""
    no_photo = Refusal("portal.photo_kind", _("Send a photo: JPG, PNG or WebP."), field="photos")
    try:
        found = intake.take_all(zone, uploads, field="photos")
    except Refusal as refusal:
        # the general sentence offers PDF, which is no photo
        raise no_photo if refusal.code == "files.kind" else refusal from None
    if not all(one.media_type.startswith("image/") for one in found):
        raise no_photo
    return tuple(found)


def positions(uploads: Iterable[Any]) -> tuple[str, ...]:
    """Where each photo was taken, as ``latitude,longitude`` in degrees; only asked for by consent."""
    found = []
    for uploaded in uploads:
        where = _position(uploaded)
        if where:
            found.append(where)
    return tuple(found)


def _position(uploaded: Any) -> str:
    try:
        uploaded.seek(0)
        with Image.open(uploaded, formats=["JPEG", "PNG", "WEBP"]) as image:
            gps = image.getexif().get_ifd(ExifTags.IFD.GPSInfo)
        north = _degrees(gps[ExifTags.GPS.GPSLatitude], gps[ExifTags.GPS.GPSLatitudeRef] == "S")
        east = _degrees(gps[ExifTags.GPS.GPSLongitude], gps[ExifTags.GPS.GPSLongitudeRef] == "W")
    except Exception:  # made-up content fails in many ways, and most photos have no position
        return ""
    finally:
        uploaded.seek(0)
    return f"{north:.5f},{east:.5f}" if abs(north) <= 90 and abs(east) <= 180 else ""


def _degrees(parts: Any, negative: bool) -> float:
    degrees, minutes, seconds = (float(part) for part in parts)
    return (-1 if negative else 1) * (degrees + minutes / 60 + seconds / 3600)
