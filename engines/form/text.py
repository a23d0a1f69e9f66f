"""Cleaning of text that comes from outside, and the folded form in which texts are compared."""

import unicodedata
from functools import lru_cache

_INVISIBLE = {0xFEFF, 0x200B, 0x2060, *range(0x202A, 0x202F), *range(0x2066, 0x206A)}


def _visible(char: str) -> bool:
    """Neither a control character, nor half a surrogate pair, nor a mark that reverses the reading."""
    return unicodedata.category(char) not in ("Cc", "Cs") and ord(char) not in _INVISIBLE


def clean_line(raw: str) -> str:
    """One line: NFC, no control characters, every line break or tab one blank, no outer blanks."""
    if raw.isprintable():
        return raw.strip() if raw.isascii() else unicodedata.normalize("NFC", raw).strip()
    text = "".join(filter(_visible, " ".join(raw.split())))
    return unicodedata.normalize("NFC", text).strip()


def clean_block(raw: str) -> str:
    """Several lines: as `clean_line`, but keeps \\n and tabs; \\r\\n becomes \\n."""
    if raw.isprintable():
        return clean_line(raw)
    text = raw.replace("\r\n", "\n").replace("\r", "\n")
    if not text.replace("\n", "").replace("\t", "").isprintable():
        text = "".join(char for char in text if char in "\n\t" or _visible(char))
    return unicodedata.normalize("NFC", text).strip()


@lru_cache(maxsize=8_192)
def fold(text: str) -> str:
    """The form in which two texts count as the same: without case, width and outer blanks."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def halfwidth(text: str) -> str:
    """Full-width digits and signs as ASCII ones, for reading numbers, dates and telephone numbers."""
    return text if text.isascii() else unicodedata.normalize("NFKC", text)
