"""Who may do what: grants, and the person (or token) they are asked for.

Grants only add, nothing denies, and without a grant nothing is allowed. A value missing in the person's context
(no department, say) denies: it never matches rows where the value is missing too.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue, StringConstraints, model_validator

Op = Literal["create", "read", "update", "delete", "export", "import", "lock"]
OPS: tuple[Op, ...] = ("create", "read", "update", "delete", "export", "import", "lock")
Rows = Literal["none", "own", "department", "department_tree", "all", "task", "formula"]

EVERYONE = "everyone"
OUTSIDE = "outside"
ALL = "*"

Key = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,47}$")]
SourceKey = Annotated[str, StringConstraints(pattern=r"^\$[a-z][a-z0-9_]{0,47}$")]
FieldName = Annotated[str, StringConstraints(pattern=r"^(\*|[a-z][a-z0-9_]{0,47}(\.[a-z][a-z0-9_]{0,47}){0,2})$")]
Receiver = Annotated[
    str,
    StringConstraints(
        pattern=r"^(everyone|outside|role:[a-z][a-z0-9_]{0,47}|flow:[a-z][a-z0-9_]{0,47}(\.[a-z][a-z0-9_]{0,47})?"
        r"|public:[0-9a-f-]{36})$"
    ),
]
Formula = Annotated[str, StringConstraints(min_length=1, max_length=4000)]


class Grant(BaseModel):
    """One permission. Several add up row by row: a field given for one row says nothing about another row.

    `to`: `role:<key>`, `everyone` (all people of the organisation), `outside` (all people from outside), or
    `flow:<key>` (a flow that acts as the app; `flow:<app>.<key>` from elsewhere).
    `public:<link>` is given by a public link's own settings and never stored among an app's grants.
    `form`: a key, or `*` for all forms of the app; `$sign_ins` and the like: what reports may count of a source of the
    system, which `*` doesn't mean.
    `rows`: which records; `formula` needs `formula`, a condition over the record and `user`.
    `read`, `write`: field keys, `lines.amount` for one column of a subform (`lines.packages.weight`), `*` for all.
    `reveal`: encrypted fields whose whole value may be asked for (`read` must give the field as well).
    `press`: flows whose own button may be pressed on these records by who may not update them (`read` must be given).
    `set`: values written by the server when the grant is used to create or change (`"user"`: the person;
    `{"where": "user.id in people"}`: the one record to link a new record to, see `given`).
    `check`: must hold for the record after the change. `aggregate`: may be counted and summed.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: Annotated[str, StringConstraints(min_length=1, max_length=64)]
    to: Annotated[tuple[Receiver, ...], Field(max_length=100)] = ()
    form: Key | SourceKey | Literal["*"]
    ops: Annotated[frozenset[Op], Field(max_length=len(OPS))] = frozenset()
    rows: Rows = "none"
    formula: Formula | None = None
    read: Annotated[frozenset[FieldName], Field(max_length=1000)] = frozenset()
    write: Annotated[frozenset[FieldName], Field(max_length=1000)] = frozenset()
    reveal: Annotated[frozenset[FieldName], Field(max_length=1000)] = frozenset()
    press: Annotated[frozenset[Key | Literal["*"]], Field(max_length=200)] = frozenset()
    set: Annotated[dict[Key, JsonValue], Field(max_length=100)] = Field(default_factory=dict)
    check: Formula | None = None
    aggregate: bool = False

    @model_validator(mode="after")
    def _sources_are_only_read(self) -> Grant:
        if self.form.startswith("$") and (
            self.ops - {"read", "export"} or self.write or self.set or self.check or self.press
        ):
            raise ValueError("a source of the system can be read, and nothing else")
        return self

    @model_validator(mode="after")
    def _pressing_goes_with_reading(self) -> Grant:
        if self.press and "read" not in self.ops:
            raise ValueError("`press` belongs to a grant with `read`")
        return self

    @model_validator(mode="after")
    def _formula_goes_with_rows(self) -> Grant:
        if (self.rows == "formula") != (self.formula is not None):
            raise ValueError("`formula` belongs to rows: formula, and only there")
        return self

    def reads(self, *path: str) -> bool:
        """True when the grant gives this field: by `*`, by its key, or (subforms) by one of its columns."""
        return _names(self.read, path)

    def writes(self, *path: str) -> bool:
        """True when the grant lets this field be changed."""
        return _names(self.write, path)

    def reveals(self, field: str) -> bool:
        """True when the grant lets the whole of an encrypted field be seen where it lets it be read."""
        return _names(self.reveal, (field,)) and self.reads(field)

    def presses(self, flow: str) -> bool:
        """True when the grant lets the flow's own button be pressed on its rows."""
        return ALL in self.press or flow in self.press


