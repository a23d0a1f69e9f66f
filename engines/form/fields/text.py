"""One line of text."""

from typing import Annotated, Any, Literal

from pydantic import Field

from engines.form.fields._texts import PatternError, TextLike, compiled, line
from engines.form.fields.base import FieldModel, ValueProblem
from engines.form.labels import Sentence, sentence


class TextField(FieldModel):
    """单行文本 / Single line."""

    type: Literal["text"]
    max_length: Annotated[int, Field(ge=1, le=4_000)] = 255
    min_length: Annotated[int, Field(ge=0, le=4_000)] = 0
    pattern: Annotated[str, Field(max_length=500)] | None = None  # RE2, must match the whole text


class TextType(TextLike[TextField]):
    """Behaviour of `text`: NFC, no control characters, no outer blanks, line breaks become blanks."""

    key = "text"
    model = TextField
    label = sentence("单行文本", "Single line")
    icon = "text"
    group = "text"
    widget = "text"

    def max_length(self, field: TextField) -> int:
        return field.max_length

    def accept(self, field: TextField, text: str) -> str | None:
        return line(text)

    def check(self, field: TextField, value: str, old: Any = None) -> list[ValueProblem]:
        found = super().check(field, value) if len(value) > field.max_length else []
        if len(value) < field.min_length:
            found.append(
                ValueProblem(
                    "min_length",
                    f"至少 {field.min_length} 个字符",
                    f"at least {field.min_length} characters",
                    {"min": field.min_length},
                )
            )
        if field.pattern is not None and compiled(field.pattern).fullmatch(value) is None:
            found.append(ValueProblem("pattern", "格式不正确", "wrong format", {"pattern": field.pattern}))
        return found

    def problems(self, field: TextField) -> list[tuple[str, Sentence]]:
        found: list[tuple[str, Sentence]] = []
        if field.min_length > field.max_length:
            found.append(("min_length", {"zh-CN": "最小长度大于最大长度。", "en": "min_length is above max_length."}))
        if field.pattern is not None:
            try:
                compiled(field.pattern)
            except PatternError as error:
                text = error.args[0] if error.args else ""
                detail = text.decode() if isinstance(text, bytes) else str(text)
                found.append(
                    (
                        "pattern",
                        {"zh-CN": f"正则表达式无效：{detail}", "en": f"invalid regular expression: {detail}"},
                    )
                )
        return found

    def example(self, field: TextField) -> str | None:
        text = "示例文本".ljust(field.min_length, "字")[: field.max_length]
        return text if field.pattern is None or compiled(field.pattern).fullmatch(text) else None
