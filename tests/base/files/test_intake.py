"""What is taken in, what is refused, and what is left of it."""

import hashlib
import io
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PIL import ExifTags, Image

from banshi.base.files import blobs, images, intake, names
from banshi.base.zones.refusals import Refusal
from base.files.samples import PDF, bomb, camera_exif, image, upload


def stored(zone, taken):
    return blobs.path_of(zone.uid, taken.sha256_stored).read_bytes()


def opened(content):
    return Image.open(io.BytesIO(content))


def nothing_kept(root):
    return not [path for path in root.rglob("*") if path.is_file()]


@pytest.mark.parametrize(
    ("form", "name", "media_type"),
    [
        ("JPEG", "a.jpg", "image/jpeg"),
        ("JPEG", "A.JPEG", "image/jpeg"),
        ("PNG", "a.png", "image/png"),
        ("WEBP", "a.webp", "image/webp"),
    ],
)
def test_pictures_are_written_anew(zone, form, name, media_type):
    content = image(form)
    taken = intake.take(zone, upload(content, name))
    assert (taken.media_type, taken.width, taken.height) == (media_type, 60, 40)
    assert taken.sha256_received == hashlib.sha256(content).hexdigest()
    kept = stored(zone, taken)
    assert taken.sha256_stored == hashlib.sha256(kept).hexdigest()
    assert taken.size == len(kept)
    assert opened(kept).format == form
    assert blobs.whole(zone.uid, taken.sha256_stored)


def test_a_pdf_is_kept_as_it_is(zone):
    taken = intake.take(zone, upload(PDF, "函.pdf"))
    assert stored(zone, taken) == PDF
    assert (taken.media_type, taken.thumb_sha256, taken.width) == ("application/pdf", "", None)


def test_the_place_is_dropped_and_the_time_is_kept(zone):
    content = image(exif=camera_exif())
    assert opened(content).getexif().get_ifd(0x8825)
    taken = intake.take(zone, upload(content))
    assert taken.taken_at == datetime(2021, 5, 3, 1, 30, tzinfo=UTC)
    assert dict(opened(stored(zone, taken)).getexif()) == {}
    assert b"Exif" not in stored(zone, taken)


def test_the_cameras_own_offset_counts(zone):
    taken = intake.take(zone, upload(image(exif=camera_exif(offset="+01:00"))))
    assert taken.taken_at == datetime(2021, 5, 3, 8, 30, tzinfo=UTC)


@pytest.mark.parametrize("said", ["0000:00:00 00:00:00", "yesterday", "2021:13:01 00:00:00", ""])
def test_a_camera_without_a_clock_gives_no_time(zone, said):
    assert intake.take(zone, upload(image(exif=camera_exif(said)))).taken_at is None


def test_a_picture_stands_upright(zone):
    taken = intake.take(zone, upload(image(exif=camera_exif(orientation=6))))
    assert (taken.width, taken.height) == (40, 60)
    assert opened(stored(zone, taken)).size == (40, 60)


def test_the_small_picture_has_at_most_480_pixels(zone):
    taken = intake.take(zone, upload(image("PNG", size=(1200, 600), mode="RGBA"), "a.png"))
    thumb = opened(blobs.path_of(zone.uid, taken.thumb_sha256).read_bytes())
    assert (thumb.size, thumb.format, thumb.mode) == ((480, 240), "JPEG", "RGB")


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_png_of_every_mode(zone, mode):
    colour = {"1": 1, "LA": (9, 9), "RGB": "red", "RGBA": (9, 9, 9, 9)}.get(mode, 7)
    taken = intake.take(zone, upload(image("PNG", mode=mode, colour=colour), "a.png"))
    assert opened(stored(zone, taken)).size == (60, 40)


def test_transparency_is_kept(zone):
    taken = intake.take(zone, upload(image("PNG", mode="RGBA", colour=(1, 2, 3, 0)), "a.png"))
    assert opened(stored(zone, taken)).getpixel((0, 0))[3] == 0


def test_a_printers_jpeg(zone):
    taken = intake.take(zone, upload(image(mode="CMYK", colour=(0, 0, 0, 0))))
    assert opened(stored(zone, taken)).mode == "RGB"


