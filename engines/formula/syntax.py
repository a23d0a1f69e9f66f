"""Text → syntax tree with positions. LALR, so the time is linear; limits are kept while the tree is built.

The grammar stands in grammar.lark. Nodes carry `pos` and `end` (character offsets), `depth` and `size`.
"""

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path as FilePath
from typing import Any, NoReturn

from lark import Lark, Token, Transformer, v_args
from lark.exceptions import UnexpectedCharacters, UnexpectedEOF, UnexpectedInput, UnexpectedToken, VisitError

from engines.formula.errors import FormulaError
from engines.formula.limits import MAX_CHARS, MAX_DEPTH, MAX_LITERAL_CHARS, MAX_NODES, MAX_TOKENS


@dataclass(frozen=True, slots=True)
class Node:
    """A node of the syntax tree.

    kind    value              children
    number  the digits         ()
    text    the text           ()
    const   True, False, None  ()
    path    tuple of segments  ()
    call    upper-case name    arguments; `name_end` ends the name in the text
    op      add sub … not in   operands (not_in stands for `not in`)
    list    None               elements
    """

    kind: str
    value: Any
    children: tuple["Node", ...]
    pos: int
    end: int
    depth: int
    size: int
    name_end: int = 0


OPERATORS = {
    "+": "add", "-": "sub", "*": "mul", "/": "div", "^": "pow", "&": "concat",
    "=": "eq", "==": "eq", "＝": "eq", "<>": "ne", "!=": "ne", "≠": "ne",
    "<": "lt", "＜": "lt", "<=": "le", "≤": "le", ">": "gt", "＞": "gt", ">=": "ge", "≥": "ge",
    "and": "and", "or": "or", "in": "in",
}  # fmt: skip
CONSTANTS = {"true": True, "false": False, "null": None}


def parse(text: str) -> Node:
    """The syntax tree of a formula's text. Raises FormulaError (code, message, pos, length)."""
    if len(text) > MAX_CHARS:
        raise FormulaError(
            "too_long",
            {
                "zh-CN": f"公式太长:最多 {MAX_CHARS} 个字符,现有 {len(text)} 个",
                "en": f"The formula is too long: at most {MAX_CHARS} characters, this one has {len(text)}",
            },
            MAX_CHARS,
            len(text) - MAX_CHARS,
        )
    if not text.strip():
        raise FormulaError("empty", {"zh-CN": "公式是空的", "en": "The formula is empty"})
    _check_size(text)
    return _known_tree(text) if len(text) <= _KEPT_CHARS else _tree(text)


_KEPT_CHARS = 1_000
"""Longer texts are parsed each time, so that what is kept stays small."""


@lru_cache(maxsize=4_096)
def _known_tree(text: str) -> Node:
    """An app's formulas are read again with every publish; a tree never changes, so it is built once."""
    return _tree(text)


def _tree(text: str) -> Node:
    try:
        tree: Node = _parser().parse(text)  # type: ignore[assignment]  # the transformer builds Nodes
    except VisitError as error:
        if isinstance(error.orig_exc, FormulaError):
            raise error.orig_exc from None
        raise
    except UnexpectedInput as error:
        _raise_syntax_error(text, error)
    return tree


_TOKENS = re.compile(r"""'[^']*'|"[^"]*"|\w+|[^\w\s]""")


def _check_size(text: str) -> None:
    """Refuse in a fraction of a millisecond what the parser would refuse after long work."""
    depth = 0
    for tokens, match in enumerate(_TOKENS.finditer(text), 1):
        sign = match[0]
        if sign in "(（":
            depth += 1
        elif sign in ")）":
            depth -= 1
        if tokens > MAX_TOKENS:
            raise _limit("too_many_nodes", *_TOO_MANY, MAX_NODES, match.start(), match.end())
        if depth > MAX_DEPTH:
            raise _limit("too_deep", *_TOO_DEEP, MAX_DEPTH, match.start(), match.end())


_TOO_DEEP = (
    "嵌套太深:最多 {} 层(长串的 + 或 & 请改用 SUM、CONCATENATE)",
    "Nested too deeply: at most {} levels (use SUM or CONCATENATE for long chains of + or &)",
)
_TOO_MANY = ("公式太复杂:最多 {} 个部分", "Too complex: at most {} parts")


@cache
def _parser() -> Lark:
    grammar = FilePath(__file__).with_name("grammar.lark").read_text(encoding="utf-8")
    return Lark(grammar, parser="lalr", lexer="contextual", transformer=_TreeBuilder(), maybe_placeholders=False)


def _node(kind: str, value: Any, children: tuple[Node, ...], pos: int, end: int, name_end: int = 0) -> Node:
    depth, size = 1, 1
    for child in children:
        size += child.size
        if child.depth >= depth:
            depth = child.depth + 1
    if depth > MAX_DEPTH:
        raise _limit("too_deep", *_TOO_DEEP, MAX_DEPTH, pos, end)
    if size > MAX_NODES:
        raise _limit("too_many_nodes", *_TOO_MANY, MAX_NODES, pos, end)
    return Node(kind, value, children, pos, end, depth, size, name_end)


def _limit(code: str, chinese: str, english: str, limit: int, pos: int, end: int) -> FormulaError:
    return FormulaError(code, {"zh-CN": chinese.format(limit), "en": english.format(limit)}, pos, end - pos)


def _start(token: Token) -> int:
    return token.start_pos or 0


def _end(token: Token) -> int:
    return token.end_pos or 0


