"""Secrets that others gave us (tokens, passwords, signing keys) lie encrypted: AES-256-GCM, each bound to its place.

The key is `DOUGONG_SECRET_KEY`, else the file `secret.key` (mode 0600) in the data folder, made when the first secret
is stored. Several keys, parted by commas or lines: the first seals, all open; that is how a key is replaced. What lies
in the database unsealed (from before, or put there by hand) is read as it is until `reseal` has gone over it.

A sealed text is `v1.` and base64url of nonce (12 bytes), ciphertext and tag; its place is authenticated with it, so a
secret that is copied to another row opens nowhere.
"""

from __future__ import annotations

import base64
import os
import re
import secrets
from collections.abc import Sequence
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from dougong.kit.config import Settings
from dougong.kit.errors import Problem, say

FILE = "secret.key"
SHORTEST = 24
"""Characters of a key: it has to be random, since there is no slow hash before it."""
_MARK = "v1."
_NONCE = 12


class Unreadable(Problem):
    """A secret that none of the keys opens, or no key at all: an operator has to look."""

    status = 503
    default_code = "secrets_unreadable"
    title = say("密钥不可用", "Secrets can't be read")


class Vault:
    """Seals and opens with the keys of one installation. For any number of threads; the keys are looked up when the
    first secret comes."""

    def __init__(self, given: str, folder: Path) -> None:
        self._given = given
        self._file = folder / FILE
        self._ciphers: tuple[AESGCM, ...] = ()

    @classmethod
    def of(cls, settings: Settings) -> Vault:
        given = settings.secret_key.get_secret_value() if settings.secret_key else ""
        return cls(given, settings.data)

    def seal(self, text: str, place: str) -> str:
        """The text as it is stored at `place`."""
        nonce = os.urandom(_NONCE)
        sealed = nonce + self._keys(make=True)[0].encrypt(nonce, text.encode(), place.encode())
        return _MARK + base64.urlsafe_b64encode(sealed).decode().rstrip("=")

    def open(self, stored: str, place: str) -> str:
        """The text behind what is stored at `place`. Raises Unreadable."""
        return self._open(stored, place, self._keys(make=False)) if is_sealed(stored) else stored

    def is_current(self, stored: str, place: str) -> bool:
        """Sealed, and with the first key."""
        if not is_sealed(stored):
            return False
        try:
            self._open(stored, place, self._keys(make=False)[:1])
        except Unreadable:
            return False
        return True

    def where(self) -> str | None:
        """Where the key comes from, for operators; None when there is none yet."""
        return "DOUGONG_SECRET_KEY" if self._given else str(self._file) if self._file.exists() else None

    def _open(self, stored: str, place: str, ciphers: Sequence[AESGCM]) -> str:
        if not ciphers:
            raise Unreadable(
                say(
                    f"缺少密钥：请设置 DOUGONG_SECRET_KEY 或恢复 {FILE}。",
                    f"The key is missing: set DOUGONG_SECRET_KEY or bring back {FILE}.",
                )
            )
        text = stored.removeprefix(_MARK)
        sealed = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
        for cipher in ciphers:
            try:
                return cipher.decrypt(sealed[:_NONCE], sealed[_NONCE:], place.encode()).decode()
            except InvalidTag:
                continue
        raise Unreadable(
            say(
                "现有密钥无法解密已保存的机密，请检查 DOUGONG_SECRET_KEY。",
                "None of the keys opens the stored secrets; look at DOUGONG_SECRET_KEY.",
            )
        )

    def _keys(self, *, make: bool) -> tuple[AESGCM, ...]:
        if not self._ciphers:
            text = self._given or self._read() or (self._made() if make else "")
            self._ciphers = tuple(map(_cipher, re.split(r"[\s,]+", text.strip()))) if text.strip() else ()
        return self._ciphers

    def _read(self) -> str:
        try:
            return self._file.read_text()
        except FileNotFoundError:
            return ""

    def _made(self) -> str:
        """A new key file; another process may be quicker, then it is theirs."""
        self._file.parent.mkdir(parents=True, exist_ok=True)
        mine = self._file.with_name(f".{FILE}.{os.getpid()}.{secrets.token_hex(4)}")
        with os.fdopen(os.open(mine, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(32) + "\n")
        try:
            os.link(mine, self._file)  # all of it or nothing, and never over one that is there
        except FileExistsError:
            pass  # another process was quicker: its key is the one
        finally:
            mine.unlink()
        return self._read()


def is_sealed(stored: str) -> bool:
    """Not a text from before."""
    return stored.startswith(_MARK)


def _cipher(key: str) -> AESGCM:
    if len(key) < SHORTEST:
        raise Unreadable(say(f"密钥至少需要 {SHORTEST} 个字符。", f"A secret key has at least {SHORTEST} characters."))
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"dougong.vault").derive(key.encode())
    return AESGCM(derived)
