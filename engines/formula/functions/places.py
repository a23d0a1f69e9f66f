"""Places: the distance between two points, whether one lies in an area, and the parts of an address.

A location is kept as `lat,lng label` (degrees, WGS 84), an address as `province/city/district detail`.
"""

import re
from decimal import Decimal
from math import asin, cos, radians, sin, sqrt

from engines.formula.errors import VALUE, Fail
from engines.formula.registry import Category

math = Category("math")
text = Category("text")
_EARTH = 6_371_008.8  # metres: the mean radius of the earth (IUGG)
_POINT = re.compile(r"([+-]?[0-9]{1,3}(?:\.[0-9]{1,15})?),([+-]?[0-9]{1,3}(?:\.[0-9]{1,15})?)(?: .*)?", re.DOTALL)
_LEVELS = {"province": 0, "city": 1, "district": 2}


@math(
    "DISTANCE",
    "from: text, to: text -> number",
    nulls="null",
    zh="两个定位之间的直线距离,单位为米(整数);有一个为空则为空,不是定位得 #VALUE!。",
    en="The straight distance between two locations in whole metres; blank when one is, #VALUE! for anything else.",
    examples=(
        ("DISTANCE('39.908823,116.39747 天安门', '31.239703,121.499718')", 1068218),
        ("DISTANCE('0,0', '0,1')", 111195),
        ("DISTANCE('0,179.5', '0,-179.5')", 111195),
        ("DISTANCE('30,120 A', '30,120 B')", 0),
        ("DISTANCE('here', '0,1')", "#VALUE!"),
        ("DISTANCE(NULL, '0,1')", None),
        ("DISTANCE('91,0', '0,1')", "#VALUE!"),
    ),
)
def distance(start: str, end: str) -> Decimal:
    (lat, lng), (other_lat, other_lng) = _point(start), _point(end)
    rise, turn = radians(other_lat - lat), radians(other_lng - lng)
    half = sin(rise / 2) ** 2 + cos(radians(lat)) * cos(radians(other_lat)) * sin(turn / 2) ** 2
    return Decimal(int(2 * _EARTH * asin(min(1.0, sqrt(half))) + 0.5))


@math(
    "INAREA",
    "location: text, south: number, west: number, north: number, east: number -> boolean",
    nulls="own",
    zh="定位是否在南、西、北、东四个度数围成的区域内(含边界);西大于东表示跨越 180° 经线。"
    "有一个为空则为 FALSE,不是定位得 #VALUE!。",
    en="Whether a location lies in the area between four degrees, edges included; a west beyond the east crosses the"
    " 180th meridian. FALSE when any is blank, #VALUE! for a text that is no location.",
    examples=(
        ("INAREA('30.274151,120.15507 杭州', 30, 120, 31, 121)", True),
        ("INAREA('30.274151,120.15507', 31, 120, 32, 121)", False),
        ("INAREA('30,120', 30, 120, 31, 121)", True),
        ("INAREA('-17.7,178.1 Fiji', -20, 175, -15, -175)", True),
        ("INAREA('-17.7,0', -20, 175, -15, -175)", False),
        ("INAREA(NULL, 30, 120, 31, 121)", False),
        ("INAREA('30,120', NULL, 120, 31, 121)", False),
        ("INAREA('here', 30, 120, 31, 121)", "#VALUE!"),
        ("INAREA('91,120', 30, 120, 31, 121)", "#VALUE!"),
    ),
)
def inarea(
    location: str | None, south: Decimal | None, west: Decimal | None, north: Decimal | None, east: Decimal | None
) -> bool:
    # Degrees as they are written: an edge is met by the decimals, not by their binary neighbours.
    lat, lng = map(Decimal, map(str, _point(location))) if location is not None else (Decimal(0), Decimal(0))
    if location is None or south is None or west is None or north is None or east is None:
        return False
    between = west <= lng <= east if west <= east else lng >= west or lng <= east
    return south <= lat <= north and between


def _point(written: str) -> tuple[float, float]:
    found = _POINT.fullmatch(written)
    if found is None:
        raise Fail(VALUE)
    lat, lng = float(found[1]), float(found[2])
    if abs(lat) > 90 or abs(lng) > 180:
        raise Fail(VALUE)
    return lat, lng


@text(
    "ADDRESSPART",
    "address: text, part: text -> text",
    nulls="null",
    zh="地址的一部分:'province' 省、'city' 市、'district' 区县、'region' 省市区、'detail' 详细地址。",
    en="A part of an address: 'province', 'city', 'district', 'region' (all three) or 'detail'.",
    examples=(
        ("ADDRESSPART('浙江省/杭州市/西湖区 文三路 1 号', 'city')", "杭州市"),
        ("ADDRESSPART('浙江省/杭州市/西湖区 文三路 1 号', 'region')", "浙江省/杭州市/西湖区"),
        ("ADDRESSPART('浙江省/杭州市/西湖区 文三路 1 号', 'detail')", "文三路 1 号"),
        ("ADDRESSPART('浙江省', 'district')", None),
        ("ADDRESSPART('浙江省', 'street')", "#VALUE!"),
    ),
)
def addresspart(address: str, part: str) -> str:
    region, _, detail = address.partition(" ")
    if part in ("region", "detail"):
        return region if part == "region" else detail
    if part not in _LEVELS:
        raise Fail(VALUE)
    names = region.split("/")
    return names[_LEVELS[part]] if len(names) > _LEVELS[part] else ""
