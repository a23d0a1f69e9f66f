"""A signature written by hand: one PNG file that the pad of the page (or an API client) has uploaded."""

from typing import Annotated, Literal

from pydantic import Field

from engines.form.fields._files import FileField, FileType
from engines.form.labels import sentence


class SignatureField(FileField):
    """手写签名 / Signature."""

    type: Literal["signature"]
    max_files: Literal[1] = 1
    max_mb: Annotated[int, Field(ge=1, le=5)] = 2
    accept: tuple[Literal["image/png"]] = ("image/png",)


class SignatureType(FileType[SignatureField]):
    """Behaviour of `signature`."""

    key = "signature"
    model = SignatureField
    label = sentence("手写签名", "Signature")
    icon = "signature"
    group = "advanced"
    widget = "signature"
