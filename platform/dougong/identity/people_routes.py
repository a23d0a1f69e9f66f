"""People, departments and groups: edited by administrators; the directory of names is everybody's."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from dougong.identity import directory, invitations, passwords, people, signin, units
from dougong.identity.schemas import (
    Department,
    DepartmentChange,
    DepartmentCreate,
    DepartmentList,
    Directory,
    DirectoryDepartment,
    DirectoryPerson,
    Group,
    GroupChange,
    GroupCreate,
    GroupList,
    InvitationMade,
    Named,
    PasswordReset,
    PasswordShown,
    Person,
    PersonChange,
    PersonCreate,
    PersonCreated,
    PersonPage,
)
from dougong.kit.config import Configured
from dougong.kit.db import Db, Read, Transaction, Write
from dougong.kit.errors import NotFound, say
from dougong.kit.ids import is_id
from dougong.kit.pages import MAX_PAGE
from dougong.kit.web import CurrentPerson, requires

router = APIRouter()
_admin = APIRouter(tags=["people"], dependencies=[requires("admin")])

_NULLABLE = ("phone", "department_id", "supervisor_id", "parent_id", "head_id")
_DIRECTORY_LIMIT = 50
_MOST_IDS = 200


@_admin.get("/people")
def list_people(
    tx: Read,
    search: Annotated[str, Query(max_length=100)] = "",
    department: str | None = None,
    active: bool | None = None,
    outside: bool | None = None,
    limit: Annotated[int, Query(ge=1, le=MAX_PAGE)] = 50,
    cursor: str | None = None,
) -> PersonPage:
    rows, following = people.list_people(
        tx, search=search, department_id=department, active=active, outside=outside, limit=limit, cursor=cursor
    )
    return PersonPage(items=[Person.model_validate(row) for row in rows], next=following)


@_admin.post("/people", status_code=201)
def create_person(body: PersonCreate, database: Db, actor: CurrentPerson, settings: Configured) -> PersonCreated:
    """Without a password one is generated, shown this once, and must be changed at the first sign-in."""
    if body.password is not None:
        passwords.require_good_password(body.password, email=body.email)
    generated = passwords.generate_password() if body.password is None else None
    new = people.NewPerson(
        email=body.email,
        name=body.name,
        password_hash=passwords.hash_password(body.password or generated or ""),
        locale=body.locale or settings.language,
        timezone=body.timezone or settings.timezone,
        phone=body.phone or None,
        department_id=body.department_id,
        supervisor_id=body.supervisor_id,
        is_admin=body.is_admin,
        outside=body.outside,
    )
    with database.transaction() as tx:
        created = people.create_person(tx, actor, new)
    return PersonCreated(person=Person.model_validate(created), password=generated)


@_admin.get("/people/{person_id}")
def get_person(person_id: str, tx: Read) -> Person:
    return Person.model_validate(people.get_person(tx, person_id))


@_admin.patch("/people/{person_id}")
def update_person(person_id: str, body: PersonChange, tx: Write, actor: CurrentPerson) -> Person:
    """`active: false` switches somebody off: all their sessions and tokens end."""
    changes = body.given(nullable=_NULLABLE)
    version = changes.pop("version", None)
    return Person.model_validate(people.update_person(tx, actor, person_id, changes, version))


@_admin.post("/people/{person_id}/password", dependencies=[requires("confirmed")])
def reset_password(person_id: str, body: PasswordReset, database: Db, actor: CurrentPerson) -> PasswordShown:
    """Ends all sessions and tokens of the person, who must choose a new password at the next sign-in."""
    with database.snapshot() as tx:
        email, _ = people.password_facts(tx, person_id)
    if body.password is not None:
        passwords.require_good_password(body.password, email=email)
    generated = passwords.generate_password() if body.password is None else None
    hashed = passwords.hash_password(body.password or generated or "")
    with database.transaction() as tx:
        people.set_password(tx, actor, person_id, hashed, must_change=True)
    return PasswordShown(password=generated)


@_admin.post("/people/{person_id}/invitation", status_code=201, dependencies=[requires("confirmed")])
def invite_person(person_id: str, tx: Write, actor: CurrentPerson, settings: Configured) -> InvitationMade:
    """A link by which the person chooses a password and is signed in: once, within a week. An earlier one ends. Without
    DOUGONG_PUBLIC_URL it is a path: what a request says about the host it asked is believed by nobody."""
    token, expires_at = invitations.invite(tx, actor, person_id)
    return InvitationMade(url=f"{settings.public_url.rstrip('/')}/welcome/{token}", expires_at=expires_at)


@_admin.delete("/people/{person_id}/sessions", status_code=204)
def delete_sessions_of_person(person_id: str, tx: Write, actor: CurrentPerson) -> None:
    people.get_person(tx, person_id)
    signin.close_sessions(tx, actor, person_id)


@router.get("/departments", tags=["people"], dependencies=[requires("signed_in")])
def list_departments(tx: Read) -> DepartmentList:
    return DepartmentList(items=[Department.model_validate(row) for row in units.list_departments(tx)])


@_admin.post("/departments", status_code=201)
def create_department(body: DepartmentCreate, tx: Write, actor: CurrentPerson) -> Department:
    return _department(tx, units.create_department(tx, actor, body.name, body.parent_id, body.head_id))


@_admin.patch("/departments/{department_id}")
def update_department(department_id: str, body: DepartmentChange, tx: Write, actor: CurrentPerson) -> Department:
    units.update_department(tx, actor, department_id, body.given(nullable=_NULLABLE))
    return _department(tx, department_id)


@_admin.delete("/departments/{department_id}", status_code=204)
def delete_department(department_id: str, tx: Write, actor: CurrentPerson) -> None:
    """Only when nobody and no department is in it."""
    units.delete_department(tx, actor, department_id)


@_admin.get("/groups")
def list_groups(tx: Read) -> GroupList:
    return GroupList(items=[Group.model_validate(row) for row in units.list_groups(tx)])


@_admin.post("/groups", status_code=201)
def create_group(body: GroupCreate, tx: Write, actor: CurrentPerson) -> Group:
    return _group(tx, units.create_group(tx, actor, body.name, body.members))


@_admin.patch("/groups/{group_id}")
def update_group(group_id: str, body: GroupChange, tx: Write, actor: CurrentPerson) -> Group:
    units.update_group(tx, actor, group_id, body.name, body.members)
    return _group(tx, group_id)


@_admin.delete("/groups/{group_id}", status_code=204)
def delete_group(group_id: str, tx: Write, actor: CurrentPerson) -> None:
    units.delete_group(tx, actor, group_id)


@router.get("/directory", tags=["people"], dependencies=[requires("signed_in", outside=True)])
def get_directory(
    tx: Read,
    actor: CurrentPerson,
    search: Annotated[str, Query(max_length=100)] = "",
    ids: Annotated[str, Query(max_length=8000)] = "",
) -> Directory:
    """Names only: of the `ids` (comma-separated), else of what matches `search`. People by name, e-mail or pinyin. To
    people from outside there is nobody but themselves."""
    if actor.outside:
        itself = DirectoryPerson(id=actor.person_id, name=actor.name, department=None, outside=True)
        return Directory(people=[itself], departments=[], groups=[])
    wanted = [each for each in ids.split(",") if is_id(each)][:_MOST_IDS]
    if ids and not wanted:
        return Directory(people=[], departments=[], groups=[])
    limit = _MOST_IDS if wanted else _DIRECTORY_LIMIT
    return Directory(
        people=[DirectoryPerson.model_validate(row) for row in directory.search_people(tx, search, wanted, limit)],
        departments=[
            DirectoryDepartment.model_validate(row) for row in directory.search_departments(tx, search, wanted, limit)
        ],
        groups=[Named.model_validate(row) for row in directory.search_groups(tx, search, wanted, limit)],
    )


router.include_router(_admin)


def _department(tx: Transaction, department_id: str) -> Department:
    return next(Department.model_validate(row) for row in units.list_departments(tx) if row["id"] == department_id)


def _group(tx: Transaction, group_id: str) -> Group:
    for row in units.list_groups(tx):
        if row["id"] == group_id:
            return Group.model_validate(row)
    raise NotFound(say("找不到这个用户组。", "There is no such group."))
