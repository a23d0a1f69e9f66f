"""Everything the platform keeps about somebody with an account: shown, handed out, erased (PIPL 44–47, GDPR 15–20).

Erasing makes the person somebody unknown: their own rows are deleted, their name and address replaced. What the
organisation did with them stays, under the id that now leads to nobody.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from sqlalchemy import Row, cast, delete, func, select, update
from sqlalchemy import Text as SqlText

from dougong.accounts.holdings import ERASED, KEPT, WHY_ELSE, WHY_KEPT, Holding
from dougong.audit import service as audit
from dougong.identity import people
from dougong.identity.authentication import TOPIC
from dougong.identity.models import department, person
from dougong.identity.passwords import NO_PASSWORD
from dougong.kit.db import Transaction
from dougong.kit.errors import Conflict, Text, in_language, say
from dougong.kit.jobs_model import job
from dougong.kit.pinyin import sound_of
from dougong.kit.web import Actor

_PROFILE = (
    "id", "email", "name", "phone", "locale", "timezone", "department_id", "supervisor_id", "is_admin", "active",
    "outside", "created_at", "updated_at",
)  # fmt: skip
_TAIL = 8
_ADDRESS = "@erased.invalid"


class Line(NamedTuple):
    """One line of the preview: so many rows of this sort, and what becomes of them."""

    label: Text
    rows: int
    kept: Text | None


def preview(tx: Transaction, person_id: str) -> list[Line]:
    """What there is, erased first. The profile itself is the first line."""
    people.get_person(tx, person_id)
    lines = {say_key(_PROFILE_LABEL): Line(_PROFILE_LABEL, 1, None)}
    for holdings, erased in ((ERASED, True), (KEPT, False)):
        for each in holdings:
            rows = _count(tx, each, person_id)
            if rows == 0:
                continue
            why = None if erased else WHY_KEPT.get(each.label["en"], WHY_ELSE)
            before = lines.get(say_key(each.label, kept=not erased))
            total = rows + (before.rows if before else 0)
            lines[say_key(each.label, kept=not erased)] = Line(each.label, total, why)
    return list(lines.values())


_PROFILE_LABEL = say("姓名、邮箱、电话等资料", "Name, e-mail, phone and the like")


def say_key(label: Text, *, kept: bool = False) -> str:
    """A line of the preview is known by its English label and its fate."""
    return f"{label['en']}/{kept}"


def profile(tx: Transaction, person_id: str) -> dict[str, Any]:
    """The profile as an export gives it."""
    people.get_person(tx, person_id)
    row = tx.execute(select(person).where(person.c.id == person_id)).one()
    own = tx.execute(select(department.c.name).where(department.c.id == row.department_id)).scalar_one_or_none()
    return {key: row._mapping[key] for key in _PROFILE} | {"department": own}


def sections(tx: Transaction, person_id: str) -> Iterator[tuple[str, Iterator[dict[str, Any]]]]:
    """(name of the table and column, its rows) of everything an export gives, besides the profile."""
    for each in (*ERASED, *(held for held in KEPT if held.told)):
        found = tx.execute(each.rows(person_id)).yield_per(500)
        rows = ({str(key): value for key, value in row._mapping.items()} for row in found)
        yield f"{each.table}.{each.column}" + ("" if each in ERASED else ".kept"), rows


def require_erasable(tx: Transaction, actor: Actor, person_id: str) -> Row[Any]:
    """Somebody who is switched off, isn't oneself, and leads nobody. Raises NotFound, Conflict."""
    before = people.get_person(tx, person_id)
    if before["active"] or person_id == actor.person_id:
        raise Conflict(
            say("请先停用此人，再清除个人数据。", "Switch the person off before erasing their data."), "still_active"
        )
    row = tx.execute(select(person).where(person.c.id == person_id)).one()
    if row.erased_at is not None:
        raise Conflict(say("此人的个人数据已清除。", "This person's data has been erased."), "already_erased")
    led = tx.execute(select(person.c.name).where(person.c.supervisor_id == person_id).limit(5)).scalars().all()
    headed = tx.execute(select(department.c.name).where(department.c.head_id == person_id).limit(5)).scalars().all()
    if led or headed:
        names = [*headed, *led]
        raise Conflict(
            say(
                f"此人仍是负责人或上级：{'、'.join(names)}。请先改由他人担任。",
                f"Still head or supervisor of: {', '.join(names)}. Name somebody else first.",
            ),
            "still_leads",
        )
    return row


def erase(tx: Transaction, actor: Actor, person_id: str) -> dict[str, int]:
    """Erases them, for good. → how many rows went and how many stayed"""
    tx.lock("people")
    row = require_erasable(tx, actor, person_id)
    gone = sum(tx.execute(delete(each.source).where(each.of(person_id))).rowcount for each in ERASED)
    # jobs of others that still carry the address: mails to them
    gone += tx.execute(
        delete(job).where(cast(job.c.args, SqlText).contains(f'"{row.email}"', autoescape=True))
    ).rowcount
    stayed = sum(_count(tx, each, person_id) for each in KEPT)
    name = in_language(say("已注销用户", "Erased person"), row.locale) + f" {person_id[-_TAIL:]}"
    values: dict[str, Any] = {
        "name": name,
        "name_key": sound_of(name),
        "email": f"{person_id}{_ADDRESS}",
        "phone": None,
        "department_id": None,
        "supervisor_id": None,
        "is_admin": False,
        "password_hash": NO_PASSWORD,
        "must_change_password": False,
        "demo_of": None,
        "erased_at": tx.now,
        "updated_at": tx.now,
        "version": row.version + 1,
    }
    tx.execute(update(person).where(person.c.id == person_id).values(**values))
    told = {"erased": gone, "kept": stayed}
    audit.record(tx, actor, "person.erase", f"person:{person_id}", told)
    tx.announce(TOPIC)
    return told


def _count(tx: Transaction, each: Holding, person_id: str) -> int:
    return int(tx.execute(select(func.count()).select_from(each.source).where(each.of(person_id))).scalar_one())
