"""China's provinces, cities and districts, by their names and the codes of GB/T 2260.

A region is a path of names, `浙江省/杭州市/西湖区`: readable in the database and everywhere else, and everything
below a place begins with the place's path. The data file names its source.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

LEVELS = ("province", "city", "district")
_FILE = Path(__file__).parent / "data" / "regions_cn.json"
_MINORITIES = re.findall(
    r"\w+",
    "汉 蒙古 回 藏 维吾尔 苗 彝 壮 布依 朝鲜 满 侗 瑶 白 土家 哈尼 哈萨克 傣 黎 傈僳 佤 畲 拉祜 水 东乡 纳西 景颇 "
    "柯尔克孜 土 达斡尔 仫佬 羌 布朗 撒拉 毛南 仡佬 锡伯 普米 塔吉克 怒 鄂温克 保安 裕固 独龙 鄂伦春 各",
)
_OWN_RULE = "自治区|自治州|自治县|自治旗"
_PEOPLE = f"(?:(?:{'|'.join(sorted(_MINORITIES, key=len, reverse=True))})族?)+(?:{_OWN_RULE})"
_SUFFIX = re.compile(rf"(?:{_PEOPLE}|{_OWN_RULE}|特别行政区|林区|地区|新区|省|市|区|县|盟|旗)$")
_SHORT = {"内蒙古自治区": "内蒙古", "西藏自治区": "西藏"}
_BETWEEN = re.compile(r"^[\s/／>›,，、·\-]+")
_HOLLOW = ("省直辖县", "自治区直辖县级行政区划")  # stand between a province and its own counties
_MUNICIPALITIES = ("11", "12", "31", "50")  # province and city in one: 北京 天津 上海 重庆


@dataclass(frozen=True, slots=True)
class Place:
    """One place with those below it; `words`: what people write for it, the longest first."""

    code: str
    name: str
    words: tuple[str, ...]
    below: tuple["Place", ...]


def document() -> dict[str, Any]:
    """The data file as it is: `source`, and `regions` as nested `[code, name, below]`."""
    loaded: dict[str, Any] = json.loads(_FILE.read_text(encoding="utf-8"))
    return loaded


@lru_cache(maxsize=1)
def places() -> tuple[Place, ...]:
    """The provinces with everything below."""
    return tuple(_place(entry) for entry in document()["regions"])


@lru_cache(maxsize=1)
def known() -> Mapping[str, int]:
    """Path → its place in the order of the codes; paths of all three levels."""
    return {path: rank for rank, path in enumerate(_paths(places(), ""))}


def read_region(text: str, levels: int) -> tuple[str, str]:
    """(path, the rest of the text) of an address as people write it: `浙江杭州西湖区文三路1号`, `浙江省/杭州市`.
    The path is "" when the text does not begin with a province or a city."""
    names: list[str] = []
    rest, offered = text, places()
    while len(names) < levels:
        found = _begins(offered, rest)
        if not names:
            found, names = _first(found, rest)
        elif found is None and len(names) == 1:
            found = _through(offered, rest)
            if found is not None:  # a level that nobody writes
                names.append(found.name)
                offered = found.below
                continue
        if found is None:
            break
        names.append(found.name)
        rest, offered = _after(found, rest), found.below
    return "/".join(names[:levels]), _BETWEEN.sub("", rest)


def _place(entry: list[Any]) -> Place:
    code, name, *below = entry
    short = _SHORT.get(name) or _SUFFIX.sub("", name)
    words = (name, f"{short}州", short) if name.endswith("自治州") else (name, short)
    words = tuple(word for word in dict.fromkeys(words) if len(word) >= 2)
    return Place(code, name, words, tuple(_place(each) for each in (below[0] if below else ())))


def _paths(offered: tuple[Place, ...], above: str) -> Iterator[str]:
    for place in offered:
        yield f"{above}{place.name}"
        yield from _paths(place.below, f"{above}{place.name}/")


def _begins(offered: tuple[Place, ...], text: str) -> Place | None:
    """The place whose longest word begins the text."""
    best, length = None, 0
    for place in offered:
        for word in place.words:
            if len(word) > length and text.startswith(word):
                best, length = place, len(word)
    return best


def _after(place: Place, text: str) -> str:
    word = next(word for word in place.words if text.startswith(word))
    return _BETWEEN.sub("", text[len(word) :])


def _first(province: Place | None, text: str) -> tuple[Place | None, list[str]]:
    """What an address begins with and the names above it: a province, or a city that only one province has
    (`吉林市…` is the city, `吉林长春…` the province)."""
    cities = [(one, city) for one in places() if (city := _begins(one.below, text)) is not None]
    if len(cities) != 1 or (province is not None and _length(province, text) >= _length(cities[0][1], text)):
        return province, []
    return cities[0][1], [cities[0][0].name]


def _through(offered: tuple[Place, ...], text: str) -> Place | None:
    """The place between that people leave out: `湖北省仙桃市` has a hollow one, `北京市朝阳区` one of the same name."""
    named = [place for place in offered if place.name in _HOLLOW or place == offered[0]]
    return next((place for place in named if _begins(place.below, text) is not None and _is_silent(place)), None)


def _is_silent(place: Place) -> bool:
    return place.name in _HOLLOW or place.code.startswith(_MUNICIPALITIES)


def _length(place: Place, text: str) -> int:
    return max(len(word) for word in place.words if text.startswith(word))
