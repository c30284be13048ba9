"""The demonstration zone's places: sites, villages and points that exist nowhere."""

import json
from collections.abc import Iterator

from banshi.base.zones.demo import Demo, Life
from banshi.core.places.actions import register_place

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
    """The places are there on the first day."""
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
    yield demo.now


def _square(east: float, north: float) -> str:
    far_east, far_north = round(east + SIDE, 4), round(north + SIDE, 4)
    ring = [[east, north], [far_east, north], [far_east, far_north], [east, far_north], [east, north]]
    return json.dumps({"type": "Polygon", "coordinates": [ring]})
