"""A print template of a form, as it stands in the definition (`prints`).

Four kinds: `page` (blocks drawn in the designer → PDF), `labels` (the same blocks on each label of a sheet → PDF),
`docx` and `xlsx` (an uploaded file with places to fill). Texts hold places in double braces, `{{客户}}`: a field by its
label or key, or any formula. Lengths are millimetres.
"""

import base64
import binascii
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, field_validator, model_validator

from engines.form.html import clean_html
from engines.form.labels import Label, Lang
from engines.form.rules import FormulaText, Key

MAX_FILE = 256 * 1024
"""Bytes of an uploaded template: it stands in the definition, so that it has its versions and travels with it."""
MAX_BLOCKS = 80
MAX_MARKS = 1_000
Html = Annotated[str, StringConstraints(max_length=20_000)]
Millimetres = Annotated[float, Field(ge=0, le=500)]
Align = Literal["left", "center", "right"]
Words = Html | Annotated[dict[Lang, Html], Field(min_length=1)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


def _clean(words: str | dict[Lang, str]) -> str | dict[Lang, str]:
    if isinstance(words, str):
        return clean_html(words) or ""
    return {language: clean_html(text) or "" for language, text in words.items()}


class Paper(_Part):
    """The sheet. `width` and `height` belong to `custom`."""

    size: Literal["a3", "a4", "a5", "letter", "custom"] = "a4"
    landscape: bool = False
    width: Annotated[float, Field(ge=20, le=1_200)] | None = None
    height: Annotated[float, Field(ge=15, le=1_200)] | None = None
    margin: Annotated[tuple[Millimetres, Millimetres, Millimetres, Millimetres], Field()] = (16, 16, 16, 16)
    """Top, right, bottom, left."""

    @model_validator(mode="after")
    def _measured(self) -> Self:
        if (self.size == "custom") != (self.width is not None and self.height is not None):
            raise ValueError("custom paper has a width and a height, other paper has none")
        return self


class LabelSheet(_Part):
    """Labels on a sheet: `columns` × `rows`, each `width` × `height`, the first one `left` and `top` from the edge, and
    `gap_x`, `gap_y` between them."""

    columns: Annotated[int, Field(ge=1, le=20)] = 3
    rows: Annotated[int, Field(ge=1, le=60)] = 8
    width: Annotated[float, Field(ge=8, le=400)] = 70
    height: Annotated[float, Field(ge=8, le=400)] = 37
    left: Millimetres = 0
    top: Millimetres = 0
    gap_x: Millimetres = 0
    gap_y: Millimetres = 0
    padding: Annotated[float, Field(ge=0, le=30)] = 2
    border: bool = False


class _Block(_Part):
    """`when`: the block is left out of records for which this does not hold."""

    when: FormulaText | None = None


class TextBlock(_Block):
    """Formatted words with places in them."""

    type: Literal["text"]
    html: Words = ""
    align: Align = "left"
    size: Annotated[float, Field(ge=5, le=72)] | None = None

    _cleaned = field_validator("html")(_clean)


class FieldsBlock(_Block):
    """Fields with their labels, side by side in `columns`."""

    type: Literal["fields"]
    fields: Annotated[tuple[Key, ...], Field(max_length=200)] = ()
    columns: Annotated[int, Field(ge=1, le=4)] = 2
    border: bool = True
    labels: bool = True
    empty: bool = True
    """Whether fields without a value have their place."""


class LinesColumn(_Part):
    field: Key
    label: Label | None = None
    width: Annotated[float, Field(ge=4, le=400)] | None = None


SubformPath = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,47}(\.[a-z][a-z0-9_]{0,47})?$")]


class LinesBlock(_Block):
    """The rows of a subform as a table; `totals`: columns that are summed below it. `lines.packages`: all rows inside
    the rows of `lines`, end to end."""

    type: Literal["lines"]
    subform: SubformPath
    columns: Annotated[tuple[LinesColumn, ...], Field(max_length=100)] = ()
    numbered: bool = True
    totals: Annotated[tuple[Key, ...], Field(max_length=100)] = ()


