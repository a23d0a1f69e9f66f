"""Who gets a task. A list of these is a union: `[{"role": "sales_manager"}, {"field": "owner"}]` asks both.

Each kind is an object with one telling key. The engine never looks people up: it emits `Resolve`, the platform
answers `Resolved` within the same transaction (docs/flows.md, «Assignees»).
"""

from typing import Annotated, Literal, TypeAlias

from pydantic import Field, StringConstraints

from engines.flow.parts import FieldPath, FormulaText, Key, NodeId, Part

Id = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")]


class Person(Part):
    """One person, by id. In a package, which knows no ids, `{"email": …}` is used instead."""

    person: Id


class Email(Part):
    """One person, by e-mail address."""

    email: Annotated[str, StringConstraints(max_length=254, pattern=r"^[^@\s]+@[^@\s]+$")]


class Role(Part):
    """Everybody who holds a role of the app."""

    role: Key


class Group(Part):
    """The members of a group (销售A组), by id or by name."""

    group: Annotated[str, StringConstraints(min_length=1, max_length=200)]


class Department(Part):
    """The members of a department; with `tree` of those below it too."""

    department: Annotated[str, StringConstraints(min_length=1, max_length=200)]
    tree: bool = False


class DepartmentHead(Part):
    """The head of the department of a person or department field; `up` 1 = of the department above, …"""

    department_head: FieldPath
    up: Annotated[int, Field(ge=0, le=20)] = 0


class Supervisor(Part):
    """The supervisor of the person in a field (`owner`, `initiator`, `customer.owner`), `level` steps up."""

    supervisor_of: FieldPath
    level: Annotated[int, Field(ge=1, le=20)] = 1


class Supervisors(Part):
    """All supervisors of the person in a field one after another, up to `levels` steps: for `sequential` approvals."""

    supervisors_of: FieldPath
    levels: Annotated[int, Field(ge=1, le=20)]


class MemberField(Part):
    """The person (or people) in a field of the record or of a linked one; `initiator` is who started the flow."""

    field: FieldPath


class Chosen(Part):
    """Whom the initiator (or the person who decided the step before) picked, out of `among` when given."""

    chosen_by: Literal["initiator", "previous"]
    among: Annotated[tuple["Assignee", ...], Field(max_length=20)] = ()


class SameAs(Part):
    """Who decided another step."""

    same_as: NodeId


class RoundRobin(Part):
    """One of a pool in turn. `key` names the cursor: steps with the same key share one turn."""

    round_robin: Annotated[tuple["Assignee", ...], Field(min_length=1, max_length=20)]
    key: Key = "default"


class LeastLoaded(Part):
    """The one of a pool with the fewest open tasks."""

    least_loaded: Annotated[tuple["Assignee", ...], Field(min_length=1, max_length=20)]


class TableRow(Part):
    """The first row whose condition holds decides."""

    when: FormulaText
    assignees: Annotated[tuple["Assignee", ...], Field(min_length=1, max_length=20)]


class RuleTable(Part):
    """A rule table (R59–R61: type × level × urgency)."""

    table: Annotated[tuple[TableRow, ...], Field(min_length=1, max_length=200)]
    otherwise: Annotated[tuple["Assignee", ...], Field(max_length=20)] = ()


Assignee: TypeAlias = (
    Person | Email | Role | Group | Department | DepartmentHead | Supervisor | Supervisors
    | MemberField | Chosen | SameAs | RoundRobin | LeastLoaded | RuleTable
)  # fmt: skip
Assignees: TypeAlias = Annotated[tuple[Assignee, ...], Field(max_length=20)]

for _model in (Chosen, RoundRobin, LeastLoaded, TableRow, RuleTable):
    _model.model_rebuild()
