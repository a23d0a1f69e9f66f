"""What every public link shares, whatever it opens: its address, what is signed with it, who may frame its page.

An address can't be guessed, and is looked up by its hash (`hashed`). What a link hands to strangers (a place in a
draft, a way back to an answer, values already filled in) is text under its own secret: `sign` and `opened`. The
purpose is part of what is signed, so that one can't be shown where another is asked for.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import secrets
from collections.abc import Sequence

from dougong.kit.errors import FieldError, Invalid, say

_ORIGIN = re.compile(r"https?://(\*\.)?[a-z0-9-]+(\.[a-z0-9-]+)*(:\d{1,5})?")
_SIGNATURE_BYTES = 16
"""128 bits: nobody guesses one, and addresses stay short enough for a QR code."""


def new_token() -> str:
    """A new address or secret."""
    return secrets.token_urlsafe(32)


def hashed(token: str) -> str:
    """What is kept of an address."""
    return hashlib.sha256(token.encode()).hexdigest()


def sign(secret: str, purpose: str, text: str) -> str:
    """`text.signature`; the text must be fit for an address."""
    return f"{text}.{_signature(secret, purpose, text)}"


def opened(secret: str, purpose: str, signed: str | None) -> str | None:
    """The text that was signed for this purpose, or None."""
    text, dot, given = (signed or "").rpartition(".")
    expected = _signature(secret, purpose, text)
    return text if dot and hmac.compare_digest(given.encode(), expected.encode()) else None


def checked_frames(frames: Sequence[str], field: str = "frames") -> list[str]:
    """Origins whose pages may show a public page in a frame. Raises Invalid."""
    found = [each.strip().rstrip("/").lower() for each in frames]
    if not all(_ORIGIN.fullmatch(each) for each in found):
        sentence = say(
            "网站地址应形如 https://intranet.example.com，不含路径。",
            "A site is written like https://intranet.example.com, without a path.",
        )
        raise Invalid(sentence, "bad_origin", [FieldError(field, "bad_origin", sentence)])
    return found


def _signature(secret: str, purpose: str, text: str) -> str:
    digest = hmac.digest(secret.encode(), f"{purpose}\n{text}".encode(), "sha256")
    return base64.urlsafe_b64encode(digest[:_SIGNATURE_BYTES]).decode().rstrip("=")
