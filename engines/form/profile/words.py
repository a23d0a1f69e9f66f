"""The parts of a profile in words: where something stands in it, and what a new version of it changes."""

from collections.abc import Iterator, Mapping
from typing import Any

from engines.form.labels import LANGS, Sentence, label_text, sentence
from engines.form.problems import Path
from engines.form.profile.definition import Profile

_NAMES: Mapping[str, tuple[str, str]] = {
    "header": ("页头", "header"),
    "figures": ("指标", "figure"),
    "tabs": ("标签页", "tab"),
    "lists": ("列表", "list"),
    "timeline": ("时间线", "timeline"),
}


def part_in_words(profile: Profile, path: Path) -> Sentence:
    """Where `path`, which starts inside the profile, stands: `档案页 › 标签页「服务」 › 列表「工单」`."""
    words, holder = sentence("档案页", "Profile page"), profile
    for name, index in zip(path[::2], path[1::2], strict=False):
        if name not in _NAMES or not isinstance(index, int):
            break
        each = getattr(holder, str(name))[index]
        zh, en = _NAMES[str(name)]
        shown = _shown(each)
        words = {
            "zh-CN": f"{words['zh-CN']} › {zh}" + (f"「{shown['zh-CN']}」" if shown["zh-CN"] else ""),
            "en": f"{words['en']} › {en}" + (f" “{shown['en']}”" if shown["en"] else ""),
        }
        holder = each
    return words


def profile_changes(before: Profile | None, after: Profile | None) -> Iterator[Sentence]:
    """What was added, taken away or changed, part by part."""
    if before is None or after is None:
        word = ("新增", "Added") if before is None else ("删除", "Removed")
        yield sentence(f"{word[0]}档案页", f"{word[1]} the profile page")
        return
    if before.header != after.header:
        yield sentence("修改页头", "Changed the header")
    for part in ("figures", "tabs", "timeline"):
        yield from _changes(part, getattr(before, part), getattr(after, part))


def _changes(part: str, before: tuple[Any, ...], after: tuple[Any, ...]) -> Iterator[Sentence]:
    old, new = {each.key: each for each in before}, {each.key: each for each in after}
    for key in old | new:
        if old.get(key) == new.get(key):
            continue
        act = ("新增", "Added") if key not in old else ("删除", "Removed") if key not in new else ("修改", "Changed")
        zh, en = _NAMES[part]
        shown = _shown(new.get(key) or old[key])
        yield sentence(f"{act[0]}{zh}「{shown['zh-CN']}」", f"{act[1]} {en} “{shown['en']}”")
    if old == new and list(old) != list(new):
        zh, en = _NAMES[part]
        yield sentence(f"调整{zh}的顺序", f"Put the {en}s in another order")


def _shown(each: Any) -> Sentence:
    """What people call it: its label, else its key, else the field it shows."""
    key = str(getattr(each, "key", None) or getattr(each, "field", ""))
    return {lang: label_text(each.label, lang) or key for lang in LANGS}
