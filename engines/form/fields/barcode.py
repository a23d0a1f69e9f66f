"""The text of a barcode or QR code."""

from typing import Annotated, Any, Literal

from pydantic import Field

from engines.form.fields._texts import TextLike, line
from engines.form.fields.base import FieldModel
from engines.form.labels import sentence

Symbology = Literal["qr", "data_matrix", "pdf_417", "aztec", "code_128", "code_39", "ean_13", "ean_8", "upc_a", "itf"]


class BarcodeField(FieldModel):
    """条码 / Barcode. `formats`: what the camera looks for (none: everything). `scan_only`: the page takes no typing;
    other doors can't know how a text came about and take it as it is. `show`: how a value is drawn."""

    type: Literal["barcode"]
    max_length: Annotated[int, Field(ge=1, le=2_000)] = 255
    formats: Annotated[tuple[Symbology, ...], Field(max_length=10)] = ()
    scan_only: bool = False
    show: Literal["text", "qr"] = "text"


class BarcodeType(TextLike[BarcodeField]):
    """Behaviour of `barcode`: one clean line."""

    key = "barcode"
    model = BarcodeField
    label = sentence("条码", "Barcode")
    icon = "qr-code"
    group = "advanced"
    widget = "barcode"

    def max_length(self, field: BarcodeField) -> int:
        return field.max_length

    def accept(self, field: BarcodeField, text: str) -> str | None:
        return line(text)

    def schema(self, field: BarcodeField) -> dict[str, Any]:
        schema = super().schema(field)
        if field.scan_only:
            schema["description"] = "scanned by camera; the page takes no typing"
            schema["x-scan-only"] = True
        return schema

    def example(self, field: BarcodeField) -> str:
        return "6901234567892"[: field.max_length]
