"""A web address, http or https."""

import re
from typing import Literal
from urllib.parse import urlsplit

from engines.form.fields._texts import TextLike, cell_text, line
from engines.form.fields.base import FieldModel, Reading, ValueProblem
from engines.form.labels import sentence

_BARE = re.compile(r"[^\s:/]+\.[^\W\d_]{2,}(:\d+)?(/|$)")


class UrlField(FieldModel):
    """网址 / Web address."""

    type: Literal["url"]


class UrlType(TextLike[UrlField]):
    """Behaviour of `url`: only http(s) with a host, so that a stored link can never run a script.
    Import adds https:// to what people write without it (www.example.com)."""

    key = "url"
    model = UrlField
    label = sentence("网址", "Web address")
    icon = "link"
    group = "text"
    widget = "url"
    limit = 2_000

    def schema(self, field: UrlField) -> dict[str, object]:
        return {"type": "string", "format": "uri", "maxLength": self.limit}

    def accept(self, field: UrlField, text: str) -> str | None:
        address = line(text)
        if address is None:
            return None
        try:
            parts = urlsplit(address)
            fine = parts.scheme.lower() in ("http", "https") and bool(parts.hostname)
            fine = fine and (parts.port is None or parts.port > 0)
        except ValueError:  # a broken port or IPv6 host
            fine = False
        if not fine or any(char.isspace() or char in '<>"\\' for char in address):
            raise ValueProblem(
                "url_invalid",
                "请输入有效的网址，以 http:// 或 https:// 开头",
                "please enter a web address that starts with http:// or https://",
            )
        return address

    def guess(self, field: UrlField, raw: object, locale: str, reading: Reading) -> str | None:
        text = cell_text(raw, reading)
        return self.accept(field, f"https://{text}" if _BARE.match(text) else text)

    def example(self, field: UrlField) -> str:
        return "https://example.com/"
