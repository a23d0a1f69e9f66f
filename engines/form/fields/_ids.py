"""What member, department and link share: the id of something that lives elsewhere, or several.

An id's existence, and whether the writer may see it, is the caller's question (`records`); here an id
only has to look like one.
"""

import re
from abc import abstractmethod
from typing import Any, TypeVar

from engines.form.fields._texts import cell_text
from engines.form.fields.base import PLAIN, FieldModel, FieldType, Reading, ValueProblem, wrong_kind
from engines.formula.types import Type, list_of

MAX_IDS = 1_000
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
SEPARATORS = re.compile(r"[,，;；、\n]+")
EXAMPLE_ID = "01890a5d-ac96-774b-bcce-b302099a8057"


class IdField(FieldModel):
    """A field that names things by id."""

    many: bool = False


F = TypeVar("F", bound=IdField)


class IdType(FieldType[F]):
    """A type whose canonical value is an id, or a list of ids without repetitions."""

    sortable = False

    @abstractmethod
    def element(self, field: F) -> Type:
        """What one id names, in a formula."""

    def formula_type(self, field: F) -> Type:
        return list_of(self.element(field)) if field.many else self.element(field)

    def schema(self, field: F) -> dict[str, Any]:
        one = {"type": "string", "format": "uuid"}
        return {"type": "array", "items": one, "maxItems": MAX_IDS} if field.many else one

    def read(self, field: F, raw: Any) -> str | list[str]:
        if not field.many:
            return one_id(raw)
        if not isinstance(raw, list) or len(raw) > MAX_IDS:
            raise wrong_kind(f"最多 {MAX_IDS} 个 ID 的列表", f"a list of at most {MAX_IDS} ids")
        return list(dict.fromkeys(one_id(item) for item in raw))

    def guess(self, field: F, raw: Any, locale: str, reading: Reading) -> str | list[str] | None:
        if field.many:
            cells = raw if isinstance(raw, list) else SEPARATORS.split(cell_text(raw, reading))
            words = [cell_text(cell, reading).strip() for cell in cells]
            return self.read(field, [found(field, word, reading) for word in words if word]) or None
        return found(field, cell_text(raw, reading).strip(), reading)

    def coerce(self, field: F, value: Any, reading: Reading = PLAIN) -> str | list[str] | None:
        if field.many and isinstance(value, str):
            value = [value]
        if not field.many and isinstance(value, list) and len(value) == 1:
            value = value[0]
        return self.read(field, value)

    def format(self, field: F, value: str | list[str] | None, locale: str = "zh-CN", reading: Reading = PLAIN) -> str:
        """The names `reading.title` knows; the id where it knows none."""
        return "、".join(reading.title(field, item) or item for item in ids(value))

    def search_text(self, field: F, value: str | list[str] | None, reading: Reading = PLAIN) -> str:
        return " ".join(title for item in ids(value) if (title := reading.title(field, item)))

    def equal(self, a: Any, b: Any) -> bool:
        return ids(a) == ids(b)

    def example(self, field: F) -> str | list[str]:
        return [EXAMPLE_ID] if field.many else EXAMPLE_ID


def ids(value: str | list[str] | None) -> list[str]:
    """The ids of a value, whatever its number."""
    if value is None:
        return []
    return [value] if isinstance(value, str) else list(value)


def one_id(raw: Any) -> str:
    """A UUID in its dashed form, lower case."""
    if isinstance(raw, str):
        text = raw.lower()
        if _UUID.fullmatch(text):
            return text
    raise wrong_kind("一个 ID", "an id")


def found(field: IdField, word: str, reading: Reading) -> str:
    """The id itself, or the one that the name stands for."""
    if _UUID.fullmatch(word.lower()):
        return word.lower()
    named = reading.find(field, word)
    if named is None:
        raise ValueProblem(
            "name_unknown", f"找不到“{word[:40]}”", f"nothing is called “{word[:40]}”", {"value": word[:200]}
        )
    return named
