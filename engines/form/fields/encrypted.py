"""A text that most people see masked: identity cards, bank accounts, telephone numbers.

What the record itself holds is the masked text, so lists, exports, formulas, reports, mails and logs can't tell more
than that. The whole text travels from the door to the place where it is sealed as `Secret.whole`, and nowhere else.
"""

from typing import Annotated, Any, Literal

from pydantic import Field

from engines.form.fields._texts import PatternError, cell_text, compiled, line, too_long
from engines.form.fields.base import PLAIN, FieldModel, FieldType, Reading, ValueProblem, wrong_kind
from engines.form.labels import Sentence, sentence
from engines.form.storage import Column, Storage
from engines.form.text import fold
from engines.formula.types import TEXT, Type

HIDDEN = "****"
"""Stands for what is hidden, however long it is: its length is nobody's business either."""
_LEAST_HIDDEN = len(HIDDEN)


class Secret(str):
    """The masked text; `whole` is what was typed. Everything that treats it as a text handles the masked one."""

    whole: str

    def __new__(cls, shown: str, whole: str) -> "Secret":
        made = super().__new__(cls, shown)
        made.whole = whole
        return made

    def __reduce__(self) -> tuple[type["Secret"], tuple[str, str]]:
        return Secret, (str(self), self.whole)


class EncryptedField(FieldModel):
    """加密字段 / Encrypted. `show_first`, `show_last`: how many characters stay readable at both ends."""

    type: Literal["encrypted"]
    max_length: Annotated[int, Field(ge=1, le=1_000)] = 255
    pattern: Annotated[str, Field(max_length=500)] | None = None  # RE2, must match the whole text
    show_first: Annotated[int, Field(ge=0, le=8)] = 0
    show_last: Annotated[int, Field(ge=0, le=8)] = 4


class EncryptedType(FieldType[EncryptedField]):
    """Behaviour of `encrypted`. Canonical values: `Secret` on the way in, the masked text in a stored record."""

    key = "encrypted"
    model = EncryptedField
    label = sentence("加密", "Encrypted")
    icon = "lock-keyhole"
    group = "advanced"
    widget = "encrypted"
    sortable = False

    def storage(self, field: EncryptedField) -> Storage:
        return Column("text")

    def formula_type(self, field: EncryptedField) -> Type:
        return TEXT

    def schema(self, field: EncryptedField) -> dict[str, Any]:
        return {
            "type": "string",
            "maxLength": field.max_length,
            "description": "written whole, answered masked; the masked text sent back changes nothing",
            "x-encrypted": True,
        }

    def read(self, field: EncryptedField, raw: Any) -> Secret | None:
        if isinstance(raw, Secret):
            return raw
        if not isinstance(raw, str):
            raise wrong_kind("文本", "a text")
        return _secret(field, raw)

    def guess(self, field: EncryptedField, raw: Any, locale: str, reading: Reading) -> Secret | None:
        return raw if isinstance(raw, Secret) else _secret(field, cell_text(raw, reading))

    def coerce(self, field: EncryptedField, value: Any, reading: Reading = PLAIN) -> Secret | None:
        return self.guess(field, value, "zh-CN", reading)

    def to_json(self, field: EncryptedField, value: Any) -> Any:
        return None if value is None else shown(field, value)

    def format(self, field: EncryptedField, value: Any, locale: str = "zh-CN", reading: Reading = PLAIN) -> str:
        return "" if value is None else shown(field, value)

    def check(self, field: EncryptedField, value: str, old: Any = None) -> list[ValueProblem]:
        if not isinstance(value, Secret):
            return []
        if HIDDEN in value.whole:
            zh, en = "请填写完整内容，或保持不变", "type the whole text, or leave it as it is"
            return [ValueProblem("masked", zh, en)]
        if len(value.whole) > field.max_length:
            return [too_long(field.max_length, len(value.whole))]
        if field.pattern is not None and compiled(field.pattern).fullmatch(value.whole) is None:
            return [ValueProblem("pattern", "格式不正确", "wrong format", {"pattern": field.pattern})]
        return []

    def search_text(self, field: EncryptedField, value: Any, reading: Reading = PLAIN) -> str:
        return ""

    def equal(self, a: Any, b: Any) -> bool:
        """A masked text that comes back unchanged is what was there."""
        return bool(_whole(a) == _whole(b))

    def problems(self, field: EncryptedField) -> list[tuple[str, Sentence]]:
        found: list[tuple[str, Sentence]] = []
        if field.default is not None:
            message = sentence(
                "加密字段不能有默认值。", "An encrypted field can't have a default: everybody could read it."
            )
            found.append(("default", message))
        if field.pattern is not None:
            try:
                compiled(field.pattern)
            except PatternError as error:
                detail = str(error)
                found.append(
                    ("pattern", sentence(f"正则表达式无效：{detail}", f"invalid regular expression: {detail}"))
                )
        return found

    def example(self, field: EncryptedField) -> Secret | None:
        text = "13800138000"[: field.max_length]
        return _secret(field, text) if field.pattern is None or compiled(field.pattern).fullmatch(text) else None


def masked(field: EncryptedField, text: str) -> str:
    """What stays readable: at least four characters are hidden, or all but one of a short text such as a name."""
    first, last = field.show_first, field.show_last
    hidden = len(text) - first - last
    if hidden < (1 if first + last <= 1 else _LEAST_HIDDEN):
        return HIDDEN
    return text[:first] + HIDDEN + text[len(text) - last :]


def shown(field: EncryptedField, value: str) -> str:
    """A value as everybody may see it, also one from before the field was encrypted."""
    return str(value) if isinstance(value, Secret) or HIDDEN in value else masked(field, value)


def compared(text: str) -> str:
    """The form in which two secrets are the same: without case, width, blanks and hyphens."""
    return fold(text).replace(" ", "").replace("-", "")


def _secret(field: EncryptedField, raw: str) -> Secret | None:
    text = line(raw)
    return None if text is None else Secret(masked(field, text), text)


def _whole(value: Any) -> Any:
    return value.whole if isinstance(value, Secret) else value
