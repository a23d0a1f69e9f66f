"""Published versions of flows, compiled once per process and form catalog."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select

from dougong.access.names import raw_scope
from dougong.apps.catalog import AppCatalog, app_catalog
from dougong.flows.models import flow_version
from dougong.kit.db import Transaction
from dougong.kit.errors import Conflict, NotFound, say
from dougong.kit.fixed import Fixed, Kept
from engines.flow.definition import Flow
from engines.flow.nodes import AnyNode
from engines.flow.problems import FlowProblems
from engines.flow.program import Lists, Program, compile_flow
from engines.form.scope import scope_for
from engines.formula import DictScope, Ref, Scope, list_of
from engines.formula.types import DEPARTMENT, PERSON, TEXT


@dataclass(frozen=True)
class Loaded:
    """A version of a flow, ready to run in its app as the app's forms are now."""

    id: str
    version: int
    flow: Flow
    program: Program
    app: AppCatalog

    def node(self, node_id: str) -> AnyNode | None:
        """The node of this id, None when this version has none."""
        return self.flow.by_id.get(node_id)


_LOADED: Kept[Loaded] = Kept(1_000)
_FLOWS: Kept[Flow] = Kept(1_000)
_DEFINITION = Fixed(
    select(flow_version.c.definition).where(
        flow_version.c.flow_id == bindparam("flow_id"), flow_version.c.n == bindparam("n")
    )
)
_PUBLISHED_AT = Fixed(
    select(flow_version.c.published_at).where(
        flow_version.c.flow_id == bindparam("flow_id"), flow_version.c.n == bindparam("n")
    )
)

_USER = DictScope(
    {
        "user": Ref(PERSON),
        "user.id": Ref(PERSON),
        "user.name": Ref(TEXT),
        "user.email": Ref(TEXT),
        "user.department": Ref(DEPARTMENT),
        "user.departments": Ref(list_of(DEPARTMENT)),
        "user.roles": Ref(list_of(TEXT)),
    }
)


def base_scope(app: AppCatalog, form: str | None) -> Scope:
    """The names of a flow's record: those of the form's own rules; without a form only `user.…`."""
    if form is None or form not in app.forms:
        return _USER
    return scope_for(app.forms[form], app.forms)


def lists_of(tx: Transaction, app: AppCatalog) -> Lists:
    """The names of other forms' records, for conditions on them; another app's forms by its key."""

    def names(app_key: str | None, form: str) -> Scope | None:
        catalog = app if app_key in (None, app.key) else _other(tx, str(app_key))
        return raw_scope(catalog.tables, form) if catalog is not None and form in catalog.forms else None

    return names


def _other(tx: Transaction, key: str) -> AppCatalog | None:
    try:
        return app_catalog(tx, key)
    except NotFound:
        return None


def definition(tx: Transaction, flow_id: str, version: int) -> Flow:
    """A version as it was written, whether or not it still fits the app's forms: for showing."""
    row = _PUBLISHED_AT.first(tx, {"flow_id": flow_id, "n": version})
    if row is None:
        raise _no_version()
    return _FLOWS.get((flow_id, version, row[0]), lambda: _read(tx, flow_id, version))


def _read(tx: Transaction, flow_id: str, version: int) -> Flow:
    row = _DEFINITION.first(tx, {"flow_id": flow_id, "n": version})
    if row is None:
        raise _no_version()
    return Flow.model_validate(row[0])


def load(tx: Transaction, app: AppCatalog, flow_id: str, version: int, published_at: datetime | None = None) -> Loaded:
    """The compiled version. FlowProblems when it no longer fits the app's forms.

    `published_at`: of its row, when the caller has read it. It is part of the key because a publish that is rolled back
    leaves its number to the next one.
    """
    if published_at is None:
        row = _PUBLISHED_AT.first(tx, {"flow_id": flow_id, "n": version})
        if row is None:
            raise _no_version()
        published_at = row[0]
    key = (flow_id, version, published_at, app.tables.serial)
    return _LOADED.get(key, lambda: _compile(tx, app, flow_id, version))


def _compile(tx: Transaction, app: AppCatalog, flow_id: str, version: int) -> Loaded:
    flow = _read(tx, flow_id, version)
    program = compile_flow(flow, base_scope(app, flow.form), lists=lists_of(tx, app))
    return Loaded(flow_id, version, flow, program, app)


def broken(problems: FlowProblems) -> Conflict:
    """What people are told of an instance whose version no longer fits the app's forms."""
    first = next(found for found in problems.problems if found.level == "error")
    return Conflict(
        say(
            f"流程与表单不再相符，无法继续：{first.message['zh-CN']}",
            f"The flow no longer fits its forms and can't go on: {first.message['en']}",
        ),
        "flow_broken",
        extra={"node": first.node},
    )


def _no_version() -> NotFound:
    return NotFound(say("流程的这个版本不存在。", "There is no such version of the flow."))