@pytest.mark.parametrize(
    "tail", [b"<script>alert(1)</script>", b"PK\x05\x06" + bytes(18), b"<?php system(1);"]
)
def test_a_tail_behind_the_picture_is_gone(zone, tail):
    taken = intake.take(zone, upload(image() + tail))
    assert tail not in stored(zone, taken)


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (b"", "a.jpg", "files.empty"),
        (b"GIF89a<?php system(1); ?>", "a.gif", "files.kind"),
        (b"GIF89a" + bytes(100), "a.jpg", "files.kind"),
        (b"<svg onload=alert(1)>", "a.svg", "files.kind"),
        (b"<html>%PDF-1.4", "a.pdf", "files.kind"),
        (b"PK\x03\x04", "a.docx", "files.kind"),
        (b"MZ\x90\x00", "a.exe", "files.kind"),
        (b"\xff\xd8\xff" + bytes(500), "a.jpg", "files.broken"),
        (b"\x89PNG\r\n\x1a\n" + bytes(500), "a.png", "files.broken"),
        (b"RIFF\x00\x00\x00\x00WEBP" + bytes(99), "a.webp", "files.broken"),
        (b"%PDF-1.4\n1 0 obj", "a.pdf", "files.broken"),
        (PDF, "a.jpg", "files.wrong_ending"),
        (PDF, "pdf", "files.wrong_ending"),
        (image("PNG"), "a.jpg", "files.wrong_ending"),
        (image(), "a.jpg.exe", "files.wrong_ending"),
        (image(), "photo\u202egpj.exe", "files.wrong_ending"),
        (image(), "", "files.wrong_ending"),
        (image(size=(400, 400))[:-600], "a.jpg", "files.broken"),
    ],
)
def test_everything_else_is_refused_and_leaves_nothing(zone, files_root, content, name, code):
    with pytest.raises(Refusal) as refused:
        intake.take(zone, upload(content, name))
    assert refused.value.code == code
    assert refused.value.field == "file"
    assert refused.value.message
    assert nothing_kept(files_root)


@pytest.mark.filterwarnings("error::PIL.Image.DecompressionBombWarning")
@pytest.mark.parametrize("side", [5_001, 6_000, 30_000])
def test_a_bomb_is_refused_before_it_is_decoded(zone, files_root, side, monkeypatch):
    monkeypatch.setattr(Image.Image, "load", lambda self: pytest.fail("decoded"))
    with pytest.raises(Refusal) as refused:
        intake.take(zone, upload(bomb(side), "a.png"))
    assert refused.value.code == "files.too_many_pixels"
    assert nothing_kept(files_root)


WHOLE_COST = """
import re, sys
sys.path.insert(0, sys.argv[1])
from banshi.base.files import images
images.rewrite(sys.stdin.buffer.read(), sys.argv[2], "Asia/Shanghai")
print(int(re.search(r"VmHWM:\\s+(\\d+)", open("/proc/self/status").read())[1]) // 1024)
"""


@pytest.mark.skipif(
    not Path("/proc/self/status").exists(),
    reason="this machine has no /proc, from which the peak of memory is read; Linux has",
)
@pytest.mark.parametrize(
    ("form", "mode"), [("JPEG", "RGB"), ("PNG", "RGBA"), ("PNG", "I;16"), ("PNG", "P"), ("WEBP", "RGBA")]
)
def test_the_largest_picture_that_is_taken_costs_less_than_300_megabytes(form, mode):
    media_type = f"image/{form.lower()}"
    side = int(images.MOST[media_type] ** 0.5)
    turned = Image.Exif()
    turned[ExifTags.Base.Orientation] = 6
    content = image(form, (side, side), mode, 0, turned)
    source = str(Path(images.__file__).parents[3])
    child = [sys.executable, "-c", WHOLE_COST, source, media_type]
    told = subprocess.run(child, input=content, capture_output=True, check=True)
    assert int(told.stdout) < 300


def test_a_phones_largest_usual_picture_fits():
    assert images.MAX_PIXELS >= 5712 * 4284


def test_the_size_is_counted_while_reading(zone, files_root, monkeypatch):
    read = []

    class Endless:
        name = "a.jpg"

        def chunks(self):
            while True:
                read.append(1)
                yield bytes(1024 * 1024)

    with pytest.raises(Refusal) as refused:
        intake.take(zone, Endless())
    assert refused.value.code == "files.too_large"
    assert "20" in refused.value.message
    assert len(read) == 21
    assert nothing_kept(files_root)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("照片 1.jpg", "照片 1.jpg"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\x\\图.png", "图.png"),
        ("a\r\nX: y.jpg", "aX: y.jpg"),
        ("a\u202egpj.exe", "agpj.exe"),
        ("\u200f\u2067", "file"),
        ("...", "file"),
        ("", "file"),
        ("e\u0301.jpg", "é.jpg"),
        ("\ud800.jpg", "jpg"),
        ("长" * 400 + ".jpeg", "长" * 145 + ".jpeg"),
    ],
)
def test_names_are_cleaned(name, shown):
    assert names.clean(name) == shown
    assert len(names.clean(name)) <= names.MAX_LENGTH


def test_equal_uploads_are_equal(zone):
    content = image()
    assert repr(intake.take(zone, upload(content))) == repr(intake.take(zone, upload(content)))


def test_several_files_are_taken_once_each(zone):
    first, second = image(), image(colour="blue")
    uploads = [upload(first, "1.jpg"), upload(second, "2.jpg"), upload(first, "3.jpg")]
    taken = intake.take_all(zone, uploads)
    assert [one.sha256_received for one in taken] == [
        hashlib.sha256(one).hexdigest() for one in (first, second)
    ]


def test_a_refusal_names_the_forms_own_field(zone):
    with pytest.raises(Refusal) as refused:
        intake.take_all(zone, [upload(image()), upload(b"", "2.jpg")], field="photos")
    assert (refused.value.code, refused.value.field) == ("files.empty", "photos")
