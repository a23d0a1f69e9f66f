"""Proof of work instead of a picture puzzle: no third party, nothing to read, works in any browser.

A challenge is `id~expiry~bits` signed by the link. Solved is it by a number such that SHA-256 of `challenge:number`
begins with `bits` zero bits. It costs the sender 2^bits hashes and us one. The bits rise with what has come through the
link, and from the same address, within ten minutes; each challenge is good for one answer (after HashCash; RFC 9110
has no word for it).
"""

from __future__ import annotations

import hashlib
import math
from datetime import timedelta

from limits import RateLimitItemPerMinute
from sqlalchemy import delete
from sqlalchemy.dialects import postgresql, sqlite

from dougong.kit import public_link
from dougong.kit.db import Transaction
from dougong.kit.errors import Invalid, say
from dougong.kit.ids import new_id
from dougong.kit.rates import Rates
from dougong.records.public.models import form_link_proof
from dougong.records.public.settings import Proof

VALID = timedelta(minutes=30)
EASIEST, HARDEST = 14, 21
"""16 thousand hashes (some 50 ms on a phone) to two million (some seconds)."""
CALM_LINK, CALM_ADDRESS = 60, 3
"""Answers within ten minutes that leave the challenge at its easiest."""
PER_LINK = RateLimitItemPerMinute(2_000, 10)
PER_ADDRESS = RateLimitItemPerMinute(60, 10)
_PURPOSE = "proof"
_p = form_link_proof.c


def bits_for(rates: Rates, link: str, address: str) -> int:
    """How hard the next challenge is: one bit more for each doubling of what is usual."""
    of_link = rates.used(PER_LINK, "answer", link) / CALM_LINK
    of_address = rates.used(PER_ADDRESS, "answer", link, address) / CALM_ADDRESS
    busy = max(of_link, of_address, 1.0)
    return min(HARDEST, EASIEST + math.ceil(math.log2(busy)))


def count(rates: Rates, link: str, address: str) -> None:
    """One more answer is tried. Raises TooMany."""
    rates.count(PER_ADDRESS, "answer", link, address)
    rates.count(PER_LINK, "answer", link)


def challenge(tx: Transaction, secret: str, bits: int) -> str:
    """A new one; nothing is kept of it until it is used."""
    expires = int((tx.now + VALID).timestamp())
    return public_link.sign(secret, _PURPOSE, f"{new_id()}~{expires}~{bits}")


def redeem(tx: Transaction, secret: str, proof: Proof) -> None:
    """Uses the proof up, in the transaction of what it was made for. Raises Invalid."""
    text = public_link.opened(secret, _PURPOSE, proof.challenge)
    if text is None:
        raise _bad()
    ident, expires, bits = text.split("~")
    if int(expires) < tx.now.timestamp() or not solves(proof, int(bits)):
        raise _bad()
    made = (postgresql.insert if tx.dialect == "postgresql" else sqlite.insert)(form_link_proof)
    first = made.values(challenge=ident, expires_at=tx.now + VALID).on_conflict_do_nothing().returning(_p.challenge)
    if tx.execute(first).first() is None:
        raise _bad()


def solves(proof: Proof, bits: int) -> bool:
    digest = hashlib.sha256(f"{proof.challenge}:{proof.nonce}".encode()).digest()
    return int.from_bytes(digest[:8]) >> (64 - bits) == 0


def forget_old(tx: Transaction) -> int:
    """Used challenges that would be refused as too old anyway."""
    return tx.execute(delete(form_link_proof).where(_p.expires_at < tx.now)).rowcount


def _bad() -> Invalid:
    return Invalid(
        say("提交验证已过期，请重新提交。", "The check for this submission has expired; send it again."), "bad_proof"
    )
