"""Text of several lines."""

from typing import Annotated, Literal

from pydantic import Field

from engines.form.fields._texts import TextLike
from engines.form.fields.base import FieldModel
from engines.form.labels import sentence
from engines.form.text import clean_block


class LongTextField(FieldModel):
    """多行文本 / Multi-line."""

    type: Literal["long_text"]
    max_length: Annotated[int, Field(ge=1, le=100_000)] = 5_000
    rows: Annotated[int, Field(ge=1, le=40)] | None = None  # height of the box in the form


class LongTextType(TextLike[LongTextField]):
    """Behaviour of `long_text`: as `text`, but line breaks (\\n) and tabs stay."""

    key = "long_text"
    model = LongTextField
    label = sentence("多行文本", "Multi-line")
    icon = "align-left"
    group = "text"
    widget = "long_text"
    sortable = False

    def max_length(self, field: LongTextField) -> int:
        return field.max_length

    def accept(self, field: LongTextField, text: str) -> str | None:
        return clean_block(text) or None

    def example(self, field: LongTextField) -> str:
        return "第一行\n第二行"[: field.max_length]
