"""Signatures of webhooks as <https://www.standardwebhooks.com> has them: HMAC-SHA256 over `id.timestamp.body`.

Headers: `webhook-id`, `webhook-timestamp` (seconds since 1970), `webhook-signature` (`v1,<base64>`, several parted by
blanks while a secret is being replaced). Secrets are written `whsec_<base64>`.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime

TOLERANCE_SECONDS = 300
_PREFIX = "whsec_"
_BYTES = 32


def new_secret() -> str:
    """A fresh secret of 32 bytes."""
    return _PREFIX + base64.b64encode(secrets.token_bytes(_BYTES)).decode()


def is_secret(text: str) -> bool:
    """True for a usable secret (24 to 64 bytes)."""
    try:
        return 24 <= len(_key(text)) <= 64
    except (binascii.Error, ValueError):
        return False


def signed_headers(
    secret: str, message_id: str, now: datetime, body: bytes, also: Sequence[str] = ()
) -> dict[str, str]:
    """The three headers of a call. `also`: secrets that still count while one is replaced; either is accepted."""
    timestamp = str(int(now.timestamp()))
    return {
        "webhook-id": message_id,
        "webhook-timestamp": timestamp,
        "webhook-signature": " ".join(
            "v1," + _signature(each, message_id, timestamp, body) for each in (secret, *also)
        ),
    }


def is_genuine(secret: str, headers: Mapping[str, str], now: datetime, body: bytes) -> bool:
    """True when the call is signed with the secret and not older (or newer) than five minutes."""
    message_id = headers.get("webhook-id", "")
    timestamp = headers.get("webhook-timestamp", "")
    if not message_id or not timestamp.isascii() or not timestamp.isdigit() or len(timestamp) > 12:
        return False
    if abs(now.timestamp() - int(timestamp)) > TOLERANCE_SECONDS:
        return False
    expected = _signature(secret, message_id, timestamp, body).encode()
    given = [part.partition(",") for part in headers.get("webhook-signature", "").split(" ")[:10]]
    return any(version == "v1" and hmac.compare_digest(expected, text.encode()) for version, _, text in given)


def _signature(secret: str, message_id: str, timestamp: str, body: bytes) -> str:
    content = f"{message_id}.{timestamp}.".encode() + body
    return base64.b64encode(hmac.new(_key(secret), content, hashlib.sha256).digest()).decode()


def _key(secret: str) -> bytes:
    return base64.b64decode(secret.removeprefix(_PREFIX), validate=True)
