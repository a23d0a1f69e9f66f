"""A mark: so many stars or hearts, or a place on a scale such as 0 to 10 (NPS)."""

import re
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import Field

from engines.form.fields._decimals import DecimalField, DecimalType, exact, in_range, written_number
from engines.form.fields.base import PLAIN, Number, Reading
from engines.form.labels import Label, Sentence, sentence
from engines.form.text import halfwidth

_SIGNS = re.compile(r"[★⭐❤♥👍\ufe0f]+")
_OF = re.compile(r"(\d+)\s*/\s*\d+")


class RatingField(DecimalField):
    """评分 / Rating. `display` "scale" is a row of numbers from `min` (0 or 1) to `max`, with words at both ends."""

    type: Literal["rating"]
    decimals: Literal[0] = 0
    display: Literal["stars", "hearts", "thumbs", "scale"] = "stars"
    min: Annotated[Number, Field(ge=0, le=1, multiple_of=1)] = Decimal(1)
    max: Annotated[Number, Field(ge=1, le=10, multiple_of=1)] = Decimal(5)
    low_label: Label | None = None
    high_label: Label | None = None


class RatingType(DecimalType[RatingField]):
    """Behaviour of `rating`: a whole number that is never outside the scale, wherever it comes from."""

    key = "rating"
    model = RatingField
    label = sentence("评分", "Rating")
    icon = "star"
    group = "number"
    widget = "rating"

    def schema(self, field: RatingField) -> dict[str, Any]:
        return {**super().schema(field), "type": "integer"}

    def guess(self, field: RatingField, raw: Any, locale: str, reading: Reading) -> Decimal:
        if not isinstance(raw, str):
            return self.coerce(field, raw)
        text = halfwidth(raw).replace("☆", "").strip()
        share = _OF.fullmatch(text)
        if _SIGNS.fullmatch(text):
            return self.coerce(field, Decimal(len(text.replace("\ufe0f", ""))))
        return self.coerce(field, written_number(share[1] if share else text, ("分", "星", "颗星")))

    def coerce(self, field: RatingField, value: Any, reading: Reading = PLAIN) -> Decimal:
        return in_range(self, field, self.rounded(field, exact(value)))

    def problems(self, field: RatingField) -> list[tuple[str, Sentence]]:
        if field.display != "scale" and field.min != 1:
            return [("min", sentence("只有数字刻度可以从 0 开始。", "Only a scale may begin at 0."))]
        if field.max <= field.min:
            return [("max", sentence("最高分必须大于最低分。", "The highest mark must be above the lowest."))]
        return []

    def example(self, field: RatingField) -> Decimal:
        return field.max