class ImageBlock(_Block):
    """Pictures of an image, signature or attachment field."""

    type: Literal["image"]
    field: Key
    width: Annotated[float, Field(ge=5, le=400)] = 40
    align: Align = "left"


class CodeBlock(_Block):
    """A QR code or a barcode (Code 128) of a value; without one of the record's address."""

    type: Literal["code"]
    kind: Literal["qr", "code128"] = "qr"
    value: FormulaText | None = None
    size: Annotated[float, Field(ge=5, le=200)] = 25
    align: Align = "left"
    caption: bool = False


class LineBlock(_Block):
    type: Literal["line"]


class SpaceBlock(_Block):
    type: Literal["space"]
    height: Annotated[float, Field(ge=1, le=200)] = 5


class BreakBlock(_Block):
    type: Literal["break"]


class SignBlock(_Block):
    """Places for signatures by hand, side by side."""

    type: Literal["sign"]
    names: Annotated[tuple[Label, ...], Field(min_length=1, max_length=6)]


Simple = Annotated[
    TextBlock | FieldsBlock | LinesBlock | ImageBlock | CodeBlock | LineBlock | SpaceBlock | BreakBlock | SignBlock,
    Field(discriminator="type"),
]


class Cell(_Part):
    """`width`: its share of the row."""

    width: Annotated[float, Field(ge=0.1, le=100)] = 1
    blocks: Annotated[tuple[Simple, ...], Field(max_length=20)] = ()


class RowBlock(_Block):
    """Blocks side by side: a logo beside a heading, a code beside an address."""

    type: Literal["row"]
    cells: Annotated[tuple[Cell, ...], Field(min_length=1, max_length=4)]


Block = Annotated[
    TextBlock
    | FieldsBlock
    | LinesBlock
    | ImageBlock
    | CodeBlock
    | LineBlock
    | SpaceBlock
    | BreakBlock
    | SignBlock
    | RowBlock,
    Field(discriminator="type"),
]
Mark = Annotated[str, StringConstraints(min_length=1, max_length=4_000)]


class TemplateFile(_Part):
    """An uploaded template. `marks`: the places in it, in reading order, as the limited child has read them."""

    name: Annotated[str, StringConstraints(min_length=1, max_length=200)]
    content: Annotated[str, StringConstraints(max_length=MAX_FILE * 4 // 3 + 4)]
    marks: Annotated[tuple[Mark, ...], Field(max_length=MAX_MARKS)] = ()

    @field_validator("content")
    @classmethod
    def _is_base64(cls, content: str) -> str:
        try:
            base64.b64decode(content, validate=True)
        except binascii.Error as error:
            raise ValueError("content is base64") from error
        return content

    def data(self) -> bytes:
        return base64.b64decode(self.content)


class Print(_Part):
    """A print template. `roles`: who is offered it (nobody in particular: everybody who may read the record); `when`:
    for which records. What is printed is under the reader's rights whatever they say."""

    key: Key
    label: Label = ""
    kind: Literal["page", "labels", "docx", "xlsx"] = "page"
    roles: Annotated[tuple[Key, ...], Field(max_length=50)] = ()
    when: FormulaText | None = None
    language: Lang | None = None
    paper: Paper = Paper()
    sheet: LabelSheet = LabelSheet()
    font_size: Annotated[float, Field(ge=5, le=30)] = 10
    header: Words = ""
    footer: Words = ""
    page_numbers: bool = True
    blocks: Annotated[tuple[Block, ...], Field(max_length=MAX_BLOCKS)] = ()
    file: TemplateFile | None = None
    file_name: Annotated[str, StringConstraints(max_length=200)] = ""
    """What the file is called: words with places in them; of several records the first one's."""

    _cleaned = field_validator("header", "footer")(_clean)

    @property
    def uploaded(self) -> bool:
        return self.kind in ("docx", "xlsx")


__all__ = ["Block", "CodeBlock", "FieldsBlock", "ImageBlock", "LabelSheet", "LinesBlock", "Paper", "Print", "TextBlock"]
