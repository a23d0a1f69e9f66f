"""Passwords: argon2id as OWASP's minimum asks (19 MiB, 2 passes, 1 lane), and what may be one (ASVS 5.0, V6.2)."""

from __future__ import annotations

import functools
import secrets
import threading
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from zxcvbn import zxcvbn

from dougong.kit.errors import FieldError, Invalid, Text, TooMany, say

MIN_LENGTH = 10
MAX_LENGTH = 128
_ALPHABET = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # nothing that looks like something else
_GENERATED = 16
_AT_ONCE = 4  # each hash takes 19 MiB and a core: a flood of sign-ins must not take the machine
_WAIT_SECONDS = 10

NO_PASSWORD = "!"  # noqa: S105 - no hash is like this
"""Stored instead of a hash: nobody signs in with a password until one is set."""
EASILY_GUESSED = 6.0
"""Decimal digits of the guesses zxcvbn thinks are enough: a million, which an online attacker may reach (NIST 800-63B
asks for a list of common passwords; this finds them in their usual disguises too: Password123, 1q2w3e4r5t)."""
_LOOKED_AT = 72
_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_slots = threading.BoundedSemaphore(_AT_ONCE)

_COMMON = frozenset((Path(__file__).parent / "common_passwords.txt").read_text("ascii").split())


def hash_password(password: str) -> str:
    """The argon2id hash to store. Takes some 50 ms and 19 MiB: never inside a transaction."""
    with _Slot():
        return _hasher.hash(password)


@functools.cache
def _nobody() -> str:
    """The hash of a password that nobody has."""
    return _hasher.hash(secrets.token_urlsafe(16))


def verify_password(stored: str | None, password: str) -> bool:
    """True when `password` is the one. Without a stored hash (nobody by that name) it takes the same time."""
    with _Slot():
        try:
            hashed = stored if stored != NO_PASSWORD else None
            return _hasher.verify(hashed or _nobody(), password) and hashed is not None
        except (VerificationError, InvalidHashError):
            return False


def needs_rehash(stored: str) -> bool:
    """True when the hash was made with older, weaker parameters."""
    return _hasher.check_needs_rehash(stored)


def generate_password() -> str:
    """A password for somebody who will be asked to choose their own: 16 letters and digits, 93 bits."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(_GENERATED))


def require_good_password(password: str, *, email: str, field: str = "password") -> None:
    """A 422 that says what to change, or nothing. Length matters, composition doesn't."""
    problem = _weakness(password, email)
    if problem is not None:
        raise Invalid(problem, "weak_password", [FieldError(field, "weak_password", problem)])


def _weakness(password: str, email: str) -> Text | None:
    plain = password.casefold()
    if len(password) < MIN_LENGTH:
        return say(f"密码至少需要 {MIN_LENGTH} 个字符。", f"A password needs at least {MIN_LENGTH} characters.")
    if len(password) > MAX_LENGTH:
        return say(f"密码最多 {MAX_LENGTH} 个字符。", f"A password has at most {MAX_LENGTH} characters.")
    if plain in _COMMON or len(set(plain)) < 4 or _guesses(password, email) < EASILY_GUESSED:
        return say("这个密码太常见，容易被猜到。", "This password is too common; it is easily guessed.")
    name = email.casefold().partition("@")[0]
    if plain == email.casefold() or (len(name) >= 4 and plain.replace(name, "").strip("0123456789!@#._-") == ""):
        return say("密码不能由邮箱组成。", "A password can't be made of the e-mail address.")
    return None


def _guesses(password: str, email: str) -> float:
    told = zxcvbn(password[:_LOOKED_AT], user_inputs=[email.casefold(), "dougong", "斗拱"])
    return float(told["guesses_log10"])


class _Slot:
    """One of the few hashes computed at a time; who waits too long is told to come back."""

    def __enter__(self) -> None:
        if not _slots.acquire(timeout=_WAIT_SECONDS):
            raise TooMany(
                say("登录请求过多，请稍后再试。", "Too many sign-ins at once; try again shortly."),
                headers={"Retry-After": "10"},
            )

    def __exit__(self, *_: object) -> None:
        _slots.release()
