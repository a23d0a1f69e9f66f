"""pydantic's errors as problems with a path into the document and a sentence in both languages."""

from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import Any

from pydantic import ValidationError

from engines.form.fields import FIELD_TYPES
from engines.form.labels import Sentence, sentence
from engines.form.problems import Path, Problem

UNION_TAGS = frozenset(FIELD_TYPES) | {"section", "tabs", "divider", "note", "key", "field"}


def problems_of(error: ValidationError, document: Any) -> list[Problem]:
    """One problem per place; the branches of a union that only failed by shape are told once."""
    found: dict[Path, Problem] = {}
    for entry in error.errors(include_url=False):
        path = _path(entry["loc"], document)
        found.setdefault(path, Problem(path, entry["type"], _sentence(entry, path)))
    return list(found.values())


def _path(loc: Sequence[str | int], document: Any) -> Path:
    """`loc` without the tags pydantic puts in for unions: only steps that exist in the document, and
    the last one (a missing or unknown key)."""
    steps: list[str | int] = []
    here = document
    for index, step in enumerate(loc):
        last = index == len(loc) - 1
        if step in UNION_TAGS and not last and index and isinstance(loc[index - 1], int):
            continue
        if isinstance(here, Mapping) and step in here:
            here = here[step]
            steps.append(step)
        elif isinstance(here, Sequence) and not isinstance(here, str) and isinstance(step, int):
            steps.append(step)
            here = here[step] if step < len(here) else None
        elif last and isinstance(here, Mapping) and isinstance(step, str) and step.isidentifier():
            steps.append(step)
    return tuple(steps)


def _sentence(entry: Any, path: Path) -> Sentence:
    kind, context, name = entry["type"], entry.get("ctx", {}), path[-1] if path else ""
    if kind == "missing":
        return sentence(f"缺少“{name}”。", f"“{name}” is missing.")
    if kind == "extra_forbidden":
        return sentence(f"不认识的属性“{name}”。", f"Unknown property “{name}”.")
    if kind == "union_tag_invalid" and context.get("tag") == "subform":
        return sentence(
            "子表单最多两层：子表单里的子表单不能再有子表单。请改为关联到另一个表单。",
            "Subforms go two levels deep: one inside another can't hold a third. Link to another form instead.",
        )
    if kind == "union_tag_invalid":
        tag, tags = str(context.get("tag", "")), str(context.get("expected_tags", "")).replace("'", "")
        near = get_close_matches(tag, tags.split(", "), 1)
        hint_zh, hint_en = (f"，是否应为“{near[0]}”？", f"; did you mean “{near[0]}”?") if near else ("", "")
        return sentence(f"不认识的类型“{tag}”{hint_zh}", f"Unknown type “{tag}”{hint_en}")
    if kind == "union_tag_not_found":
        return sentence("缺少“type”。", "“type” is missing.")
    if kind == "string_pattern_mismatch" and name in ("key", "form", "title"):
        return sentence(
            "标识只能用小写字母、数字和下划线，以字母开头，最多 48 个字符。",
            "A key has lower-case letters, digits and underscores, starts with a letter, at most 48.",
        )
    if kind in ("too_long", "string_too_long"):
        limit = context.get("max_length")
        return sentence(f"超过上限 {limit}。", f"More than the limit of {limit}.")
    detail = str(entry["msg"]).removeprefix("Value error, ")
    return sentence(f"“{name}”的值无效：{detail}", f"“{name}” is invalid: {detail}")
