"""The sentences of check, in Chinese and English, with a way out wherever there is one."""

from collections.abc import Iterable, Mapping
from typing import Any, Protocol

from rapidfuzz import fuzz, process

from engines.formula.errors import FormulaError
from engines.formula.registry import FUNCTIONS, Function
from engines.formula.scope import Scope
from engines.formula.types import Type, type_name

_CLOSE = 70
_SYMBOLS = {
    "add": "+", "sub": "-", "mul": "*", "div": "/", "pow": "^", "neg": "-", "concat": "&", "eq": "=", "ne": "<>",
    "lt": "<", "le": "<=", "gt": ">", "ge": ">=", "and": "and", "or": "or", "not": "not", "in": "in",
}  # fmt: skip
_ARITHMETIC = frozenset({"add", "sub", "mul", "div", "pow", "neg"})


class Place(Protocol):
    """Anything with a place in the text."""

    @property
    def pos(self) -> int: ...

    @property
    def end(self) -> int: ...


class Argument(Place, Protocol):
    """A checked argument."""

    @property
    def type(self) -> Type: ...


def problem(code: str, place: Place, chinese: str, english: str) -> FormulaError:
    """A problem at a place."""
    return FormulaError(code, {"zh-CN": chinese, "en": english}, place.pos, place.end - place.pos)


def _types(types: Iterable[Type], locale: str) -> str:
    return ("、" if locale == "zh-CN" else ", ").join(type_name(type_, locale) for type_ in types)


def operator_problem(name: str, place: Place, types: list[Type]) -> FormulaError:
    """An operator between types that don't go together."""
    symbol = _SYMBOLS[name]
    hint = ("", "")
    if name in _ARITHMETIC and any(type_.element.kind == "text" for type_ in types):
        hint = (";文本请先用 VALUE(…) 转成数字", "; turn text into a number with VALUE(…)")
    elif name in ("eq", "ne") and sum(type_.is_list for type_ in types) == 1:
        hint = (
            ";判断列表是否包含某个值请用「值 in 列表」",
            "; to ask whether a list holds a value, write “value in list”",
        )
    elif name == "concat":
        hint = (";请引用其中的某个字段", "; refer to one of its fields")
    return problem(
        "operator_types",
        place,
        f"「{symbol}」不能用于 {_types(types, 'zh-CN')}{hint[0]}",
        f"“{symbol}” does not work on {_types(types, 'en')}{hint[1]}",
    )


def arguments_problem(function: Function, place: Place, arguments: list[Any], index: int | None) -> FormulaError:
    """Wrong number of arguments (index None), or the argument at `index` has a type that doesn't fit."""
    usage = " / ".join(function.usages)
    if index is None:
        return problem(
            "argument_count",
            place,
            f"{function.name} 的参数个数不对(现有 {len(arguments)} 个);写法:{usage}",
            f"{function.name} does not take {len(arguments)} arguments; write {usage}",
        )
    argument = arguments[index]
    wanted: dict[Type, None] = {}
    for signature in function.signatures:
        params = signature.params_for(len(arguments)) or ()
        if index < len(params):
            wanted.update(dict.fromkeys(params[index].patterns))
    names = [pattern for pattern in wanted if pattern.element.kind not in ("T", "U")]
    hint = ("", "")
    if names and names[0].element.kind == "number" and argument.type.element.kind == "text":
        hint = (";文本请先用 VALUE(…) 转成数字", "; turn text into a number with VALUE(…)")
    chinese = f"应为{_types(names, 'zh-CN')}" if names else "须与其他参数同类型"
    english = f"must be {_types(names, 'en')}" if names else "must have the type of the others"
    return problem(
        "argument_type",
        argument,
        f"{function.name} 的第 {index + 1} 个参数{chinese},现为{type_name(argument.type, 'zh-CN')}{hint[0]}",
        f"Argument {index + 1} of {function.name} {english}, not {type_name(argument.type, 'en')}{hint[1]}",
    )


def unknown_function(node: Any) -> FormulaError:
    """No such function; the nearest name is offered."""
    name: str = node.value
    close = process.extractOne(name, FUNCTIONS.keys(), scorer=fuzz.ratio, score_cutoff=_CLOSE)
    hint = (f";是不是 {close[0]}?", f"; did you mean {close[0]}?") if close else ("", "")
    shown = name[:60]
    return FormulaError(
        "unknown_function",
        {"zh-CN": f"没有函数 {shown}{hint[0]}", "en": f"There is no function {shown}{hint[1]}"},
        node.pos,
        node.name_end - node.pos,
    )


def unknown_path(node: Place, path: tuple[str, ...], scope: Scope) -> FormulaError:
    """No such field; a field of that label, or the nearest key, is offered."""
    name = ".".join(path)
    close = _by_label(name, scope) or _nearest(name, scope)
    hint = (f";是不是 {close}?", f"; did you mean {close}?") if close else ("", "")
    shown = name[:60]
    return problem("unknown_name", node, f"没有字段「{shown}」{hint[0]}", f"There is no field “{shown}”{hint[1]}")


def _nearest(name: str, scope: Scope) -> str | None:
    found = process.extractOne(name, list(scope.names()), scorer=fuzz.ratio, score_cutoff=_CLOSE)
    return None if found is None else str(found[0])


def _by_label(name: str, scope: Scope) -> str | None:
    """The key of the field whose label was written instead of its key."""
    for known in scope.names():
        found = scope.resolve(tuple(known.split(".")))
        if found is None:
            continue
        labels = found.label.values() if isinstance(found.label, Mapping) else (found.label,)
        if name in labels or name.split(".")[-1] in labels:
            return known
    return None
