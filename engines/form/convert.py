"""What becomes of values when a field's type or settings change: kept, changed or lost.

`convert` is the one road for every pair of types: a value is written as a person would read it in the old
field and read leniently by the new one. It counts as *kept* when the way back gives the same value, as
*changed* when something of it goes (decimals, time of day, formatting), as *lost* when the new field can't
hold it. Nothing here touches data: the caller shows the figures first.
"""

from decimal import Decimal
from typing import Any, Literal

from engines.form.fields import FieldModel, RowsField, type_of
from engines.form.fields._choices import Choices, names
from engines.form.fields._decimals import DecimalType
from engines.form.fields._files import FileField, accepted
from engines.form.fields._ids import IdField, ids
from engines.form.fields._texts import TextLike
from engines.form.fields.base import PLAIN, Reading
from engines.form.fields.duration import DurationField, DurationType
from engines.form.fields.encrypted import EncryptedField
from engines.form.fields.formula import ResultField, result
from engines.form.problems import ValueProblem
from engines.formula.values import NUMBERS

How = Literal["kept", "changed", "lost"]
_WHOLE = (FileField, RowsField)  # never read from a text


def convert(old: FieldModel, new: FieldModel, value: Any, reading: Reading = PLAIN) -> tuple[Any, How]:
    """(value of the new field or None, what happened to it). Empty values are kept as they are."""
    if value is None or value == []:
        return None, "kept"
    if isinstance(old, ResultField):
        old = result(old)
    target = result(new) if isinstance(new, ResultField) else new
    if isinstance(old, FileField) and isinstance(target, FileField):
        return _files(target, value)
    if isinstance(old, EncryptedField):  # only its masked text is here
        return (value, "kept") if isinstance(target, EncryptedField) else (None, "lost")
    if isinstance(old, _WHOLE) or isinstance(target, _WHOLE):
        same = old.type == target.type
        return (value, "kept") if same else (None, "lost")
    if isinstance(target, EncryptedField) and isinstance(type_of(old), TextLike):
        return type_of(target).parse(target, value, "zh-CN", reading), "kept"
    try:
        found = _direct(old, target, value, reading)
    except ValueProblem:
        return None, "lost"
    if found is None:
        return None, "lost"
    return _fitted(target, found, "kept" if _same(old, target, value, found, reading) else "changed")


def _direct(old: FieldModel, new: FieldModel, value: Any, reading: Reading) -> Any:
    kind = type_of(new)
    if _is_number(old) and _is_number(new):
        return _number(old, new, value, reading)
    if old.type in ("date", "datetime") and new.type in ("date", "datetime"):
        return kind.coerce(new, value, reading)
    if isinstance(old, IdField) and isinstance(new, IdField):
        return _ids(old, new, value)
    if isinstance(old, Choices) and isinstance(new, Choices):
        return _choices(old, new, value)
    if old.type == "boolean" and _is_number(new):
        return kind.coerce(new, Decimal(bool(value)), reading)
    if _is_number(old) and new.type in ("date", "datetime"):
        raise ValueProblem("not_convertible", "数字不能变成日期", "a number can't become a date")
    if _is_number(old) and new.type == "boolean":
        return kind.parse(new, value, "zh-CN", reading)
    if old.type == new.type == "rich_text":
        return kind.read(new, value)
    if isinstance(type_of(old), TextLike):
        return kind.parse(new, value, "zh-CN", reading)
    return kind.parse(new, type_of(old).format(old, value, "zh-CN", reading), "zh-CN", reading)


def _ids(old: IdField, new: IdField, value: Any) -> Any:
    if old.type != new.type or getattr(old, "form", None) != getattr(new, "form", None):
        raise ValueProblem("not_convertible", "指向的对象不同", "it points to something else")
    found = ids(value)
    return found if new.many else found[0]


def _files(new: FileField, value: Any) -> tuple[Any, How]:
    """The files the new field takes, as many as it takes."""
    kept = [item for item in value if accepted(new, item["name"], item["type"])][: new.max_files]
    if not kept:
        return None, "lost"
    return kept, "kept" if len(kept) == len(value) else "changed"


