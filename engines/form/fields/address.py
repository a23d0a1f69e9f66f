"""An address: a region of China as a path of names, a blank, and the rest; or free lines for other countries."""

from typing import Annotated, Any, Literal

from pydantic import Field

from engines.form.fields._texts import TextLike, cell_text, line
from engines.form.fields.base import FieldModel, Reading, ValueProblem, wrong_kind
from engines.form.labels import sentence
from engines.form.regions import LEVELS, known, read_region

_PARTS = (*LEVELS, "detail")


class AddressField(FieldModel):
    """地址 / Address. `style` "cn": province, city, district (as far as `level`) and, with `detail`, the rest;
    "free": one text."""

    type: Literal["address"]
    style: Literal["cn", "free"] = "cn"
    level: Literal["province", "city", "district"] = "district"
    detail: bool = True
    max_length: Annotated[int, Field(ge=10, le=1_000)] = 300

    @property
    def levels(self) -> int:
        return LEVELS.index(self.level) + 1


class AddressType(TextLike[AddressField]):
    """Behaviour of `address`. The API also takes `{province, city, district, detail}`."""

    key = "address"
    model = AddressField
    label = sentence("地址", "Address")
    icon = "map-pin-house"
    group = "advanced"
    widget = "address"

    def max_length(self, field: AddressField) -> int:
        return field.max_length

    def accept(self, field: AddressField, text: str) -> str | None:
        return line(text)

    def read(self, field: AddressField, raw: Any) -> str | None:
        if isinstance(raw, dict) and field.style == "cn":
            raw = _joined(raw)
        return super().read(field, raw)

    def guess(self, field: AddressField, raw: Any, locale: str, reading: Reading) -> str | None:
        text = line(cell_text(raw, reading))
        if text is None or field.style == "free":
            return text
        region, detail = read_region(text, field.levels)
        return f"{region} {detail}".strip() if region else text

    def check(self, field: AddressField, value: str, old: Any = None) -> list[ValueProblem]:
        found = super().check(field, value, old)
        if field.style == "free" or value == old:
            return found
        region, detail = parted(value)
        if not region:
            found.append(
                ValueProblem(
                    "region_unknown",
                    f"没有这个省市区：“{value.partition(' ')[0][:40]}”，请写成“浙江省/杭州市/西湖区 文三路1号”",
                    "unknown region; write province/city/district, a blank, and the rest",
                )
            )
        elif region.count("/") + 1 > field.levels:
            found.append(ValueProblem("region_too_deep", "地区层级过多", "the region has too many levels"))
        elif detail and not field.detail:
            found.append(ValueProblem("no_detail", "这里只填地区", "only the region is wanted here"))
        return found

    def schema(self, field: AddressField) -> dict[str, Any]:
        text = super().schema(field)
        if field.style == "free":
            return text
        text["description"] = "province/city/district as a path of names, a blank, and the rest"
        parts = {part: {"type": ["string", "null"], "maxLength": 300} for part in _PARTS}
        taken = {"type": "object", "properties": parts, "required": ["province"], "additionalProperties": False}
        return {"anyOf": [text, taken]}

    def sort_key(self, field: AddressField, value: str) -> Any:
        return value

    def example(self, field: AddressField) -> str:
        if field.style == "free":
            return "221B Baker Street, London"
        region = "/".join(("浙江省", "杭州市", "西湖区")[: field.levels])
        return f"{region} 文三路 1 号" if field.detail else region


def parted(value: str) -> tuple[str, str]:
    """(region, detail) of a canonical address; ("", the whole) when it doesn't begin with a known region."""
    region, _, detail = value.partition(" ")
    return (region, detail) if region in known() else ("", value)


def _joined(raw: dict[str, Any]) -> str:
    if not set(raw) <= set(_PARTS) or not all(value is None or isinstance(value, str) for value in raw.values()):
        raise wrong_kind("一个地址", "an address")
    region = "/".join(raw[level] for level in LEVELS if raw.get(level))
    return f"{region} {raw.get('detail') or ''}".strip()
