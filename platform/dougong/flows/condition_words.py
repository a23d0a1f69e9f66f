"""One comparison as people read it: «金额 大于 100000». The words are those of the flow designer's page.

A comparison of a field with a plain value is said; anything else stays a formula, with names for its paths.
"""

from __future__ import annotations

from collections.abc import Mapping

from engines.formula import ast as trees
from engines.formula.render import render

Words = Mapping[str, str]
_HAVE: dict[str, Words] = {
    "eq": {"zh-CN": "等于", "en": "is"},
    "ne": {"zh-CN": "不等于", "en": "is not"},
    "gt": {"zh-CN": "大于", "en": ">"},
    "ge": {"zh-CN": "不小于", "en": "≥"},
    "lt": {"zh-CN": "小于", "en": "<"},
    "le": {"zh-CN": "不大于", "en": "≤"},
    "in": {"zh-CN": "属于", "en": "is one of"},
    "not in": {"zh-CN": "不属于", "en": "is none of"},
    "CONTAINS": {"zh-CN": "包含", "en": "contains"},
    "STARTSWITH": {"zh-CN": "开头是", "en": "begins with"},
    "HASANY": {"zh-CN": "包含任一", "en": "has any of"},
    "HASALL": {"zh-CN": "包含全部", "en": "has all of"},
    "ISBLANK": {"zh-CN": "为空", "en": "is blank"},
    "not ISBLANK": {"zh-CN": "不为空", "en": "is filled in"},
}
_MANY = frozenset({"HASANY", "HASALL"})
_TODAY: Words = {"zh-CN": "今天", "en": "today"}
_PERSON: Words = {"zh-CN": "当前用户", "en": "the person"}
_TRUTH: dict[bool, Words] = {True: {"zh-CN": "是", "en": "yes"}, False: {"zh-CN": "否", "en": "no"}}
_AND: Words = {"zh-CN": "、", "en": ", "}


def comparison_words(node: trees.Node, labels: Mapping[str, str], language: str) -> str:
    """A comparison in words; `labels` are the names of dotted paths. What can't be said is written as a formula."""
    asked, negated = (node["a"][0], "not ") if node.get("f") == "not" else (node, "")
    words = _HAVE.get(negated + asked.get("f", ""))
    subject, *rest = asked.get("a") or [node]
    if words is None or subject["k"] != "ref":
        return render(node, labels)
    values = rest[0]["a"] if rest and rest[0]["k"] == "list" else rest
    said = [_value(value, language) for value in values]
    if any(value is None for value in said) or (len(rest) > 1 and asked["f"] not in _MANY):
        return render(node, labels)
    path = ".".join(subject["path"])
    parts = (labels.get(path, path), words[language], _AND[language].join(filter(None, said)))
    return " ".join(part for part in parts if part)


def _value(node: trees.Node, language: str) -> str | None:
    """A plain value in words; None when it is none."""
    if node["k"] == "ref":
        return _PERSON[language] if node["path"] == ["user"] else None
    if node["k"] == "call":
        return _TODAY[language] if node["f"] == "TODAY" else None
    if node["k"] != "lit" or node["v"] is None:
        return None
    return _TRUTH[node["v"]][language] if isinstance(node["v"], bool) else str(node["v"])
