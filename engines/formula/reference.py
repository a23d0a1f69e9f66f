"""docs/formula-functions.md from the registry. `python -m scripts.formula_reference` writes it.

A test compares the file with what this module makes, so that it can't go stale.
"""

import json
from typing import Any

from engines.formula import functions as _functions
from engines.formula.examples import FIELDS, NOW, TZ
from engines.formula.registry import FUNCTIONS, Function

CATEGORY_TITLES = {
    "math": "Numbers 数学",
    "stats": "Sums and statistics 统计",
    "text": "Texts 文本",
    "logic": "Conditions, blanks, errors 逻辑",
    "date": "Dates and times 日期",
    "lookup": "Lists and lookups 列表与查找",
    "finance": "Finance 财务",
}
NULL_RULES = {
    "default": "blank counts as 0, '' or FALSE; a blank date, person or record makes the result blank",
    "null": "any blank argument makes the result blank",
    "own": "as the text says",
}
_HEADER = """# Functions of the formula language

<!-- Made by `python -m scripts.formula_reference`; edit engines/formula/functions/ instead. -->

{count} functions. The language itself is described in [formula.md](formula.md). The examples use this record
(now is {now}, zone {tz}):

{fields}

Columns: **blank** is the null rule (*default*: {default}; *null*: {null}; *own*: {own}). **approx** marks results
that back ends may give with a relative difference of 1e-12. Every function runs in closures; **polars** marks
those that the reports' back end can compile as well.
"""


def functions_of_category(category: str) -> list[Function]:
    """The functions of a category in alphabetical order."""
    found = {function.name: function for function in FUNCTIONS.values() if function.category == category}
    return [found[name] for name in sorted(found)]


def reference() -> str:
    """The whole page."""
    names = {function.name for function in FUNCTIONS.values()}
    fields = "\n".join(f"- `{name}` = {json.dumps(value, ensure_ascii=False)}" for name, (_, value) in FIELDS.items())
    parts = [_HEADER.format(count=len(names), now=NOW, tz=TZ, fields=fields, **NULL_RULES)]
    for category, title in CATEGORY_TITLES.items():
        parts.append(f"## {title}\n")
        parts += [_section(function) for function in functions_of_category(category)]
    return "\n".join(parts)


def _section(function: Function) -> str:
    usages = " · ".join(f"`{usage}`" for usage in dict.fromkeys(function.usages))
    marks = [f"blank: {function.nulls}"]
    marks += ["approx"] if function.approximate else []
    marks += ["polars"] if "polars" in function.backends else []
    marks += [f"also {', '.join(function.aliases)}"] if function.aliases else []
    lines = [f"### {function.name}", "", usages, "", function.doc["zh-CN"], function.doc["en"], ""]
    lines.append(f"*{' · '.join(marks)}*")
    lines.append("")
    lines += [f"- `{text}` → `{_shown(result)}`" for text, result in function.examples]
    return "\n".join(lines) + "\n"


def _shown(result: Any) -> str:
    if result is None:
        return "NULL"
    if isinstance(result, bool):
        return "TRUE" if result else "FALSE"
    return result if isinstance(result, str) else json.dumps(result, ensure_ascii=False)


def catalogue() -> list[dict[str, Any]]:
    """The functions as data for the editor: name, category, usages, doc, examples, aliases."""
    return [
        {
            "name": function.name,
            "category": category,
            "usages": list(dict.fromkeys(function.usages)),
            "doc": dict(function.doc),
            "examples": [{"text": text, "result": result} for text, result in function.examples],
            "aliases": list(function.aliases),
        }
        for category in _functions.CATEGORIES
        for function in functions_of_category(category)
    ]