@v_args(inline=True)
class _TreeBuilder(Transformer[Token, Node]):
    """Called bottom-up while the parser reduces: no recursion, whatever the nesting."""

    def start(self, *parts: Any) -> Node:
        root: Node = parts[-1]
        return root

    def binary(self, left: Node, operator: Token, right: Node) -> Node:
        word = operator.lower()
        name = "not_in" if operator.type == "NOT_IN" else OPERATORS[word]
        return _node("op", name, (left, right), left.pos, right.end)

    def unary(self, operator: Token, operand: Node) -> Node:
        name = "neg" if operator.type == "MINUS" else "not"
        return _node("op", name, (operand,), _start(operator), operand.end)

    def plus(self, operator: Token, operand: Node) -> Node:
        return _node("op", "plus", (operand,), _start(operator), operand.end)

    def percent(self, operand: Node, sign: Token) -> Node:
        return _node("op", "percent", (operand,), operand.pos, _end(sign))

    def number(self, token: Token) -> Node:
        return _node("number", str(token), (), _start(token), _end(token))

    def string(self, token: Token) -> Node:
        quote = token[0]
        value = token[1:-1].replace(quote * 2, quote)
        if len(value) > MAX_LITERAL_CHARS:
            raise _limit(
                "literal_too_long",
                "文本太长:最多 {} 个字符",
                "The text is too long: at most {} characters",
                MAX_LITERAL_CHARS,
                _start(token),
                _end(token),
            )
        return _node("text", value, (), _start(token), _end(token))

    def constant(self, token: Token) -> Node:
        return _node("const", CONSTANTS[token.lower()], (), _start(token), _end(token))

    def path(self, token: Token) -> Node:
        return _node("path", tuple(token.split(".")), (), _start(token), _end(token))

    def call(self, callee: Token, *parts: Any) -> Node:
        arguments = tuple(part for part in parts if isinstance(part, Node))
        name = callee.upper() if callee.isascii() else str(callee)
        return _node("call", name, arguments, _start(callee), _end(parts[-1]), _end(callee))

    def group(self, left: Token, inner: Node, right: Token) -> Node:
        # Brackets leave no node, but they count as depth, so that "((((…" is bounded as well.
        if inner.depth >= MAX_DEPTH:
            raise _limit(
                "too_deep",
                *_TOO_DEEP,
                MAX_DEPTH,
                _start(left),
                _end(right),
            )
        return Node(
            inner.kind,
            inner.value,
            inner.children,
            _start(left),
            _end(right),
            inner.depth + 1,
            inner.size,
            inner.name_end,
        )

    def list_of(self, *parts: Any) -> Node:
        elements = tuple(part for part in parts if isinstance(part, Node))
        return _node("list", None, elements, _start(parts[0]), _end(parts[-1]))


def parse_criterion_value(text: str, pos: int, end: int, kind: str) -> Node:
    """The value inside a criterion such as '>100', read by the type of the list it is compared with.

    An ISO date against a list of dates becomes DATEVALUE('…'); an empty text is NULL.
    """
    if not text:
        return Node("const", None, (), pos, end, 1, 1)
    if kind == "number" and _NUMBER.fullmatch(text.strip()):
        return Node("number", text.strip(), (), pos, end, 1, 1)
    if kind == "boolean" and text.strip().lower() in ("true", "false"):
        return Node("const", text.strip().lower() == "true", (), pos, end, 1, 1)
    literal = Node("text", text, (), pos, end, 1, 1)
    if kind in ("date", "datetime"):
        return Node("call", "DATEVALUE", (literal,), pos, end, 2, 2, end)
    return literal


_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?")
_FULL_WIDTH = {"“": '"', "”": '"', "‘": "'", "’": "'", "；": ",", ";": ",", "＋": "+", "－": "-", "×": "*",
               "÷": "/", "＊": "*", "／": "/", "％": "%", "＆": "&", "。": ".", "．": ".", "、": ","}  # fmt: skip
_LOOK_ALIKE = {"&&": "and", "||": "or", "{": "(", "[": "("}


def _raise_syntax_error(text: str, error: UnexpectedInput) -> NoReturn:
    if isinstance(error, UnexpectedToken) and error.token.type != "$END":
        pos = _start(error.token)
        raise _unexpected(text, pos, str(error.token)) from None
    if isinstance(error, UnexpectedCharacters):
        pos = error.pos_in_stream or 0
        raise _unexpected(text, pos, text[pos]) from None
    if isinstance(error, UnexpectedEOF | UnexpectedToken):
        raise FormulaError(
            "incomplete",
            {"zh-CN": "公式没有写完", "en": "The formula is not complete"},
            len(text),
            0,
        ) from None
    raise error


def _unexpected(text: str, pos: int, found: str) -> FormulaError:
    found = found[:40]
    if found in ("'", '"'):
        return FormulaError(
            "unclosed_text",
            {"zh-CN": "这段文本没有结束引号", "en": "This text has no closing quotation mark"},
            pos,
            len(text) - pos,
        )
    hint = (
        _FULL_WIDTH.get(found)
        or _LOOK_ALIKE.get(text[max(pos - 1, 0) : pos + 1])
        or _LOOK_ALIKE.get(text[pos : pos + 2])
        or _LOOK_ALIKE.get(found)
    )
    suffix = {"zh-CN": f";请改用「{hint}」" if hint else "", "en": f"; use {hint} instead" if hint else ""}
    return FormulaError(
        "syntax",
        {"zh-CN": f"这里不应出现「{found}」{suffix['zh-CN']}", "en": f"“{found}” is not expected here{suffix['en']}"},
        pos,
        max(len(found), 1),
    )
