"""The types of the language.

JSON form: "number", "text", "boolean", "date", "datetime", "person", "department", "attachment", "null",
"any", {"record": "<form key>"}, {"list": T}. Select fields are "text" (their options live on the scope's
Ref); percent and money are "number".
"""

from dataclasses import dataclass
from typing import Any

SCALARS = frozenset(
    {"number", "text", "boolean", "date", "datetime", "person", "department", "attachment", "null", "any"}
)


@dataclass(frozen=True, slots=True)
class Type:
    """A type. `kind` is a scalar's name, "record" (with `form`) or "list" (with `of`)."""

    kind: str
    of: "Type | None" = None
    form: str | None = None

    @property
    def is_list(self) -> bool:
        return self.kind == "list"

    @property
    def element(self) -> "Type":
        """The type of the list's elements; of a scalar, the scalar itself."""
        return self.of if self.of is not None else self

    def to_json(self) -> Any:
        """The JSON form that the AST carries."""
        if self.kind == "list":
            return {"list": self.element.to_json()}
        if self.kind == "record":
            return {"record": self.form}
        return self.kind

    def __str__(self) -> str:
        if self.kind == "list":
            return f"list of {self.element}"
        return f"record of {self.form}" if self.kind == "record" else self.kind


NUMBER = Type("number")
TEXT = Type("text")
BOOLEAN = Type("boolean")
DATE = Type("date")
DATETIME = Type("datetime")
PERSON = Type("person")
DEPARTMENT = Type("department")
ATTACHMENT = Type("attachment")
NULL = Type("null")
ANY = Type("any")

_BY_NAME = {name: Type(name) for name in SCALARS}


def list_of(element: Type) -> Type:
    """A list of scalars."""
    return Type("list", of=element)


def record(form: str) -> Type:
    """A record of a form (the value is its id)."""
    return Type("record", form=form)


def as_type(value: "Type | Any") -> Type:
    """A Type from its JSON form (a Type passes through). Raises ValueError for anything else."""
    if isinstance(value, Type):
        return value
    if isinstance(value, str) and value in _BY_NAME:
        return _BY_NAME[value]
    if isinstance(value, dict) and len(value) == 1:
        if isinstance(value.get("record"), str):
            return record(value["record"])
        if "list" in value:
            element = as_type(value["list"])
            if not element.is_list:
                return list_of(element)
    raise ValueError(f"not a type of the formula language: {value!r}")


_TYPE_NAMES = {
    "number": ("数字", "number"),
    "text": ("文本", "text"),
    "boolean": ("是/否", "boolean"),
    "date": ("日期", "date"),
    "datetime": ("日期时间", "date and time"),
    "person": ("成员", "person"),
    "department": ("部门", "department"),
    "attachment": ("附件", "attachment"),
    "null": ("空值", "blank"),
    "any": ("任意", "any"),
}


def type_name(value: Type, locale: str) -> str:
    """How people call the type: type_name(NUMBER, "zh-CN") = "数字"."""
    chinese = locale == "zh-CN"
    if value.is_list:
        inner = type_name(value.element, locale)
        return f"{inner}列表" if chinese else f"list of {inner}"
    if value.kind == "record":
        return f"{value.form} 的数据" if chinese else f"record of {value.form}"
    return _TYPE_NAMES[value.kind][0 if chinese else 1]


def comparable(left: Type, right: Type) -> bool:
    """Whether = and <> make sense between two scalars. Ids may be compared with text (an id literal)."""
    if "any" in (left.kind, right.kind) or "null" in (left.kind, right.kind) or left == right:
        return True
    kinds = {left.kind, right.kind}
    return kinds == {"date", "datetime"} or ("text" in kinds and kinds <= {"text", "person", "department", "record"})


def orderable(left: Type, right: Type) -> bool:
    """Whether < and its kin make sense: numbers, texts, dates."""
    if "any" in (left.kind, right.kind) or "null" in (left.kind, right.kind):
        return True
    return (left.kind == right.kind and left.kind in {"number", "text", "date", "datetime"}) or {
        left.kind,
        right.kind,
    } == {"date", "datetime"}


def unify(left: Type, right: Type) -> Type | None:
    """The common type of two branches; None when there is none. Blank fits everything."""
    if left.kind == "null":
        return right
    if right.kind == "null" or left == right:
        return left
    if "any" in (left.kind, right.kind):
        return ANY
    if {left.kind, right.kind} == {"date", "datetime"}:
        return DATETIME
    return None
