"""The one registry of functions. A function is declared once, beside its Python implementation.

A declaration says: name, signatures, null rule, doc in both languages, examples that run as tests, and which
back ends can compile it. Signatures are written as text:

    "number: number, digits?: number -> number"        ? marks an optional argument
    "values: number|[number]... -> number"             ... repeats the last argument
    "condition: boolean, value: T ...2 -> T"           ...2 repeats the last two as a pair
    "value: U, case: U, result: T ...2, default?: T -> T"

`T` and `U` stand for one scalar type each, `[X]` for a list, `any` for every scalar, `list` for every list.

Null rules: "default" = a blank number counts as 0, a blank text as "", a blank boolean as FALSE, and a blank
date, person or record makes the result blank (Excel's rule but for dates); "null" = any blank argument makes
the result blank; "own" = the function says itself what a blank means (its doc tells).
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

from engines.formula.types import Type, as_type, list_of

NullRule = Literal["default", "null", "own"]
Implementation = Callable[..., Any]
_F = TypeVar("_F", bound=Implementation)


@dataclass(frozen=True, slots=True)
class Param:
    """One parameter. `patterns`: what it accepts, in order of preference."""

    name: str
    patterns: tuple[Type, ...]
    optional: bool = False

    @property
    def takes_list(self) -> bool:
        return any(pattern.is_list for pattern in self.patterns)


@dataclass(frozen=True, slots=True)
class Signature:
    """Parameters and result. `group` parameters that stand before `tail` repeat together."""

    params: tuple[Param, ...]
    result: Type
    group: int = 0
    tail: tuple[Param, ...] = ()
    text: str = ""

    def params_for(self, count: int) -> tuple[Param, ...] | None:
        """One parameter per argument for `count` arguments; None when the count doesn't fit."""
        if not self.group:
            least = sum(not param.optional for param in self.params)
            return self.params[:count] if least <= count <= len(self.params) else None
        head, repeated = self.params[: -self.group], self.params[-self.group :]
        body = count - len(head)
        rounds, rest = divmod(body, self.group)
        if rounds < 1 or rest > len(self.tail):
            return None
        return head + repeated * rounds + self.tail[:rest]


@dataclass(frozen=True, slots=True, eq=False)
class Function:
    """A declared function. See the module's text for signatures and null rules."""

    name: str
    category: str
    signatures: tuple[Signature, ...]
    nulls: NullRule
    doc: Mapping[str, str]
    examples: tuple[tuple[str, Any], ...]
    implementation: Implementation
    needs_env: bool = False
    lazy: bool = False
    approximate: bool = False
    aliases: tuple[str, ...] = ()
    usage: tuple[str, ...] = ()
    backends: frozenset[str] = frozenset({"python"})

    @property
    def signature(self) -> Signature:
        """The first signature."""
        return self.signatures[0]

    @property
    def usages(self) -> tuple[str, ...]:
        """How it is written, for people: ("ROUND(number, [digits])",)."""
        return self.usage or tuple(f"{self.name}({_usage(signature)})" for signature in self.signatures)


FUNCTIONS: dict[str, Function] = {}
"""Every function by its upper-case name; aliases are keys of the same Function."""

VARIABLES = {"T": Type("T"), "U": Type("U")}
ANY_LIST = list_of(Type("any"))
_PATTERNS = {**VARIABLES, "list": ANY_LIST, "[any]": ANY_LIST, "record": Type("record")}


class Category:
    """Declares functions of one category: `math = Category("math")`, then `@math("ABS", …)`."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __call__(
        self,
        name: str,
        *signatures: str,
        zh: str,
        en: str,
        examples: tuple[tuple[str, Any], ...],
        nulls: NullRule = "default",
        needs_env: bool = False,
        lazy: bool = False,
        approximate: bool = False,
        aliases: tuple[str, ...] = (),
        usage: tuple[str, ...] = (),
        polars: bool = False,
    ) -> Callable[[_F], _F]:
        """A decorator that puts the implementation into FUNCTIONS."""

        def register(implementation: _F) -> _F:
            entry = Function(
                name=name,
                category=self.name,
                signatures=tuple(parse_signature(text) for text in signatures),
                nulls=nulls,
                doc={"zh-CN": zh, "en": en},
                examples=examples,
                implementation=implementation,
                needs_env=needs_env,
                lazy=lazy,
                approximate=approximate,
                aliases=aliases,
                usage=usage,
                backends=frozenset({"python", "polars"} if polars else {"python"}),
            )
            for key in (name, *aliases):
                if key in FUNCTIONS:
                    raise ValueError(f"declared twice: {key}")
                FUNCTIONS[key] = entry
            return implementation

        return register


def parse_signature(text: str) -> Signature:
    """The Signature of its text form (see the module's text). Raises ValueError."""
    left, _, result = text.rpartition("->")
    params: list[Param] = []
    group = 0
    group_end = 0
    for part in filter(None, (piece.strip() for piece in left.split(","))):
        match = re.fullmatch(r"(\w+)(\?)?: ([^.]+?)\s*(?:\.\.\.(\d*))?", part)
        if match is None:
            raise ValueError(f"not a parameter: {part!r}")
        name, optional, patterns, repeat = match.groups()
        params.append(Param(name, tuple(_pattern(p.strip()) for p in patterns.split("|")), bool(optional)))
        if repeat is not None:
            group, group_end = int(repeat or 1), len(params)
    result_type = _pattern(result.strip())
    if group:
        return Signature(tuple(params[:group_end]), result_type, group, tuple(params[group_end:]), text)
    return Signature(tuple(params), result_type, text=text)


def _pattern(text: str) -> Type:
    if text in _PATTERNS:
        return _PATTERNS[text]
    if text.startswith("["):
        return list_of(_pattern(text[1:-1]))
    return as_type(text)


def _usage(signature: Signature) -> str:
    names = [f"[{param.name}]" if param.optional else param.name for param in signature.params]
    if signature.group:
        names.append("…")
    names += [f"[{param.name}]" for param in signature.tail]
    return ", ".join(names)
