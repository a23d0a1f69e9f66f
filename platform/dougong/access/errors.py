"""Refusals of the access room."""

from __future__ import annotations

from typing import ClassVar

from dougong.kit.errors import FieldError, NotAllowed, Text, say


class Forbidden(NotAllowed):
    """No grant gives this operation on this form: 403."""


class UnknownField(Forbidden):
    """A field that is not there *or* may not be seen: one and the same answer, so that nobody learns which. 422."""

    status: ClassVar[int] = 422
    default_code: ClassVar[str] = "unknown_field"
    title: ClassVar[Text] = say("未知字段", "Unknown field")


def operation_refused(op: str) -> Forbidden:
    """The refusal of a whole operation."""
    return Forbidden(say("你没有这个操作的权限。", "You have no right to this operation."), extra={"op": op})


def holds_nothing(name: str) -> UnknownField:
    """The refusal of a field that has no value to read: a button."""
    sentence = say(f"“{name}”是按钮，没有值。", f"“{name}” is a button: it has no value.")
    return UnknownField(sentence, errors=(FieldError(name, "holds_nothing", sentence),))


def unknown_field(name: str) -> UnknownField:
    """The refusal of one field, by the name the caller used."""
    sentence = say(f"没有字段“{name}”。", f"There is no field “{name}”.")
    return UnknownField(sentence, errors=(FieldError(name, "unknown_field", sentence),))
