"""Text with formatting: HTML that the server has cleaned."""

from typing import Annotated, Any, Literal

from pydantic import Field

from engines.form.fields._texts import cell_text, too_long
from engines.form.fields.base import PLAIN, FieldModel, FieldType, Reading, ValueProblem, wrong_kind
from engines.form.html import as_html, clean_html, html_text
from engines.form.labels import sentence
from engines.form.storage import Column, Storage
from engines.form.text import fold
from engines.formula.types import TEXT, Type

_MARKUP = 5  # characters of HTML a character of text may take, on the average
_ROOM = 10_000


class RichTextField(FieldModel):
    """富文本 / Rich text. `max_length` counts the characters people see."""

    type: Literal["rich_text"]
    max_length: Annotated[int, Field(ge=1, le=200_000)] = 20_000
    rows: Annotated[int, Field(ge=2, le=40)] | None = None  # height of the box in the form


class RichTextType(FieldType[RichTextField]):
    """Behaviour of `rich_text`: canonical is clean HTML (`engines.form.html`). Formulas, conditions, search, csv and
    every text made of records see its words only."""

    key = "rich_text"
    model = RichTextField
    label = sentence("富文本", "Rich text")
    icon = "pilcrow"
    group = "text"
    widget = "rich_text"
    sortable = False
    searchable = True

    def storage(self, field: RichTextField) -> Storage:
        return Column("text")

    def formula_type(self, field: RichTextField) -> Type:
        return TEXT

    def schema(self, field: RichTextField) -> dict[str, Any]:
        return {"type": "string", "contentMediaType": "text/html", "maxLength": self._room(field)}

    def read(self, field: RichTextField, raw: Any) -> str | None:
        if not isinstance(raw, str):
            raise wrong_kind("HTML 文本", "a text of HTML")
        if len(raw) > self._room(field):
            raise too_long(self._room(field), len(raw))
        return clean_html(raw)

    def guess(self, field: RichTextField, raw: Any, locale: str, reading: Reading) -> str | None:
        return self._plain(field, cell_text(raw, reading))

    def coerce(self, field: RichTextField, value: Any, reading: Reading = PLAIN) -> str | None:
        return self._plain(field, cell_text(value, reading))

    def check(self, field: RichTextField, value: str, old: Any = None) -> list[ValueProblem]:
        length = len(html_text(value))
        return [too_long(field.max_length, length)] if length > field.max_length else []

    def format(self, field: RichTextField, value: str | None, locale: str = "zh-CN", reading: Reading = PLAIN) -> str:
        return "" if value is None else html_text(value)

    def sort_key(self, field: RichTextField, value: str) -> str:
        return fold(html_text(value))

    def search_text(self, field: RichTextField, value: str | None, reading: Reading = PLAIN) -> str:
        return self.format(field, value)

    def example(self, field: RichTextField) -> str:
        return "<p>第一行</p>\n<p>第二行</p>" if field.max_length > 6 else "<p>一</p>"

    def _plain(self, field: RichTextField, text: str) -> str | None:
        if len(text) > self._room(field):
            raise too_long(self._room(field), len(text))
        return as_html(text)

    def _room(self, field: RichTextField) -> int:
        return field.max_length * _MARKUP + _ROOM