def _is_number(field: FieldModel) -> bool:
    return isinstance(type_of(field), DecimalType)


def _number(old: FieldModel, new: FieldModel, value: Decimal, reading: Reading) -> Any:
    """A bare number and a duration mean each other in the unit that the duration shows."""
    if isinstance(old, DurationField) and not isinstance(new, DurationField):
        value = NUMBERS.divide(value, Decimal(DurationType().unit(old)))
    elif isinstance(new, DurationField) and not isinstance(old, DurationField):
        value = NUMBERS.multiply(value, Decimal(DurationType().unit(new)))
    return type_of(new).coerce(new, value, reading)


def _choices(old: Choices, new: Choices, value: Any) -> Any:
    """By the options' values; of several choices a single select keeps the first it knows. Tags are open: what
    isn't among the new suggestions comes with the name it had."""
    found = [value] if isinstance(value, str) else value
    if new.open:
        words = [item if item in new.by_value else names(old, [item], "zh-CN")[0] for item in found]
        return type_of(new).parse(new, words)
    values = [item for item in found if item in new.by_value]
    if not values:
        raise ValueProblem("option_unknown", "没有这个选项", "there is no such option")
    return values[0] if new.type in ("select", "cascade") else type_of(new).coerce(new, values)


def _same(old: FieldModel, new: FieldModel, value: Any, found: Any, reading: Reading) -> bool:
    """Whether the way back gives the value again."""
    if isinstance(old, IdField) and isinstance(new, IdField):
        return ids(value) == ids(found)
    if isinstance(old, Choices) and isinstance(new, Choices):
        return _same_choices(old, new, value, found)
    if _is_number(old) and _is_number(new):
        return bool(_number(new, old, found, reading) == value)
    if old.type == new.type or "rich_text" not in (old.type, new.type):  # formatting shows in no text
        if isinstance(value, str) and isinstance(found, str):
            return value == found or _shown(old, value, reading) == _shown(new, found, reading)
        if type(value) is type(found):
            return bool(value == found)
    if _is_number(old) and new.type == "boolean":
        return True
    kind = type_of(old)
    try:
        text = _shown(new, found, reading)
        back = kind.parse(old, text, "zh-CN", reading)
    except ValueProblem:
        return False
    if isinstance(value, str) and not isinstance(found, str):  # "012" becomes the number 12
        return text == value
    return kind.equal(back, value)


def _same_choices(old: Choices, new: Choices, value: Any, found: Any) -> bool:
    """Tags keep the names; all others the values, a ranking in their order."""
    before, after = ([one] if isinstance(one, str) else list(one) for one in (value, found))
    if new.open:
        before, after = names(old, before, "zh-CN"), names(new, after, "zh-CN")
    return before == after if old.type == "ranking" else set(before) == set(after)


def _shown(field: FieldModel, value: Any, reading: Reading) -> str:
    return type_of(field).format(field, value, "zh-CN", reading)


def _fitted(new: FieldModel, found: Any, how: How) -> tuple[Any, How]:
    """A text longer than the new field takes is cut; other limits are left to the next edit."""
    kind = type_of(new)
    if isinstance(found, str) and isinstance(kind, TextLike) and new.type in ("text", "long_text"):
        limit = kind.max_length(new)
        if len(found) > limit:
            return found[:limit].rstrip() or None, "changed"
    return found, how


def convertible(old: FieldModel, new: FieldModel) -> bool:
    """Whether any value at all can survive the change."""
    if old.type == new.type:
        if isinstance(old, IdField) and isinstance(new, IdField):
            return getattr(old, "form", None) == getattr(new, "form", None)
        return True
    if isinstance(new, FileField) and isinstance(old, FileField):
        return True
    if isinstance(new, _WHOLE) or isinstance(old, (*_WHOLE, EncryptedField)):
        return False
    if isinstance(new, IdField) and isinstance(old, IdField):
        return False
    return not ((_is_number(old) or old.type == "boolean") and isinstance(new, IdField))
