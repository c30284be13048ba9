"""The demonstration zone's places: sites, villages and points that exist nowhere."""

import json
from collections.abc import Iterator
from datetime import date

from django.core.files.base import ContentFile

from banshi.base.zones.demo import Demo, Life
from banshi.core.places import drawn, receiving
from banshi.core.places.actions import register_place, set_plan

# code, kind, Chinese, English, held by, south-west corner (east, north) in degrees
PLACES = (
    ("qingchuan_site", "site", "晴川精密厂区", "Qingchuan site", "qingchuan", (112.5010, 27.5010)),
    ("heming_site", "site", "鹤鸣电子二期工地", "Heming phase-two site", "heming", (112.5060, 27.5010)),
    ("songyue_site", "site", "松月食品厂区", "Songyue site", "songyue", (112.5110, 27.5010)),
    ("yunfan_site", "site", "云帆物流园", "Yunfan logistics park", "yunfan", (112.5160, 27.5010)),
    ("lanting_site", "site", "兰亭新材扩产工地", "Lanting expansion site", "lanting", (112.5010, 27.5060)),
    (
        "chengnan_site",
        "site",
        "澄南构件项目工地",
        "Chengnan prefabrication site",
        "chengnan",
        (112.5060, 27.5060),
    ),
    ("baihe_site", "site", "白鹤印刷厂区", "Baihe site", "baihe", (112.5110, 27.5060)),
    (
        "shiqiao_village",
        "village",
        "石桥村片区(虚构)",
        "Shiqiao village area (fictional)",
        "shiqiao",
        (112.5010, 27.5110),
    ),
    (
        "liutang_village",
        "village",
        "柳塘村片区(虚构)",
        "Liutang village area (fictional)",
        "liutang",
        (112.5160, 27.5060),
    ),
)
SIDE = 0.004


def part(demo: Demo) -> Iterator[Life]:
    """The plan and the places are there on the first day."""
    yield _life(demo)


def _life(demo: Demo) -> Life:
    for code, kind, zh, en, holder, corner in PLACES:
        demo.things[code] = register_place(
            actor=demo.system,
            kind=kind,
            name_zh=zh,
            name_en=en,
            starts_on=demo.starts_on,
            now=demo.now,
            held_by=demo.things[holder],
            geometry=_square(*corner),
        )
    for code, zh, en, box in drawn.AREAS:
        demo.things[f"part:{code}"] = register_place(
            actor=demo.system,
            kind="parcel",
            name_zh=zh,
            name_en=en,
            starts_on=demo.starts_on,
            now=demo.now,
            geometry=drawn.square(*box),
        )
    _plan(demo)
    yield demo.now


def _plan(demo: Demo) -> None:
    """As whoever keeps the places would: the file is taken in and checked, then set."""
    file = ContentFile(drawn.drawing(), "云汀经济开发区分区平面图.geojson")
    demo.things["plan"] = set_plan(
        actor=demo.system,
        title="云汀经济开发区分区平面图(演示)",
        source="演示数据，虚构，不表示任何真实地点",
        drawn_on=date(2021, 1, 15),
        starts_on=date(2021, 1, 15),
        system="cgcs2000",
        given=receiving.take(demo.zone, file, "cgcs2000"),
        now=demo.now,
    )


def _square(east: float, north: float) -> str:
    far_east, far_north = round(east + SIDE, 4), round(north + SIDE, 4)
    ring = [[east, north], [far_east, north], [far_east, far_north], [east, far_north], [east, north]]
    return json.dumps({"type": "Polygon", "coordinates": [ring]})
