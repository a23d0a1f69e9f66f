"""The formula language: text → syntax tree → typed JSON tree → closures, polars (SQL and TypeScript elsewhere).

Start at `check` (text and scope to a Formula) and `compile_closure` (Formula to a function of an Env).
The language is described in docs/formula.md, its functions in docs/formula-functions.md.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from engines.formula import functions as _functions  # declares every function
from engines.formula.errors import (
    ERROR_VALUES,
    ErrorValue,
    FormulaError,
    FormulaErrors,
    Message,
    Unsupported,
    error_value,
)
from engines.formula.formula import Formula, check, compile_closure, deps, rename, rename_in_tree
from engines.formula.limits import LANGUAGE_VERSION, MAX_STEPS, MAX_TEXT
from engines.formula.registry import FUNCTIONS, Function, Signature
from engines.formula.scope import DictScope, Ref, Scope
from engines.formula.syntax import Node, parse
from engines.formula.types import (
    ANY,
    ATTACHMENT,
    BOOLEAN,
    DATE,
    DATETIME,
    DEPARTMENT,
    NULL,
    NUMBER,
    PERSON,
    TEXT,
    Type,
    as_type,
    list_of,
    record,
    type_name,
)
from engines.formula.values import DictEnv, Env, Value, number_text, to_text

if TYPE_CHECKING:
    from engines.formula.polars_backend import supported, to_polars, to_polars_with_error

__all__ = [
    "ANY", "ATTACHMENT", "BOOLEAN", "DATE", "DATETIME", "DEPARTMENT", "ERROR_VALUES", "FUNCTIONS",
    "LANGUAGE_VERSION", "MAX_STEPS", "MAX_TEXT", "NULL", "NUMBER", "PERSON", "TEXT", "DictEnv", "DictScope", "Env",
    "ErrorValue", "Formula", "FormulaError", "FormulaErrors", "Function", "Message", "Node", "Ref", "Scope",
    "Signature", "Type", "Unsupported", "Value", "as_type", "check", "compile_closure", "deps", "error_value",
    "list_of", "number_text", "parse", "record", "rename", "rename_in_tree", "supported", "to_polars",
    "to_polars_with_error", "to_text", "type_name",
]  # fmt: skip
CATEGORIES = _functions.CATEGORIES
_POLARS = frozenset({"supported", "to_polars", "to_polars_with_error"})


def __getattr__(name: str) -> Any:
    """The polars back end is loaded when it is first asked for: importing polars takes a second."""
    if name in _POLARS:
        return getattr(import_module("engines.formula.polars_backend"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