def _names(given: frozenset[str], path: tuple[str, ...]) -> bool:
    if ALL in given or path[0] in given:
        return True
    if any(".".join(path[:length]) in given for length in range(2, len(path) + 1)):
        return True
    inside = ".".join((*path, ""))
    return any(name.startswith(inside) for name in given)


@dataclass(frozen=True)
class TokenScope:
    """What an access token is limited to; it never adds to its owner's grants. `apps` None: every app."""

    apps: frozenset[str] | None
    ops: frozenset[str]


@dataclass(frozen=True)
class Principal:
    """For whom a question is asked, within one app.

    `person_id` None: nobody signed in; only grants to nobody in particular would match, so nothing is allowed.
    `department_id`: the person's own department (rows: department); `department_tree`: it and all below it (rows:
    department_tree); `department_ids`: it and all above it (`user.departments` in formulas).
    `roles`: keys of the roles in this app. `is_everyone`: a signed-in person (grants to `everyone` apply, to somebody
    from `outside` those to `outside` instead).
    `flow`: a flow acts by its own grants and by none of the person's, who is only the one that caused it.
    `public`: whoever holds a public link acts by the link's grants and by none of their own.
    """

    person_id: str | None
    name: str | None = None
    email: str | None = None
    department_id: str | None = None
    department_ids: tuple[str, ...] = ()
    department_tree: tuple[str, ...] = ()
    roles: frozenset[str] = frozenset()
    is_everyone: bool = True
    tz: str = "Asia/Shanghai"
    locale: str = "zh-CN"
    token: TokenScope | None = None
    flow: str | None = None
    public: str | None = None
    outside: bool = False

    @cached_property
    def receivers(self) -> frozenset[str]:
        """The names in `Grant.to` that mean this principal."""
        if self.flow is not None:
            return frozenset({f"flow:{self.flow}"})
        if self.public is not None:
            return frozenset({f"public:{self.public}"})
        if self.person_id is None:
            return frozenset()
        named = {f"role:{role}" for role in self.roles}
        return frozenset(named | {OUTSIDE if self.outside else EVERYONE} if self.is_everyone else named)

    def user_values(self) -> dict[str, Any]:
        """What formulas see as `user.<name>`."""
        return {
            "id": self.person_id,
            "name": self.name,
            "email": self.email,
            "department": self.department_id,
            "departments": list(self.department_ids),
            "roles": sorted(self.roles),
        }

    def may_use(self, app: str, op: str) -> bool:
        """False when a token leaves the app or the operation out."""
        if self.token is None:
            return True
        needed = "update" if op == "lock" else op  # a token that may change records may lock them where its owner may
        return needed in self.token.ops and (self.token.apps is None or app in self.token.apps)


def grants_for(grants: Iterable[Grant], principal: Principal, app: str, form: str, op: Op) -> tuple[Grant, ...]:
    """The grants that let this principal do `op` on `form`, whatever the row."""
    if not principal.may_use(app, op):
        return ()
    receivers = principal.receivers
    return tuple(
        grant
        for grant in grants
        if op in grant.ops and (grant.form == form or _every(grant, form)) and not receivers.isdisjoint(grant.to)
    )


def _every(grant: Grant, form: str) -> bool:
    return grant.form == ALL and not form.startswith("$")


class GrantSet:
    """The grants of an app at one revision, with what every request asks of them kept per set of receivers.

    Make one when grants are loaded or changed, and hand it to every `Access`.
    """

    def __init__(self, grants: Iterable[Grant], closed: frozenset[str] = frozenset()) -> None:
        self.grants = tuple(grants)
        self.closed = closed
        """Forms that no grant reaches now, because they are switched off."""
        self._kept: dict[frozenset[str], tuple[tuple[Grant, ...], str]] = {}

    def of(self, receivers: frozenset[str]) -> tuple[tuple[Grant, ...], str]:
        """The grants to any of `receivers`, and a short name of them: equal grants, equal name."""
        found = self._kept.get(receivers)
        if found is None:
            mine = tuple(grant for grant in self.grants if not receivers.isdisjoint(grant.to))
            found = self._kept[receivers] = mine, _fingerprint(mine)
        return found


def _fingerprint(grants: Iterable[Grant]) -> str:
    digest = hashlib.sha256()
    for grant in grants:
        parts = grant.model_dump(mode="python")
        digest.update(repr([(key, sorted(v) if isinstance(v, frozenset) else v) for key, v in parts.items()]).encode())
    return digest.hexdigest()[:32]
