"""`people.json`: who a package's demo data are about. Invented people and departments, never anybody real.

They are made only together with the demo data (`dougong.apps.demo_people`). Demo rows name them as
`{"$person": "li_na"}` and `{"$department": "sales_east"}`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from dougong.apps.words import RoleKey
from dougong.kit.errors import FieldError, Text, say
from engines.form.labels import Label

FILE = "people.json"
INSTALLER = "installer"
"""Who installs; no invented person may have this key."""
MANAGER = "manager"
PersonName = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]
DemoEmail = Annotated[str, StringConstraints(max_length=200, pattern=r"^[a-z0-9._-]{1,64}@([a-z0-9-]+\.)+example$")]
"""Below a domain that is nobody's for ever (RFC 2606): no mail can reach anybody."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class DemoDepartment(_Strict):
    """A department; `parent` and `head` by key."""

    key: RoleKey
    label: Label
    parent: RoleKey | None = None
    head: RoleKey | None = None


class DemoPerson(_Strict):
    """Somebody invented; `department` and `supervisor` by key, `roles` of the app. `outside`: a customer or a partner,
    who has neither."""

    key: RoleKey
    name: PersonName
    email: DemoEmail | None = None
    department: RoleKey | None = None
    supervisor: RoleKey | None = None
    roles: Annotated[tuple[RoleKey, ...], Field(max_length=20)] = ()
    locale: Literal["zh-CN", "en"] | None = None
    outside: bool = False


class PeopleFile(_Strict):
    """`people.json`."""

    schema_version: Literal[1] = 1
    departments: Annotated[list[DemoDepartment], Field(max_length=200)] = []
    people: Annotated[list[DemoPerson], Field(max_length=500)] = []


def problems(file: PeopleFile, roles: set[str]) -> Iterator[FieldError]:
    """What names nothing, what stands twice, and who is above themselves."""
    people, departments = [each.key for each in file.people], [each.key for each in file.departments]
    for place, keys in (("people", people), ("departments", departments)):
        for key in sorted({key for key in keys if keys.count(key) > 1}):
            yield _wrong((place,), say(f"“{key}”出现了两次。", f"“{key}” occurs twice."))
    if INSTALLER in people:
        yield _wrong(("people",), say("“installer”指安装应用的人。", "“installer” is who installs the app."))
    for index, unit in enumerate(file.departments):
        yield from _unknown(("departments", index, "parent"), unit.parent, departments)
        yield from _unknown(("departments", index, "head"), unit.head, people)
    for index, person in enumerate(file.people):
        yield from _unknown(("people", index, "department"), person.department, departments)
        yield from _unknown(("people", index, "supervisor"), person.supervisor, people)
        if person.outside and (person.department or person.supervisor):
            words = say("外部人员没有部门和上级。", "Somebody from outside has no department and no supervisor.")
            yield _wrong(("people", index, "outside"), words)
        for role in person.roles:
            yield from _unknown(("people", index, "roles"), role, roles | {MANAGER})
    above = {each.key: each.supervisor for each in file.people}, {each.key: each.parent for each in file.departments}
    for place, chain in zip(("people", "departments"), above, strict=True):
        if chain and not ordered(chain):
            yield _wrong((place,), say("上下级不能成环。", "Nobody can be above themselves."))


def ordered(above: Mapping[str, str | None]) -> list[str]:
    """Keys, each behind the one above it; empty when that is a circle."""
    sorter: TopologicalSorter[str] = TopologicalSorter()
    for key, parent in above.items():
        sorter.add(key, *([parent] if parent in above and parent is not None else []))
    try:
        return list(sorter.static_order())
    except CycleError:
        return []


def _unknown(place: tuple[str | int, ...], key: str | None, known: Any) -> Iterator[FieldError]:
    if key is not None and key not in known:
        yield _wrong(place, say(f"没有“{key}”。", f"There is no “{key}”."))


def _wrong(place: tuple[str | int, ...], sentence: Text) -> FieldError:
    return FieldError(FILE, "bad_people", sentence, (FILE, *place))
