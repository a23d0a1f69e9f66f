"""A point on the earth with a label: `30.274151,120.15507 杭州市西湖区文三路`."""

import re
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Literal

from engines.form.fields._texts import cell_text, line
from engines.form.fields.base import PLAIN, FieldModel, FieldType, Reading, ValueProblem, wrong_kind
from engines.form.labels import sentence
from engines.form.storage import Column, Storage
from engines.form.text import halfwidth
from engines.formula.types import TEXT, Type

MAX_LABEL = 200
_STEP = Decimal("0.000001")  # 11 cm
_NUMBER = r"[+-]?\d{1,3}(?:\.\d{1,15})?"
_STORED = re.compile(rf"(?P<lat>{_NUMBER}),(?P<lng>{_NUMBER})(?: (?P<label>.+))?")
_WRITTEN = re.compile(
    rf"(?:geo:)?\s*[(\[]?\s*(?P<lat>{_NUMBER})\s*°?\s*[,;\s]\s*(?P<lng>{_NUMBER})\s*°?\s*[)\]]?(?:\s+(?P<label>.+))?"
)
_ANGLE = r"(\d{1,3})\s*°\s*(?:(\d{1,2})\s*[′']\s*)?(?:(\d{1,2}(?:\.\d+)?)\s*(?:[″\"]|[′']{2})\s*)?"
_DEGREES = re.compile(rf"{_ANGLE}([NS])[,\s]*{_ANGLE}([EW])(?:\s+(?P<label>.+))?", re.IGNORECASE)


class LocationField(FieldModel):
    """定位 / Location. `here_only`: the page takes the device's own position, no other point."""

    type: Literal["location"]
    here_only: bool = False


class LocationType(FieldType[LocationField]):
    """Behaviour of `location`: WGS 84 degrees with at most 6 decimals. The API also takes `{lat, lng, label}`."""

    key = "location"
    model = LocationField
    label = sentence("定位", "Location")
    icon = "map-pin"
    group = "advanced"
    widget = "location"
    sortable = False
    searchable = True

    def storage(self, field: LocationField) -> Storage:
        return Column("text")

    def formula_type(self, field: LocationField) -> Type:
        return TEXT

    def schema(self, field: LocationField) -> dict[str, Any]:
        point = {
            "lat": {"type": "number", "minimum": -90, "maximum": 90},
            "lng": {"type": "number", "minimum": -180, "maximum": 180},
            "label": {"type": ["string", "null"], "maxLength": MAX_LABEL},
        }
        taken = {"type": "object", "properties": point, "required": ["lat", "lng"], "additionalProperties": False}
        text = {"type": "string", "pattern": r"^-?\d+(\.\d+)?,-?\d+(\.\d+)?( .+)?$", "description": "lat,lng label"}
        return {"anyOf": [text, taken]}

    def read(self, field: LocationField, raw: Any) -> str:
        if isinstance(raw, dict) and {"lat", "lng"} <= set(raw) <= {"lat", "lng", "label"}:
            label = raw.get("label")
            if all(_is_number(raw[key]) for key in ("lat", "lng")) and (label is None or isinstance(label, str)):
                return written(Decimal(str(raw["lat"])), Decimal(str(raw["lng"])), label)
        found = _STORED.fullmatch(raw.strip()) if isinstance(raw, str) else None
        if found is None:
            raise wrong_kind("“纬度,经度 说明”", "“lat,lng label”")
        return written(Decimal(found["lat"]), Decimal(found["lng"]), found["label"])

    def guess(self, field: LocationField, raw: Any, locale: str, reading: Reading) -> str:
        text = halfwidth(line(cell_text(raw, reading)) or "")
        if found := _DEGREES.fullmatch(text):
            return written(_degrees(*found.groups()[:4]), _degrees(*found.groups()[4:8]), found["label"])
        written_so = _WRITTEN.fullmatch(text)
        if written_so is None:
            raise _no_point()
        lat, lng = Decimal(written_so["lat"]), Decimal(written_so["lng"])
        if abs(lat) > 90 >= abs(lng):  # many Chinese maps write the longitude first
            lat, lng = lng, lat
        return written(lat, lng, written_so["label"])

    def coerce(self, field: LocationField, value: Any, reading: Reading = PLAIN) -> str:
        return self.guess(field, value, "zh-CN", reading)

    def search_text(self, field: LocationField, value: str | None, reading: Reading = PLAIN) -> str:
        return (value or "").partition(" ")[2]

    def example(self, field: LocationField) -> str:
        return "30.274151,120.15507 杭州"


def written(lat: Decimal, lng: Decimal, label: str | None) -> str:
    """The canonical text of a point; raises `ValueProblem` beyond the earth's degrees."""
    if abs(lat) > 90 or abs(lng) > 180:
        raise _no_point()
    text = ",".join(format(degrees.quantize(_STEP, ROUND_HALF_UP).normalize() + 0, "f") for degrees in (lat, lng))
    named = line((label or "")[: MAX_LABEL * 2])
    if named and len(named) > MAX_LABEL:
        raise ValueProblem(
            "max_length", f"说明最多 {MAX_LABEL} 个字符", f"the label has at most {MAX_LABEL} characters"
        )
    return f"{text} {named}" if named else text


def _degrees(whole: str, minutes: str | None, seconds: str | None, side: str) -> Decimal:
    value = Decimal(whole) + Decimal(minutes or 0) / 60 + Decimal(seconds or 0) / 3600
    return -value if side in "SWsw" else value


def _is_number(raw: Any) -> bool:
    return isinstance(raw, int | float | Decimal) and not isinstance(raw, bool)


def _no_point() -> ValueProblem:
    return ValueProblem(
        "not_a_location",
        "请写成“纬度,经度 说明”，如 30.27,120.15 公司",
        "write “lat,lng label”, as in 30.27,120.15 Office",
    )
