"""Conditions of other products (JUEL `${…}`, FEEL `=…`) as formulas of ours, where they mean the same."""

from __future__ import annotations

import re

from engines.formula import FormulaError, parse

_JUEL = re.compile(r"[$#]\{(.*)\}", re.DOTALL)
_TOKENS = re.compile(
    r"""(?P<text>'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")|(?P<and>\s*&&\s*)|(?P<or>\s*\|\|\s*)"""
    r"""|(?P<ne>\s*!=\s*)|(?P<not>!)|(?P<eq>\s*===?\s*)"""
    r"|(?P<word>[A-Za-z_]\w*)",
)
_WORDS = {
    "eq": "=", "ne": "<>", "gt": ">", "lt": "<", "ge": ">=", "le": "<=", "null": "NULL", "empty": "ISBLANK",
    "nrOfInstances": "each.total", "nrOfCompletedInstances": "each.done", "numberOfInstances": "each.total",
    "numberOfCompletedInstances": "each.done", "nrOfActiveInstances": "(each.total - each.done)",
}  # fmt: skip
_SIGNS = {"and": " and ", "or": " or ", "ne": " <> ", "not": "not ", "eq": " = "}


def formula_of(text: str, *, ours: bool = False) -> str | None:
    """The formula, or None when it can't be read. Names are not resolved here: that is for the compiler of flows.

    `ours`: the text is declared to be a formula already."""
    text = text.strip()
    if not ours:
        text = _translated(text)
    try:
        parse(text)
    except FormulaError:
        return None
    return text


def _translated(text: str) -> str:
    found = _JUEL.fullmatch(text)
    inner = found[1] if found else text.removeprefix("=")
    return _TOKENS.sub(_token, inner).strip()


def _token(found: re.Match[str]) -> str:
    kind = found.lastgroup or ""
    if kind == "text":
        return "'" + found[0][1:-1].replace("\\'", "'").replace('\\"', '"').replace("'", "''") + "'"
    if kind == "word":
        return _WORDS.get(found[0], found[0])
    return _SIGNS[kind]


def variable_of(text: str) -> str:
    """`${lines}`, `=lines` → `lines`."""
    found = _JUEL.fullmatch(text.strip())
    return (found[1] if found else text.strip().removeprefix("=")).strip()


_NAME = r"(?<!['\w.])(?:is_?)?(?:approved?|agreed?|pass(?:ed)?|accepted|同意|审批通过)(?!['\w.(])"
_NO = re.compile(rf"not\s+{_NAME}(?!\s*[=<>])|{_NAME}\s*=\s*(?:false|'false'|'no'|'0'|0)(?![\w.])", re.IGNORECASE)
_YES = re.compile(rf"{_NAME}(?:\s*=\s*(?:true|'true'|'yes'|'1'|1)(?![\w.])|(?!\s*[=<>]))", re.IGNORECASE)


def asked_outcome(formula: str, step: str) -> str:
    """A condition on a variable like `approved` as one on the outcome of an approval."""
    formula = _NO.sub(f"steps.{step}.outcome = 'rejected'", formula)
    return _YES.sub(f"steps.{step}.outcome = 'approved'", formula)
