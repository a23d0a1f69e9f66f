"""Text for a csv file that a spreadsheet will open."""

from __future__ import annotations

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for the beginning of a formula."""


def harmless(text: str) -> str:
    """Text that would run as a formula gets an apostrophe before it (OWASP, «CSV injection»)."""
    return f"'{text}" if text.startswith(FORMULA) else text
