"""The second factor: a code of an app on one's phone, and codes on paper for the day the phone is gone.

The secret lies sealed in the vault, recovery codes as hashes (120 random bits: nothing to guess). A code is good once,
the one before and the one after the present are taken too.
"""

from __future__ import annotations

import base64
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, delete, func, insert, select, update

from dougong.audit import service as audit
from dougong.identity import totp
from dougong.identity.authentication import TOPIC, hash_secret
from dougong.identity.models import recovery_code, second_factor, session
from dougong.kit.db import Transaction
from dougong.kit.errors import Conflict, FieldError, Invalid, NotFound, say
from dougong.kit.ids import new_id
from dougong.kit.sealing import Holder
from dougong.kit.web import Actor

ISSUER = "Dougong"
CODES = 10
_CODE_BYTES = 15
_c, _r = second_factor.c, recovery_code.c


@dataclass(frozen=True)
class Enrolment:
    """What an app on the phone needs; shown this once."""

    secret: str
    uri: str


def is_on(tx: Transaction, person_id: str) -> bool:
    """Whether they have one that has shown a code."""
    return (
        tx.execute(select(_c.person_id).where(_c.person_id == person_id, _c.confirmed_at.is_not(None))).first()
        is not None
    )


def state(tx: Transaction, person_id: str) -> dict[str, Any]:
    """`{on, since, codes_left}`."""
    row = _find(tx, person_id)
    left = tx.execute(select(func.count()).where(_r.person_id == person_id)).scalar_one()
    return {"on": row is not None, "since": row.confirmed_at if row else None, "codes_left": left if row else 0}


def begin(tx: Transaction, actor: Actor) -> Enrolment:
    """A new secret, which counts once it has shown a code. Conflict when there is one that counts."""
    if _find(tx, actor.person_id) is not None:
        raise Conflict(say("两步验证已开启。", "Two-step verification is on already."), "already_on")
    secret = totp.new_secret()
    tx.execute(delete(second_factor).where(_c.person_id == actor.person_id))
    sealed = tx.vault.seal(secret, _place(actor.person_id))
    row = {"person_id": actor.person_id, "secret": sealed, "last_step": 0, "created_at": tx.now}
    tx.execute(insert(second_factor).values(**row))
    return Enrolment(secret, totp.uri(secret, actor.email, ISSUER))


def finish(tx: Transaction, actor: Actor, code: str) -> list[str]:
    """Turns it on by its first code. → the recovery codes, shown this once"""
    row = tx.execute(select(second_factor).where(_c.person_id == actor.person_id, _c.confirmed_at.is_(None))).first()
    if row is None:
        raise NotFound(say("请重新开始设置两步验证。", "Please start setting up two-step verification again."))
    if not _take_code(tx, row, code):
        raise wrong_code()
    tx.execute(update(second_factor).where(_c.person_id == actor.person_id).values(confirmed_at=tx.now))
    mine = update(session).where(session.c.person_id == actor.person_id)
    tx.execute(mine.values(must_enrol=False, proved=True, confirmed_at=tx.now))
    audit.record(tx, actor, "person.second_factor_on", f"person:{actor.person_id}")
    tx.announce(TOPIC)
    return _new_codes(tx, actor.person_id)


def renew_codes(tx: Transaction, actor: Actor) -> list[str]:
    """New recovery codes; the old ones end."""
    if _find(tx, actor.person_id) is None:
        raise NotFound(say("尚未开启两步验证。", "Two-step verification is not on."))
    audit.record(tx, actor, "person.recovery_codes", f"person:{actor.person_id}")
    return _new_codes(tx, actor.person_id)


def check(tx: Transaction, person_id: str, code: str) -> bool:
    """Whether the code is good: of the app, or a recovery code. It is used up by this."""
    row = _find(tx, person_id)
    if row is None:
        return False
    text = "".join(code.split()).replace("-", "")
    if len(text) == totp.DIGITS:
        return _take_code(tx, row, text)
    mine = delete(recovery_code).where(_r.person_id == person_id, _r.code_hash == hash_secret(text.upper()))
    return bool(tx.execute(mine).rowcount)


def remove(tx: Transaction, actor: Actor, person_id: str) -> None:
    """Turns it off; fine when it isn't on."""
    gone = tx.execute(delete(second_factor).where(_c.person_id == person_id)).rowcount
    tx.execute(delete(recovery_code).where(_r.person_id == person_id))
    if gone:
        audit.record(tx, actor, "person.second_factor_off", f"person:{person_id}")
        tx.announce(TOPIC)


def wrong_code(field: str = "code") -> Invalid:
    text = say("验证码不正确或已使用。", "The code is not right, or was used before.")
    return Invalid(text, "wrong_code", [FieldError(field, "wrong_code", text)])


def holders(tx: Transaction) -> Iterator[Holder]:
    """Everything that is sealed here."""
    for row in tx.execute(select(_c.person_id, _c.secret)).all():
        mine = update(second_factor).where(_c.person_id == row.person_id)
        yield Holder({"secret": (row.secret, _place(row.person_id))}, mine.values)


def _find(tx: Transaction, person_id: str) -> Row[Any] | None:
    return tx.execute(select(second_factor).where(_c.person_id == person_id, _c.confirmed_at.is_not(None))).first()


def _take_code(tx: Transaction, row: Row[Any], code: str) -> bool:
    step = totp.matching_step(tx.vault.open(row.secret, _place(row.person_id)), code, tx.now)
    if step is None:
        return False
    newer = update(second_factor).where(_c.person_id == row.person_id, _c.last_step < step).values(last_step=step)
    return bool(tx.execute(newer).rowcount)  # 0: this code, or a later one, was used before


def _new_codes(tx: Transaction, person_id: str) -> list[str]:
    tx.execute(delete(recovery_code).where(_r.person_id == person_id))
    codes = [base64.b32encode(secrets.token_bytes(_CODE_BYTES)).decode() for _ in range(CODES)]
    rows = [{"id": new_id(), "person_id": person_id, "code_hash": hash_secret(code)} for code in codes]
    tx.execute(insert(recovery_code), rows)
    return ["-".join(code[at : at + 4] for at in range(0, len(code), 4)) for code in codes]


def _place(person_id: str) -> str:
    return f"second-factor/{person_id}"
