"""Normal forms of what people write for names, companies and numbers.

One value becomes a `Profile`: what must be equal for it to be the same (`plain`), the same without what often differs
(`core`: legal form, region, order of words), how it sounds (`sounds`: pinyin, with every reading of a person's name),
and the blocks it is looked for in.

Sources: Unicode NFKC (UAX 15); legal forms of 《企业名称登记管理规定》 (region + trade name + industry + form) and the
usual ones abroad; blocking with sorted neighbourhoods after Hernández and Stolfo (1995).
"""

import functools
import importlib
import itertools
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from engines.form.regions import read_region

Kind = Literal["company", "person", "phone", "email", "code", "text"]
KINDS: tuple[Kind, ...] = ("company", "person", "phone", "email", "code", "text")
MAX_LENGTH = 200
"""Characters of a value that are looked at."""
_MOST_READINGS = 8
_SHORT_NAME = 6
"""A Chinese personal name has at most so many characters; the readings of longer ones are not multiplied."""

_CHINESE = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
_BRACKETS = re.compile(r"[(\[（【〔]([^()\[\]（）【】〔〕]*)[)\]）】〕]")
_FORM_ZH = re.compile(
    r"(?:股份有限责任公司|股份有限公司|有限责任公司|集团有限公司|控股有限公司|有限合伙企业|有限合伙|普通合伙|有限公司|"
    r"总公司|分公司|公司|集团|个体工商户|个人独资企业)$"
)
_FORM_WORDS = frozenset(
    re.findall(
        r"\w+",
        "co ltd limited inc incorporated llc llp lp plc corp corporation company gmbh ag kg ohg ug se sa sas sarl srl "
        "spa bv nv ab as oy oyj aps kk pte pty sdn bhd holdings holding group the and",
    )
)
_TITLES = re.compile(r"(?:先生|女士|小姐|老师|经理|总监|总经理|主任|博士|教授)$")
_TITLE_WORDS = frozenset({"mr", "mrs", "ms", "miss", "dr", "prof"})


@dataclass(frozen=True, slots=True)
class Profile:
    """A value ready to be compared."""

    plain: str
    core: str = ""
    region: str = ""
    sounds: frozenset[str] = frozenset()

    def blocks(self) -> frozenset[str]:
        """Values without a block in common are not compared."""
        found = {f"={self.plain}"}
        if self.core:
            found |= {f"={self.core}", f"^{self.core[:2]}"} if _CHINESE.search(self.core) else {f"^{self.core[:4]}"}
        return frozenset(found | {f"~{sound}" for sound in self.sounds})


def profile(kind: Kind, value: str) -> Profile | None:
    """None when nothing is left to compare."""
    made = _MAKERS[kind](unicodedata.normalize("NFKC", value[:MAX_LENGTH]).casefold().strip())
    return made if made.plain else None


def _letters(text: str) -> str:
    return "".join(each for each in text if each.isalnum())


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", re.sub(r"(?<=\w)['’.](?=\w)", "", text))


def _phone(text: str) -> Profile:
    """Digits without the ways of dialling China from elsewhere; an extension tells people apart and stays."""
    digits = re.sub(r"\D", "", text)
    digits = re.sub(r"^(?:00)?86(?=1\d{10}$|0?[2-9]\d{8,})", "", digits)
    return Profile(digits.lstrip("0") if len(digits) >= 5 else "")


def _email(text: str) -> Profile:
    """The mailbox: what follows a plus is the same one (RFC 5233)."""
    local, at, domain = text.rpartition("@")
    return Profile(f"{local.partition('+')[0]}@{domain}" if at and local and domain else "")


def _code(text: str) -> Profile:
    return Profile(_letters(text))


def _text(text: str) -> Profile:
    return Profile(_letters(text), " ".join(sorted(_words(text))))


def _person(text: str) -> Profile:
    words = [word for word in _words(text) if word not in _TITLE_WORDS]
    name = "".join(words)
    if not _CHINESE.search(name):
        turned = frozenset("".join(order) for order in itertools.permutations(words)) if 1 < len(words) <= 3 else set()
        return Profile(name, " ".join(sorted(words)), sounds=frozenset(turned | {name} if name else turned))
    shorter = _TITLES.sub("", name)
    name = shorter if len(shorter) > 1 else name
    return Profile(name, sounds=_sounds(name, every=len(name) <= _SHORT_NAME))


def _company(text: str) -> Profile:
    plain = _letters(text)
    region, rest = "", text
    for inside in _BRACKETS.findall(text):
        found, left = read_region(inside.strip(), 2)
        if found and not _letters(left).strip("市省区"):
            region, rest = found, rest.replace(inside, "")
    before, left = read_region(rest.strip(), 2)
    if before and len(_letters(left)) > 1:
        region, rest = region or before, left
    core = _without_form(rest)
    if len(core) < 2:
        core = plain
    sounds = _sounds(core, every=False) if _CHINESE.search(core) else frozenset()
    return Profile(plain, core, region, sounds)


def _without_form(text: str) -> str:
    """The trade name: legal forms at the end go one after another (集团股份有限公司, Co., Ltd.)."""
    words = _words(text)
    while len(words) > 1 and words[-1] in _FORM_WORDS:
        words.pop()
    if len(words) > 1 and words[0] == "the":
        words = words[1:]
    core = "".join(words)
    while (shorter := _FORM_ZH.sub("", core)) != core and len(shorter) > 1:
        core = shorter
    return core


_MAKERS: dict[Kind, Callable[[str], Profile]] = {
    "company": _company,
    "person": _person,
    "phone": _phone,
    "email": _email,
    "code": _code,
    "text": _text,
}


@functools.cache
def _pinyin() -> Callable[..., list[list[str]]]:
    """Dictionaries of 40 MB: loaded with the first Chinese name."""
    found: Callable[..., list[list[str]]] = importlib.import_module("pypinyin").pinyin
    return found


@functools.lru_cache(maxsize=20_000)
def _readings(character: str) -> tuple[str, ...]:
    """How a character may be read, the usual way first, without tones: 单 → dan, shan, chan."""
    if not _CHINESE.match(character):
        return (character,)
    found = _pinyin()(character, style=0, heteronym=True)[0]
    return tuple(dict.fromkeys(found))[:4]


def _sounds(text: str, *, every: bool) -> frozenset[str]:
    """How a name sounds; with `every`, each reading of characters that have several (曾 zeng, ceng)."""
    readings = [_readings(each) if every else _readings(each)[:1] for each in text]
    made = itertools.islice(itertools.product(*readings), _MOST_READINGS)
    return frozenset("".join(syllables) for syllables in made)
