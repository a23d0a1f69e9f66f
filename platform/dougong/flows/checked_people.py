"""Who a flow asks must be somebody: roles, groups, departments and people that are named, paths that lead to people."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property

from dougong.apps.catalog import AppCatalog
from dougong.flows import people
from dougong.flows.programs import base_scope
from dougong.identity.directory import existing_people, people_by_email
from dougong.identity.service import roles
from dougong.kit.db import Transaction
from engines.flow import assignees as kinds
from engines.flow.assignees import Assignee
from engines.flow.definition import Flow
from engines.flow.problems import Problem


class People:
    """Checks the assignees of one flow in its app."""

    def __init__(self, tx: Transaction, app: AppCatalog, flow: Flow) -> None:
        self.tx, self.app, self.flow = tx, app, flow

    @cached_property
    def roles(self) -> set[str]:
        """Keys of the app's roles."""
        return {role.key for role in roles(self.tx, self.app.key)}

    def check(self, node: str, place: str, wanted: Iterable[Assignee]) -> Iterator[Problem]:
        """What is wrong with a list of assignees."""
        for number, assignee in enumerate(wanted):
            here = f"{place}.{number}"
            match assignee:
                case kinds.MemberField(field=path) | kinds.Supervisor(supervisor_of=path):
                    yield from self._person_path(node, path, here)
                case kinds.Supervisors(supervisors_of=path) | kinds.DepartmentHead(department_head=path):
                    yield from self._person_path(node, path, here)
                case kinds.RoundRobin(round_robin=pool) | kinds.LeastLoaded(least_loaded=pool):
                    yield from self.check(node, here, pool)
                case kinds.Chosen(among=among):
                    yield from self.check(node, here, among)
                case kinds.RuleTable(table=rows, otherwise=otherwise):
                    for row in rows:
                        yield from self.check(node, here, row.assignees)
                    yield from self.check(node, here, otherwise)
                case _:
                    yield from self._named(node, assignee, here)

    def _named(self, node: str, assignee: Assignee, here: str) -> Iterator[Problem]:
        """People, roles, groups and departments that are named outright must be there."""
        match assignee:
            case kinds.Role(role=key) if key not in self.roles:
                yield problem(node, "unknown_role", f"没有角色“{key}”。", f"There is no role “{key}”.", here)
            case kinds.Person(person=person) if not existing_people(self.tx, [person]):
                yield _gone(node, here)
            case kinds.Email(email=email) if not people_by_email(self.tx, [email]):
                yield _gone(node, here)
            case kinds.Group(group=name) if not people.in_group(self.tx, name):
                yield _nobody(node, f"用户组“{name}”", f"the group “{name}”", here)
            case kinds.Department(department=name) if not people.departments_named(self.tx, name):
                yield _nobody(node, f"部门“{name}”", f"the department “{name}”", here)
            case _:
                pass

    def _person_path(self, node: str, path: str, here: str) -> Iterator[Problem]:
        if path == "initiator":
            return
        ref = base_scope(self.app, self.flow.form).resolve(tuple(path.split(".")))
        kind = None if ref is None else (ref.type.element if ref.type.is_list else ref.type).kind
        if kind not in ("person", "department"):
            yield problem(node, "not_a_person", f"“{path}”不是人员。", f"“{path}” holds no people.", here)


def _gone(node: str, place: str) -> Problem:
    return problem(
        node, "unknown_person", "人员不存在或已停用。", "This person isn't there or has left.", place, "warning"
    )


def _nobody(node: str, zh: str, en: str, place: str) -> Problem:
    return problem(node, "nobody_there", f"{zh}里没有人。", f"There is nobody in {en}.", place, "warning")


def problem(node: str, code: str, zh: str, en: str, place: str = "", level: str = "error") -> Problem:
    """A problem of a flow; `place` is the setting, as in `engines.flow.problems`."""
    return Problem(node, code, {"zh-CN": zh, "en": en}, "warning" if level == "warning" else "error", place)
