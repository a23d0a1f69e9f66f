"""What an upgrade speaks of, as people call it: «产品点子 › 字段 › 标题 › 名称» for `form/idea/fields/title/label`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from dougong.apps.upgrade.merging import name_of
from dougong.kit.errors import Text, in_language, say
from engines.form.labels import label_text

_MEMBERS: Mapping[str, Text] = {
    "label": say("名称", "Name"), "description": say("说明", "Description"), "help": say("填写说明", "Help text"),
    "fields": say("字段", "Fields"), "options": say("选项", "Options"), "layout": say("布局", "Layout"),
    "rules": say("规则", "Rules"), "checks": say("校验", "Checks"), "views": say("视图", "Views"),
    "columns": say("列", "Columns"), "filter": say("条件", "Condition"), "formula": say("公式", "Formula"),
    "default": say("默认值", "Default"), "required": say("必填", "Required"), "title": say("标题", "Title"),
    "nodes": say("步骤", "Steps"), "edges": say("连线", "Ways"), "trigger": say("触发", "Trigger"),
    "assignees": say("办理人", "Who decides"), "tiles": say("图块", "Tiles"), "filters": say("筛选", "Filters"),
    "grid": say("排列", "Arrangement"), "blocks": say("区块", "Blocks"), "navigation": say("导航", "Navigation"),
    "roles": say("角色", "Roles"), "grants": say("权限", "Rights"), "modules": say("模块", "Modules"),
    "text": say("文字", "Text"), "message": say("提示", "Message"), "color": say("颜色", "Colour"),
    "icon": say("图标", "Icon"), "zh-CN": say("中文", "Chinese"), "en": say("英文", "English"),
}  # fmt: skip
"""Members of documents that have a word of their own; others are called by their key."""


def names_of(things: Iterable[str], sides: Sequence[Mapping[str, Mapping[str, Any]]], language: str) -> dict[str, str]:
    """`{"form:idea": "产品点子"}`. `sides`: documents by kind and key; the first that has a thing names it."""
    found: dict[str, str] = {}
    for thing in things:
        kind, _, key = thing.partition(":")
        there = (side.get(kind, {}).get(key) for side in sides)
        name = next((name for each in there if (name := _label(each, language))), "")
        if name:
            found[thing] = name
    return found


def where(path: Sequence[str], sides: Sequence[Mapping[str, Mapping[str, Any]]], language: str) -> list[str]:
    """The path of a conflict without its kind: labels of what has one, words of members that have one."""
    kind, *rest = path
    there: list[Any] = [side.get(kind) for side in sides]
    words: list[str] = []
    for name in rest:
        members = any(isinstance(each, dict) for each in there) and words
        there = [_inside(each, name) for each in there]
        label = next((found for each in there if (found := _label(each, language))), "")
        member = in_language(_MEMBERS[name], language) if members and name in _MEMBERS else name
        words.append(label or member)
    return words


def _inside(document: Any, name: str) -> Any:
    if isinstance(document, dict):
        return document.get(name)
    if isinstance(document, list):
        return next((each for each in document if name_of(each) == name), None)
    return None


def _label(document: Any, language: str) -> str:
    return label_text(document.get("label"), language) or "" if isinstance(document, dict) else ""
