"""Envelope encryption: values are sealed with a data key of their own, and only that key lies in the vault.

Replacing the vault's key seals a handful of data keys anew, never millions of values. Equality without opening is
answered by a keyed digest (a «blind index»: HMAC-SHA-256, RFC 2104) under a key that seals nothing.
"""

from __future__ import annotations

import base64
import hmac
import os
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from dougong.kit.errors import say
from dougong.kit.vault import Unreadable

_NONCE = 12
_BYTES = 32


def new_key() -> str:
    """256 random bits, as text for the vault."""
    return base64.urlsafe_b64encode(secrets.token_bytes(_BYTES)).decode()


class DataKey:
    """AES-256-GCM; each value is bound to its place."""

    def __init__(self, text: str) -> None:
        self._cipher = AESGCM(base64.urlsafe_b64decode(text))

    def seal(self, text: str, place: str) -> str:
        """base64url of nonce, ciphertext and tag."""
        nonce = os.urandom(_NONCE)
        return base64.urlsafe_b64encode(nonce + self._cipher.encrypt(nonce, text.encode(), place.encode())).decode()

    def open(self, sealed: str, place: str) -> str:
        """Raises Unreadable when it was sealed elsewhere, with another key, or was tampered with."""
        raw = base64.urlsafe_b64decode(sealed)
        try:
            return self._cipher.decrypt(raw[:_NONCE], raw[_NONCE:], place.encode()).decode()
        except InvalidTag as wrong:
            raise Unreadable(say("密文无法解密。", "The sealed value can't be opened.")) from wrong


class IndexKey:
    """Digests that are equal when the texts are."""

    def __init__(self, text: str) -> None:
        self._key = base64.urlsafe_b64decode(text)

    def digest(self, text: str, place: str) -> str:
        """64 hex digits; the same text in another place has another digest."""
        return hmac.new(self._key, f"{place}\0{text}".encode(), "sha256").hexdigest()
