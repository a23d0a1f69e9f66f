"""People: created and switched off by administrators; nobody is ever deleted, because records name them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, Select, and_, func, insert, or_, select, update

from dougong.audit import service as audit
from dougong.identity.authentication import TOPIC
from dougong.identity.directory import existing_departments, matches, names_of_people
from dougong.identity.models import department, person
from dougong.identity.outside import going_outside, require_apart
from dougong.identity.passwords import NO_PASSWORD
from dougong.identity.signin import close_sessions
from dougong.identity.tokens import delete_tokens
from dougong.kit.db import Transaction
from dougong.kit.errors import Conflict, FieldError, Invalid, NotFound, Text, say
from dougong.kit.ids import is_id, new_id
from dougong.kit.pages import decode_cursor, encode_cursor
from dougong.kit.pinyin import sound_of
from dougong.kit.web import Actor


@dataclass(frozen=True)
class NewPerson:
    """What an administrator says of somebody new; the password comes as a hash, made outside the transaction."""

    email: str
    name: str
    password_hash: str
    locale: str
    timezone: str
    phone: str | None = None
    department_id: str | None = None
    supervisor_id: str | None = None
    is_admin: bool = False
    must_change_password: bool = True
    demo_of: str | None = None
    """Their key in the package whose demo data brought them."""
    outside: bool = False


def create_person(tx: Transaction, actor: Actor | None, new: NewPerson) -> dict[str, Any]:
    """Adds somebody; a 422 when the e-mail is taken or the department or supervisor does not exist."""
    email = new.email.strip().lower()
    person_id = new_id()
    _require_free_email(tx, email)
    _require_place(tx, person_id, new.department_id, new.supervisor_id)
    if new.outside:
        require_apart(vars(new))
    tx.execute(
        insert(person).values(
            id=person_id,
            email=email,
            name=new.name,
            name_key=sound_of(new.name),
            phone=new.phone,
            locale=new.locale,
            timezone=new.timezone,
            department_id=new.department_id,
            supervisor_id=new.supervisor_id,
            is_admin=new.is_admin,
            active=True,
            password_hash=new.password_hash,
            must_change_password=new.must_change_password,
            demo_of=new.demo_of,
            outside=new.outside,
            created_at=tx.now,
            updated_at=tx.now,
            version=1,
        )
    )
    audit.record(tx, actor, "person.create", f"person:{person_id}", _created(email, new))
    tx.announce(TOPIC)
    return get_person(tx, person_id)


def _created(email: str, new: NewPerson) -> dict[str, Any]:
    told: dict[str, Any] = {"email": email, "is_admin": new.is_admin}
    return told | {"outside": True} if new.outside else told


def get_person(tx: Transaction, person_id: str) -> dict[str, Any]:
    """A person as administrators see them; 404 when there is none."""
    row = tx.execute(_people().where(person.c.id == person_id)).first() if is_id(person_id) else None
    if row is None:
        raise NotFound(say("找不到这个人。", "There is no such person."))
    return _document(row)


def list_people(
    tx: Transaction,
    *,
    search: str = "",
    department_id: str | None = None,
    active: bool | None = None,
    outside: bool | None = None,
    limit: int = 50,
    cursor: str | None = None,
) -> tuple[list[dict[str, Any]], str | None]:
    """A page of people by name (Chinese by sound), and the cursor of the next."""
    c = person.c
    statement = _people().where(*matches(search)).order_by(c.name_key, c.id).limit(limit + 1)
    if department_id is not None:
        wanted = department_id if is_id(department_id) else new_id()
        statement = statement.where(c.department_id == wanted)
    if active is not None:
        statement = statement.where(c.active == active)
    if outside is not None:
        statement = statement.where(c.outside == outside)
    if cursor:
        key, last = decode_cursor(cursor, 2)
        behind = c.id > (last if is_id(last) else new_id())
        statement = statement.where(or_(c.name_key > str(key), and_(c.name_key == str(key), behind)))
    rows = tx.execute(statement).all()
    page = rows[:limit]
    following = encode_cursor([page[-1].name_key, page[-1].id]) if len(rows) > limit else None
    return [_document(row) for row in page], following


def update_person(
    tx: Transaction, actor: Actor | None, person_id: str, changes: Mapping[str, Any], version: int | None = None
) -> dict[str, Any]:
    """Changes somebody; `active=False` ends their sessions and tokens, and so does going outside or coming inside. 409
    when `version` is no longer the present."""
    tx.lock("people")  # the rules below are about several rows: one administrator stays, no cycle of supervisors
    before = get_person(tx, person_id)
    if before["erased"]:
        raise Conflict(say("此人的个人数据已清除。", "This person's data has been erased."), "already_erased")
    if version is not None and version != before["version"]:
        raise Conflict(
            say("别人刚刚修改过，请刷新后重试。", "Somebody has just changed this; reload and try again."),
            extra={"current": before},
        )
    values = {key: value for key, value in changes.items() if before[key] != value}
    if not values:
        return before
    if "email" in values:
        values["email"] = values["email"].strip().lower()
        _require_free_email(tx, values["email"], but=person_id)
    _require_place(tx, person_id, values.get("department_id"), values.get("supervisor_id"))
    if "name" in values:
        values["name_key"] = sound_of(values["name"])
    if values.get("outside", before["outside"]):
        values |= going_outside(tx, before, values)
    c = person.c
    tx.execute(update(person).where(c.id == person_id).values(**values, updated_at=tx.now, version=c.version + 1))
    if values.get("active") is False or values.get("is_admin") is False:
        _require_an_administrator(tx)
    if values.get("active") is False or "outside" in values:
        close_sessions(tx, actor, person_id)
        delete_tokens(tx, person_id)
    detail = {key: {"before": before[key], "after": values[key]} for key in values if key in before}
    audit.record(tx, actor, "person.update", f"person:{person_id}", detail)
    tx.announce(TOPIC)
    return get_person(tx, person_id)


def set_password(
    tx: Transaction,
    actor: Actor | None,
    person_id: str,
    password_hash: str,
    *,
    must_change: bool,
    keep_session: str | None = None,
) -> None:
    """Stores a new hash. All sessions end but `keep_session`; after a reset (`must_change`) tokens end too."""
    values = {"password_hash": password_hash, "must_change_password": must_change, "updated_at": tx.now}
    c = person.c
    if not tx.execute(update(person).where(c.id == person_id).values(**values)).rowcount:
        raise NotFound(say("找不到这个人。", "There is no such person."))
    close_sessions(tx, actor, person_id, keep=keep_session)
    if must_change:
        delete_tokens(tx, person_id)
    audit.record(tx, actor, "person.reset_password" if must_change else "person.change_password", f"person:{person_id}")
    tx.announce(TOPIC)


def password_facts(tx: Transaction, person_id: str) -> tuple[str, str]:
    """(e-mail, stored hash); 404 when there is none."""
    c = person.c
    row = tx.execute(select(c.email, c.password_hash).where(c.id == person_id)).first() if is_id(person_id) else None
    if row is None:
        raise NotFound(say("找不到这个人。", "There is no such person."))
    return row.email, row.password_hash


def id_of_email(tx: Transaction, email: str) -> str | None:
    """The id of the active person with this address: how the shell names people."""
    c = person.c
    found: str | None = tx.execute(select(c.id).where(c.email == email.strip().lower(), c.active)).scalar_one_or_none()
    return found


def has_people(tx: Transaction) -> bool:
    """False on a fresh database, which then gets its first administrator."""
    return tx.execute(select(person.c.id).limit(1)).first() is not None


def _people() -> Select[Any]:
    boss = person.alias("boss")
    return (
        select(person, department.c.name.label("department_name"), boss.c.name.label("supervisor_name"))
        .outerjoin(department, department.c.id == person.c.department_id)
        .outerjoin(boss, boss.c.id == person.c.supervisor_id)
    )


_SHOWN = (
    "id", "email", "name", "phone", "locale", "timezone", "department_id",
    "supervisor_id", "is_admin", "active", "outside", "must_change_password", "created_at", "updated_at", "version",
)  # fmt: skip


def _document(row: Row[Any]) -> dict[str, Any]:
    document = {key: row._mapping[key] for key in _SHOWN}
    document |= {
        "erased": row.erased_at is not None,
        "demo": row.demo_of is not None,
        "can_sign_in": row.password_hash != NO_PASSWORD,
    }
    document["department"] = {"id": row.department_id, "name": row.department_name} if row.department_id else None
    document["supervisor"] = {"id": row.supervisor_id, "name": row.supervisor_name} if row.supervisor_id else None
    return document


def _require_free_email(tx: Transaction, email: str, but: str | None = None) -> None:
    c = person.c
    found = tx.execute(select(c.id).where(c.email == email)).scalar_one_or_none()
    if found is not None and found != but:
        raise _wrong("email", "taken", say("这个邮箱已被使用。", "This e-mail is already in use."))


def _require_place(tx: Transaction, person_id: str, department_id: str | None, supervisor_id: str | None) -> None:
    if department_id is not None and not existing_departments(tx, [department_id]):
        raise _wrong("department_id", "unknown", say("部门不存在。", "There is no such department."))
    if supervisor_id is None:
        return
    if not names_of_people(tx, [supervisor_id]):
        raise _wrong("supervisor_id", "unknown", say("上级不存在。", "There is no such supervisor."))
    c = person.c
    chain = select(c.id, c.supervisor_id).where(c.id == supervisor_id).cte("chain", recursive=True)
    chain = chain.union(select(c.id, c.supervisor_id).join(chain, c.id == chain.c.supervisor_id))
    if person_id in set(tx.execute(select(chain.c.id)).scalars()):
        raise _wrong("supervisor_id", "cycle", say("上级关系不能成环。", "Supervisors can't form a circle."))


def _require_an_administrator(tx: Transaction) -> None:
    c = person.c
    if not tx.execute(select(func.count()).where(c.is_admin, c.active)).scalar_one():
        raise Conflict(
            say("必须保留至少一位可用的平台管理员。", "At least one active administrator must remain."), "last_admin"
        )


def _wrong(field: str, code: str, message: Text) -> Invalid:
    return Invalid(message, "invalid_person", [FieldError(field, code, message)])
