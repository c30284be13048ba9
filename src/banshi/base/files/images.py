"""Pictures are written anew: what is kept is what can be seen, and nothing that was hidden in the file."""

import contextlib
import io
import warnings
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from PIL import ExifTags, Image, ImageFile, ImageOps

MAX_PIXELS = 25_000_000
"""A phone's 24-megapixel picture is 5712 × 4284 = 24,470,208 pixels."""
MOST = {"image/jpeg": MAX_PIXELS, "image/png": 16_000_000, "image/webp": 6_000_000}
"""Cameras write JPEG. The others are screens and drawings, and cost their decoders two to four times the memory."""
MAX_SIDE = 20_000
THUMB_SIDE = 480
QUALITY = 88
Image.MAX_IMAGE_PIXELS = MAX_PIXELS
# Pillow refuses only from twice the limit on; between once and twice it warns.
warnings.filterwarnings("error", category=Image.DecompressionBombWarning)

FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP"}


class TooLarge(Exception):
    """More pixels than are decoded here."""


class Undecodable(Exception):
    """The bytes are not a whole picture of the format that they begin as."""


@dataclass(frozen=True)
class Picture:
    """A picture written anew: ``content`` in its own format, ``thumb`` as JPEG, sizes in pixels."""

    content: bytes
    thumb: bytes
    width: int
    height: int
    taken_at: datetime | None


def sniff(head: bytes) -> str | None:
    """The media type by the first 12 bytes; None when they begin no picture that is taken."""
    if head.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    return None


def rewrite(content: bytes, media_type: str, timezone: str) -> Picture:
    """Decode and encode again, upright, without EXIF, GPS, comments or anything after the picture.

    The camera's time is read first; without an offset of its own it is a time of ``timezone``.
    Raises :class:`TooLarge` before anything is decoded, :class:`Undecodable` for broken content.
    """
    ImageFile.LOAD_TRUNCATED_IMAGES = False  # a switch of the whole process, which makers of PDF turn on
    try:
        with Image.open(io.BytesIO(content), formats=[FORMATS[media_type]]) as image:
            _check_size(image, MOST[media_type])
            taken_at = _taken_at(image, timezone)
            image.load()
            fresh = _fresh(image, media_type)
    except TooLarge:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning, MemoryError) as error:
        raise TooLarge from error
    except Exception as error:  # decoders fail in many ways on made-up content
        raise Undecodable from error
    return Picture(
        content=_encoded(fresh, FORMATS[media_type]),
        thumb=_thumb(fresh),
        width=fresh.width,
        height=fresh.height,
        taken_at=taken_at,
    )


def _check_size(image: Image.Image, most: int) -> None:
    if image.width * image.height > most or max(image.size) > MAX_SIDE:
        raise TooLarge


def _fresh(image: Image.Image, media_type: str) -> Image.Image:
    """The pixels alone, upright, in a new image of a plain mode.

    A picture of 25 million pixels takes 100 MB, so there are never more than two of them at a time.
    """
    clear = image.mode in {"RGBA", "LA", "PA"} or "transparency" in image.info
    mode = "RGBA" if clear and media_type != "image/jpeg" else "L" if image.mode in {"1", "L"} else "RGB"
    ImageOps.exif_transpose(image, in_place=True)
    fresh = Image.new(mode, image.size)
    fresh.paste(image if image.mode == mode else image.convert(mode))
    return fresh


def _encoded(image: Image.Image, form: str) -> bytes:
    out = io.BytesIO()
    if form == "PNG":
        image.save(out, form)
    else:
        image.save(out, form, quality=QUALITY)
    return out.getvalue()


def _thumb(image: Image.Image) -> bytes:
    fits = image.width <= THUMB_SIDE and image.height <= THUMB_SIDE
    small = image if fits else ImageOps.contain(image, (THUMB_SIDE, THUMB_SIDE))
    if small.mode == "RGBA":
        ground = Image.new("RGB", small.size, "white")
        ground.paste(small, mask=small.getchannel("A"))
        small = ground
    return _encoded(small, "JPEG")


def _taken_at(image: Image.Image, timezone: str) -> datetime | None:
    """The camera's time in UTC; None when it gave none, or nonsense."""
    with contextlib.suppress(Exception):
        details = image.getexif().get_ifd(ExifTags.IFD.Exif)
        local = datetime.strptime(str(details[ExifTags.Base.DateTimeOriginal])[:19], "%Y:%m:%d %H:%M:%S")
        offset = str(details.get(ExifTags.Base.OffsetTimeOriginal, "")).strip("\x00 ")
        if offset:
            return datetime.strptime(f"{local:%Y-%m-%d %H:%M:%S}{offset}", "%Y-%m-%d %H:%M:%S%z").astimezone(
                UTC
            )
        return local.replace(tzinfo=ZoneInfo(timezone)).astimezone(UTC)
    return None
