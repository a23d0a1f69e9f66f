"""In what two documents of an app differ, in words: parts that came, went or changed, and settings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from dougong.kit.errors import Text, in_language, say
from engines.form.labels import label_text

MAX_TOLD = 200
_SHORT = 60
_MEMBERS = {
    "label": say("名称", "name"), "description": say("说明", "description"), "icon": say("图标", "icon"),
    "color": say("颜色", "colour"), "type": say("类型", "type"),
    "query": say("取数", "query"), "chart": say("图形", "chart"), "form": say("表单", "form"),
    "view": say("视图", "view"), "html": say("文字", "words"), "text": say("文字", "words"),
    "link": say("链接", "link"), "roles": say("可见角色", "roles"), "when": say("条件", "condition"),
    "filter": say("筛选", "filter"), "home": say("首页", "home"), "trigger": say("触发方式", "trigger"),
    "assignees": say("办理人", "assignees"), "mode": say("方式", "mode"), "sla": say("时限", "time limits"),
    "fields": say("字段", "fields"), "to": say("接收者", "receivers"), "ops": say("操作", "operations"),
    "rows": say("数据范围", "rows"), "read": say("可读字段", "readable fields"),
    "write": say("可写字段", "writable fields"),
    "calendar": say("日历", "calendar"), "title": say("标题", "title"), "enabled": say("启用", "enabled"),
    "grid": say("版面", "layout"), "acts_as": say("执行身份", "whose rights it has"),
    "withdraw": say("撤回", "withdrawal"), "administrators": say("管理员", "administrators"),
    "notify_initiator": say("通知发起人", "notice to the initiator"),
}  # fmt: skip
_OTHER = say("设置", "settings")


@dataclass(frozen=True)
class Shape:
    """How the documents of a kind are made up. `lists`: members that are lists of named parts, and what one part is
    called; `silent`: members whose changes are no news."""

    lists: Mapping[str, Text] = field(default_factory=dict)
    silent: frozenset[str] = frozenset({"schema_version", "key"})


def told(before: Mapping[str, Any], after: Mapping[str, Any], shape: Shape, language: str) -> list[str]:
    """One sentence for each difference, settings first."""
    names = [name for name in {**before, **after} if name not in shape.silent and name not in shape.lists]
    found = [
        _setting(name, before.get(name), after.get(name), language) for name in names if _differ(before, after, name)
    ]
    for name, what in shape.lists.items():
        found += _parts(before.get(name) or (), after.get(name) or (), in_language(what, language), language)
    return found[:MAX_TOLD]


def _differ(before: Mapping[str, Any], after: Mapping[str, Any], name: str) -> bool:
    return bool(before.get(name) != after.get(name))


def _setting(name: str, before: Any, after: Any, language: str) -> str:
    called = in_language(_MEMBERS.get(name, _OTHER), language)
    old, new = _shown(before, language), _shown(after, language)
    if old is not None and new is not None:
        return in_language(say(f"{called}：{old} → {new}", f"{called.capitalize()}: {old} → {new}"), language)
    return in_language(say(f"{called}有修改", f"Changed: {called}"), language)


def _shown(value: Any, language: str) -> str | None:
    """A value short enough for a sentence; None: it isn't."""
    if value in (None, "", [], ()):
        return "—"
    if isinstance(value, dict) and value.keys() <= {"zh-CN", "en"}:
        value = label_text(value, language)
    if isinstance(value, bool):
        return in_language(say("是", "yes") if value else say("否", "no"), language)
    if isinstance(value, list) and all(isinstance(each, str) for each in value):
        value = ", ".join(value)
    text = str(value) if isinstance(value, str | int | float) else ""
    return f"“{text}”" if 0 < len(text) <= _SHORT else None


def _parts(before: Any, after: Any, what: str, language: str) -> Iterator[str]:
    old, new = _by_key(before), _by_key(after)
    for key, each in old.items():
        if key not in new:
            yield _sentence("remove", what, _name(each, key, language), language)
    for key, each in new.items():
        if key not in old:
            yield _sentence("add", what, _name(each, key, language), language)
        elif old[key] != each:
            how = _how(old[key], each, language)
            more = in_language(say(f"（{how}）", f" ({how})"), language) if how else ""
            yield _sentence("change", what, _name(each, key, language), language) + more
    if [key for key in old if key in new] != [key for key in new if key in old]:
        yield in_language(say(f"{what}的顺序有变", f"Another order of: {what}"), language)


def _by_key(entries: Any) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for entry in entries if isinstance(entries, list | tuple) else ():
        if isinstance(entry, dict):
            key = str(entry.get("key") or entry.get("id") or f"{entry.get('from')} → {entry.get('to')}")
            while key in found:
                key += "·"
            found[key] = entry
    return found


def _name(entry: Mapping[str, Any], key: str, language: str) -> str:
    return label_text(entry.get("label"), language) or key


def _how(before: Mapping[str, Any], after: Mapping[str, Any], language: str) -> str:
    names = [name for name in {**before, **after} if _differ(before, after, name)]
    called = [in_language(_MEMBERS.get(name, _OTHER), language) for name in names]
    return listed(dict.fromkeys(called), language)


def listed(words: Iterable[str], language: str) -> str:
    """One after the other, as the language writes it."""
    return in_language(say("、", ", "), language).join(words)


def _sentence(op: str, what: str, name: str, language: str) -> str:
    verbs = {"add": ("新增", "Added"), "remove": ("删除", "Removed"), "change": ("修改", "Changed")}
    zh, en = verbs[op]
    return in_language(say(f"{zh}{what}“{name}”", f"{en} the {what} “{name}”"), language)
