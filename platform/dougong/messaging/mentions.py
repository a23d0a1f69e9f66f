"""People in a text: they stand in it as `<@id>`, so that whoever changes their name is still named."""

from __future__ import annotations

import re
from collections.abc import Mapping

_MENTION = re.compile(r"<@([0-9a-f-]{36})>")


def mentioned(text: str) -> set[str]:
    """Whom a text names."""
    return set(_MENTION.findall(text))


def plain(text: str, names: Mapping[str, str]) -> str:
    """The text with names instead of ids."""
    return _MENTION.sub(lambda found: f"@{names.get(found[1], '?')}", text)
