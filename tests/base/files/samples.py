"""Made-up uploads and actors."""

import io
import struct
import zlib
from uuid import UUID

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import ExifTags, Image

from banshi.base.zones.access import Actor


def actor(zone, *, sees=(), account=None):
    return Actor(
        zone=zone,
        account_uid=account.uid if account else UUID(int=7),
        name_zh="专员",
        name_en="Officer",
        account_id=account.pk if account else None,
        unit_ids=frozenset(one.pk for one in sees),
    )


def image(form="JPEG", size=(60, 40), mode="RGB", colour="red", exif=None, **options):
    out = io.BytesIO()
    extra = {"exif": exif} if exif is not None else {}
    Image.new(mode, size, colour).save(out, form, **extra, **options)
    return out.getvalue()


def camera_exif(taken="2021:05:03 09:30:00", offset=None, orientation=None):
    """EXIF as a phone writes it, with a place."""
    exif = Image.Exif()
    if orientation:
        exif[ExifTags.Base.Orientation] = orientation
    exif[ExifTags.Base.Make] = "Cam"
    details = exif.get_ifd(ExifTags.IFD.Exif)
    details[ExifTags.Base.DateTimeOriginal] = taken
    if offset:
        details[ExifTags.Base.OffsetTimeOriginal] = offset
    exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitude] = (28.0, 40.0, 12.5)
    return exif


def upload(content, name="photo.jpg"):
    uploaded = SimpleUploadedFile("x", content)
    uploaded._name = name  # past Django's own cleaning, which is not what is tested here
    return uploaded


PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def bomb(side):
    """A PNG that says it is ``side`` × ``side`` black pixels, without being large itself."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    rows = zlib.compress(bytes((side // 8 + 1) * 1000), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
