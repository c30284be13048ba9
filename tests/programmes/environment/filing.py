"""Notices, measures and appraisals in tests: each act by whose act it is."""

import io
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import ExifTags, Image

from banshi.base.files import intake
from banshi.base.zones import subjects
from banshi.core.org.models import OutsideOrganisation
from banshi.core.places.models import Place
from banshi.programmes.environment.actions import appraisals, measures, notices
from banshi.programmes.environment.actions.measures import Amount
from banshi.programmes.environment.models import Appraisal, Measure, Notice, Recipient
from banshi.programmes.environment.rules.appraisals import Said
from support.zone import NOW, START, World

MONDAY = date(2021, 5, 17)
TITLE = "关于进一步落实建筑工地施工扬尘治理“8个百分之百”相关保障措施的通知"


def photo(colour: str = "red", taken: str = "") -> SimpleUploadedFile:
    """A picture, with the camera's own time where one is given (``2021:05:17 09:00:00``)."""
    out, image = io.BytesIO(), Image.new("RGB", (60, 40), colour)
    exif = Image.Exif()
    if taken:
        exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = taken
    image.save(out, "JPEG", exif=exif)
    return SimpleUploadedFile(f"{colour}.jpg", out.getvalue(), "image/jpeg")


def taken(world: World, *photos: SimpleUploadedFile) -> list[intake.Taken]:
    """The pictures as a view hands them over."""
    return [intake.take(world.zone, one) for one in photos or (photo(),)]


def contractor(world: World, name: str = "汀竹建设工程有限公司") -> OutsideOrganisation:
    """A firm that builds."""
    return OutsideOrganisation.objects.create(
        subject=subjects.open_subject(world.zone, "outside", name), zone=world.zone, kind="contractor",
        name_zh=name, name_en="Tingzhu Construction", starts_on=START,
    )  # fmt: skip


def site(world: World, name: str, held_by: OutsideOrganisation | None = None) -> Place:
    """A building site."""
    return Place.objects.create(
        subject=subjects.open_subject(world.zone, "place", name), zone=world.zone, kind="site",
        name_zh=name, name_en="Site", held_by=held_by, starts_on=START,
    )  # fmt: skip


def issue(world: World, now=NOW, actor: str = "clerk", **changes: Any) -> Notice:
    """A notice to the small zone's site and to the construction bureau."""
    values = {
        "title": TITLE,
        "number": "青环〔2021〕5号",
        "text": "一、总体要求\n各工地落实八个百分之百。",
        "issuer_unit": world.units["general_office"],
        "issued_on": MONDAY,
        "receive_by": date(2021, 5, 20),
        "sites": [world.place],
        "units": [world.units["construction_bureau"]],
    } | changes
    return notices.issue_notice(actor=world.actor(actor), now=now, **values)


def outside(notice: Notice) -> Recipient:
    """Its first recipient outside."""
    return notice.recipients.filter(unit__isnull=True).order_by("pk")[0]


def enter(world: World, now=NOW, actor: str = "clerk", **changes: Any) -> Measure:
    """Two misting machines at the small zone's site, by the construction bureau unless told otherwise."""
    values = {
        "place": world.place,
        "kind": "misting",
        "amount": Amount(Decimal(2)),
        "installed_on": MONDAY,
        "organisation": world.firm,
        "uploads": taken(world),
    } | changes
    return measures.enter_measure(actor=world.actor(actor), now=now, **values)


def verify(world: World, measure: Measure, now=NOW, actor: str = "verifier", **changes: Any) -> Measure:
    """Somebody else finds it there."""
    values = {"found": True, "day": MONDAY, "text": "现场查看，与录入一致。"} | changes
    return measures.verify_measure(actor=world.actor(actor), measure=measure, now=now, **values)


def said(**changes: Any) -> Said:
    """First of nine in its category, says the document."""
    values = {
        "year": 2020,
        "body": "市污染防治攻坚战指挥部办公室",
        "title": "全市污染防治攻坚战考核",
        "category": "二类园区",
        "grade": "优秀",
        "rank": 1,
        "of_how_many": None,
        "document_title": "关于2020年度考核结果的通报",
        "document_number": "市污防办〔2021〕3号",
        "document_on": date(2021, 3, 12),
    } | changes
    return Said(**values)


def appraise(world: World, now=NOW, actor: str = "clerk", upload: Any = True, **changes: Any) -> Appraisal:
    """It is stored with its document."""
    upload = taken(world, photo("white"))[0] if upload is True else upload
    return appraisals.enter_appraisal(actor=world.actor(actor), said=said(**changes), upload=upload, now=now)
