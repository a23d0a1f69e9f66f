"""What kind of field a column of an imported sheet is, judged from its header and some cells.

A guess carries its evidence as a sentence, because a person confirms it. Cells are as the reader of the
workbook gives them: str, int, float, bool, date, datetime, None.
"""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from engines.form.fields import FIELD_TYPES, FieldModel
from engines.form.labels import Sentence, sentence
from engines.form.problems import ValueProblem
from engines.form.text import fold, halfwidth

MAX_OPTIONS = 30
_ENOUGH = 0.95  # share of cells a type must read
_HINTS: tuple[tuple[str, str], ...] = (
    ("phone", r"手机|电话|联系方式|mobile|phone|\btel"),
    ("text", r"编号|单号|工号|证号|号码$|邮编|\bcode\b|\bno\.?$"),
    ("email", r"邮箱|电子邮件|e-?mail"),
    ("url", r"网址|网站|官网|链接|website|\burl\b|homepage"),
    ("percent", r"率$|比例|占比|折扣|percent|\brate\b|discount"),
    ("money", r"金额|价格|单价|总价|报价|费用|成本|收入|预算|货款|回款|amount|price|cost|budget|revenue|fee\b"),
    ("datetime", r"时间$|timestamp"),
    ("date", r"日期|生日|日$|date|birthday|deadline"),
    ("boolean", r"^是否|^有无|^is |^has "),
    ("long_text", r"备注|说明|描述|内容|remark|note|description|comment"),
)
_DAY = re.compile(r"\d{1,4}\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d|[A-Za-z]{3}.*\d{4}")
_CURRENCY = re.compile(r"[¥￥$€£]|元|RMB|CNY|USD", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Guess:
    """`field`: the definition without key and label, e.g. {"type": "money", "decimals": 2}."""

    field: dict[str, Any]
    evidence: Sentence
    share: float


def guess_header_row(rows: Sequence[Sequence[Any]]) -> int:
    """The index of the row that most looks like headers: mostly filled, short distinct texts, something
    else below. 0 when none does."""
    best, score = 0, 0.0
    width = max((len(row) for row in rows), default=0)
    for index, row in enumerate(rows[:20]):
        cells = [cell for cell in row if not _blank(cell)]
        texts = [fold(cell) for cell in cells if isinstance(cell, str) and len(cell) <= 40]
        if not cells or len(texts) < len(cells) * 0.8:
            continue
        below = rows[index + 1 : index + 4]
        filled = len(cells) / max(width, 1)
        distinct = len(set(texts)) / len(cells)
        followed = any(sum(not _blank(cell) for cell in later) >= len(cells) * 0.5 for later in below)
        mixed = any(not isinstance(cell, str) and not _blank(cell) for later in below for cell in later)
        found = filled + distinct + (0.5 if followed else 0) + (0.3 if mixed else 0) - index * 0.05
        if found > score:
            best, score = index, found
    return best


def guess_column(header: Any, cells: Sequence[Any]) -> Guess:
    """The likeliest field of a column."""
    filled = [cell for cell in cells if not _blank(cell)]
    name = halfwidth(str(header or "")).strip()
    if not filled:
        hint = next((kind for kind, words in _HINTS if re.search(words, name, re.IGNORECASE)), "text")
        return Guess({"type": hint}, sentence("没有数据，按列名推断", "no data, judged by its header"), 0.0)
    for kind, words in _HINTS:
        if re.search(words, name, re.IGNORECASE):
            guess = _try(kind, filled, by_name=True)
            if guess is not None:
                return guess
    return _by_cells(filled)


def _by_cells(filled: Sequence[Any]) -> Guess:
    texts = [cell for cell in filled if isinstance(cell, str)]
    if all(isinstance(cell, bool) for cell in filled):
        return Guess({"type": "boolean"}, _share("boolean", 1.0, len(filled)), 1.0)
    order = ("boolean", "email", "url", "phone", "date", "percent", "money", "number")
    for kind in order:
        if kind == "money" and not any(_CURRENCY.search(text) for text in texts):
            continue
        if kind == "percent" and not any("%" in halfwidth(text) for text in texts):
            continue
        if kind == "date" and not any(_dated(cell) for cell in filled):
            continue
        if kind == "number" and any(re.match(r"\s*0\d", text) for text in texts):
            continue  # 001 is a name, not a number
        if kind in ("boolean", "phone", "url") and not texts:
            continue
        if kind == "boolean" and {fold(text) for text in texts} <= {"0", "1"}:
            continue
        guess = _try(kind, filled)
        if guess is not None:
            return guess
    return _choice_or_text(filled)


def _choice_or_text(filled: Sequence[Any]) -> Guess:
    texts = [str(cell).strip() for cell in filled]
    distinct = list(dict.fromkeys(texts))
    longest = max(len(text) for text in texts)
    if len(texts) >= 8 and len(distinct) <= min(MAX_OPTIONS, len(texts) // 3) and longest <= 40:
        options = [{"value": text, "label": text} for text in distinct]
        evidence = sentence(
            f"{len(texts)} 个值中只有 {len(distinct)} 种不同的内容",
            f"only {len(distinct)} different values in {len(texts)}",
        )
        return Guess({"type": "select", "options": options}, evidence, 1.0)
    if longest > 200 or any("\n" in text for text in texts):
        evidence = sentence(f"文字较长（最长 {longest} 字）或有换行", f"long texts (up to {longest}) or line breaks")
        return Guess({"type": "long_text"}, evidence, 1.0)
    return Guess({"type": "text"}, sentence("普通文字", "plain text"), 1.0)


def _try(kind: str, filled: Sequence[Any], by_name: bool = False) -> Guess | None:
    """The guess `kind` if (almost) all cells can be read so; a telling header lowers the bar a little."""
    if kind in ("text", "long_text"):
        return Guess({"type": kind}, sentence("按列名推断", "judged by its header"), 1.0)
    settings = _settings(kind, filled)
    kind = settings["type"]
    field_type = FIELD_TYPES[kind]
    field: FieldModel = field_type.model.model_validate({"key": "x", **settings})
    good = 0
    for cell in filled:
        try:
            good += field_type.parse(field, cell) is not None
        except ValueProblem:
            continue  # counted as a cell that doesn't fit
    share = good / len(filled)
    if share < (_ENOUGH - 0.15 if by_name else _ENOUGH):
        return None
    return Guess(settings, _share(kind, share, len(filled), by_name), share)


def _settings(kind: str, filled: Sequence[Any]) -> dict[str, Any]:
    if kind == "date" and any(_has_time(cell) for cell in filled):
        kind = "datetime"
    settings: dict[str, Any] = {"type": kind}
    if kind in ("number", "money", "percent"):
        places = max((_decimals(cell) for cell in filled), default=0)
        if kind == "percent":
            places = max(
                (_decimals(c) - (0 if isinstance(c, str) and "%" in halfwidth(c) else 2) for c in filled), default=0
            )
        settings["decimals"] = max(min(places, 6), 2 if kind == "money" else 0)
        if kind == "number" and any(isinstance(cell, str) and "," in cell for cell in filled):
            settings["thousands"] = True
    return settings


def _has_sign(cell: Any) -> bool:
    return isinstance(cell, str) and "%" in halfwidth(cell)


def _decimals(cell: Any) -> int:
    if isinstance(cell, str):
        found = re.search(r"\.(\d+)", halfwidth(cell))
        return len(found.group(1)) if found else 0
    if isinstance(cell, float) and not cell.is_integer():
        text = f"{cell:.10g}"
        return len(text.partition(".")[2]) if "e" not in text else 0
    return 0


def _has_time(cell: Any) -> bool:
    if isinstance(cell, dt.datetime):
        return cell.time() != dt.time()
    return isinstance(cell, str) and bool(re.search(r"\d[:：时]\d", cell))


def _dated(cell: Any) -> bool:
    """Whether the cell shows that it is a day; a bare number might be one, but isn't evidence."""
    if isinstance(cell, dt.date):
        return True
    return isinstance(cell, str) and bool(
        re.search(r"\d{1,4}\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d|[A-Za-z]{3}.*\d{4}", cell)
    )


def _share(kind: str, share: float, count: int, by_name: bool = False) -> Sentence:
    label = FIELD_TYPES[kind].label
    zh = f"{count} 个样本中 {share:.0%} 可读作{label['zh-CN']}"
    en = f"{share:.0%} of {count} samples read as {label['en']}"
    if by_name:
        return sentence(f"列名像{label['zh-CN']}，{zh}", f"the header suggests {label['en']}; {en}")
    return sentence(zh, en)


def _blank(cell: Any) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())
