"""What a person sees and may change of a record while doing a task of it: the step's own field rights.

A step that lists no fields shows the whole record and changes nothing. One that lists some gives exactly those (`read`,
`write`, `require`) and takes those marked `hide` away; what it does not mention is as the person's own grants say. The
same rights hold for reading, for the form that is shown and for what is saved.

Only the to-dos of steps that show a record lend anything, and only while they are open: what was sent back to its
initiator, what somebody was merely assigned, and what is over are seen with one's own grants.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import ColumnElement, FromClause, bindparam, false, select

from dougong.access.compiler import Access
from dougong.access.context import Context
from dougong.access.grants import ALL, Grant
from dougong.apps.catalog import AppCatalog
from dougong.apps.rights import access_of, principal_of
from dougong.flows.acting import RECORD, STEP_GRANT, step_work
from dougong.flows.models import flow_task
from dougong.flows.running import Running
from dougong.kit.db import Transaction
from dougong.kit.errors import FieldError, Invalid, Problem, say
from dougong.kit.types import Id
from dougong.kit.web import Actor
from dougong.records import writing
from dougong.records.reading.callers import Caller
from dougong.records.reading.reader import Reader
from dougong.records.reading.rights import rights_on
from dougong.records.reading.within import Within, at_once
from dougong.records.runtime import form_runtime
from dougong.records.service import update
from dougong.records.work import Work
from engines.flow.nodes import AnyNode
from engines.flow.parts import FieldRight
from engines.form.definition import Form

WRITING: tuple[FieldRight, ...] = ("write", "require")
_SHOWING = frozenset({"approval", "fill", "cc"})
"""Types of steps that show their record to the people they ask."""
Fields = Mapping[str, FieldRight]


def fields_of(node: AnyNode | None) -> Fields:
    """The field rights a node lists; none for steps that have no form of their own."""
    found: Fields = getattr(node, "fields", {})
    return found


def readable(form: Form, fields: Fields) -> frozenset[str]:
    """The fields that the step itself shows."""
    if not fields:
        return frozenset(field.key for field in form.fields)
    return frozenset(key for key, right in fields.items() if right != "hide" and form.field(key) is not None)


def writable(form: Form, fields: Fields) -> frozenset[str]:
    """The fields that the step lets be changed."""
    return frozenset(key for key, right in fields.items() if right in WRITING and form.field(key) is not None)


def lends(kind: str, status: str, node: AnyNode | None) -> bool:
    """Whether a to-do gives its person more than their own grants: while it is open; a copy also once it is read."""
    at_hand = status == "open" or (kind == "cc" and status == "read")
    return at_hand and kind != "resubmit" and node is not None and node.type in _SHOWING


def lent_fields(run: Running, actor: Actor, form: str) -> frozenset[str]:
    """Fields of the form that the person's to-dos in the instance show, as long as they lend anything."""
    t = flow_task.c
    mine = select(t.node, t.kind, t.status).where(t.instance_id == run.id, t.person == actor.person_id, t.form == form)
    known, found = run.loaded.app.forms.get(form), run.tx.execute(mine.distinct())
    nodes = [run.node(row.node) for row in found if lends(row.kind, row.status, run.node(row.node))]
    return frozenset(key for node in nodes for key in readable(known, fields_of(node))) if known else frozenset()


class StepView:
    """One person's view of one record through one step."""

    def __init__(
        self, tx: Transaction, app: AppCatalog, actor: Actor, form: str, record_id: str, node: AnyNode | None
    ) -> None:
        self._tx = tx
        self._app = app
        self._form = form
        self._record_id = record_id
        self.fields = fields_of(node)
        self._access = self._reading(actor)

    def record(self, *, expand: tuple[str, ...] = ()) -> dict[str, Any] | None:
        """The record as the step shows it; None when it is gone."""
        reader = Reader(Within(self._tx), self._app, self._access)
        try:
            found: dict[str, Any] = at_once(reader.one(self._form, self._record_id, None, expand))
        except Problem:
            return None
        return found

    def runtime(self) -> dict[str, Any]:
        """`FormRuntime`, cut down to what the step shows and lets be changed."""
        found = form_runtime(Caller(self._app, self._access), self._form, [])
        may_write = writable(self._app.forms[self._form], self.fields)
        rights = {key: "write" if key.partition(".")[0] in may_write else "read" for key in found["fields"]}
        return {**found, "ops": ["read", "update"] if may_write else ["read"], "fields": rights}

    def writes(self) -> list[str]:
        """Keys that may be changed in this step."""
        return sorted(writable(self._app.forms[self._form], self.fields))

    def _reading(self, actor: Actor) -> Access:
        form = self._app.forms[self._form]
        hidden = {key for key, right in self.fields.items() if right == "hide"}
        given = (grant for grant in self._app.grants.grants if "read" in grant.ops)
        own = (less for grant in given for less in self._less(grant, hidden))
        step = Grant(
            id=STEP_GRANT,
            to=("everyone", "outside"),
            form=self._form,
            ops=frozenset({"read"}),
            rows="task",
            read=readable(form, self.fields),
        )
        access = Access(
            self._app.tables, (*own, step), principal_of(self._tx, actor, self._app.key), self._tx.now,
            task_rows=self._row,
        )  # fmt: skip
        access.context.params[RECORD] = self._record_id
        return access

    def _row(self, form: str, table: FromClause, context: Context) -> ColumnElement[bool]:
        wanted = form == self._form
        return table.c["id"] == bindparam(RECORD, self._record_id, type_=Id()) if wanted else false()

    def _less(self, grant: Grant, hidden: set[str]) -> Iterator[Grant]:
        """A grant for reading only, without the fields that the step hides."""
        reading = {"ops": frozenset({"read"})}
        if not hidden or grant.form not in (self._form, ALL):
            yield grant.model_copy(update=reading)
            return
        keys = {field.key for field in self._app.forms[self._form].fields} if ALL in grant.read else grant.read
        kept = frozenset(key for key in keys if key.partition(".")[0] not in hidden)
        yield grant.model_copy(update={**reading, "read": kept, "form": self._form})
        if grant.form == ALL:  # its other forms are as they were
            for form in self._app.forms.keys() - {self._form}:
                yield grant.model_copy(update={**reading, "form": form, "id": f"{grant.id}:{form}"})


def own_view(
    tx: Transaction, app: AppCatalog, actor: Actor, form: str, record_id: str
) -> tuple[dict[str, Any], dict[str, Any]] | None:
    """(record, `FormRuntime`) through the person's own grants; None when these don't show the record."""
    access = access_of(tx, actor, app)
    if not access.may(form, "read"):
        return None
    caller, within = Caller(app, access), Within(tx)
    try:
        found: dict[str, Any] = at_once(Reader(within, app, access).one(form, record_id, None, ("*",)))
    except Problem:
        return None
    can = at_once(rights_on(within, caller, form, record_id))
    return {**found, "_can": can}, form_runtime(caller, form, [])


def save(
    tx: Transaction,
    app: AppCatalog,
    actor: Actor,
    form: str,
    record_id: str,
    node: AnyNode | None,
    changes: Mapping[str, Any],
) -> None:
    """Writes what a person has changed in a step, through the pipeline and under the step's rights alone."""
    values = {key: value for key, value in changes.items() if key != "version"}
    if not values:
        return
    fields = fields_of(node)
    known = app.forms[form]
    work = step_work(tx, app, actor, form, record_id, readable(known, fields), writable(known, fields))
    _update(work, form, record_id, values, changes.get("version"))


def save_as_owner(work: Work, form: str, record_id: str, changes: Mapping[str, Any]) -> None:
    """Writes what the initiator has changed before sending it on again: under their own grants."""
    values = {key: value for key, value in changes.items() if key != "version"}
    if values:
        _update(work, form, record_id, values, changes.get("version"))


def _update(work: Work, form: str, record_id: str, values: Mapping[str, Any], version: Any) -> None:
    known = version if isinstance(version, int) and not isinstance(version, bool) else None
    item = update(work, form, record_id, values, known)
    writing.note(work, form, [item])


def require_filled(app: AppCatalog, form: str, fields: Fields, values: Mapping[str, Any]) -> None:
    """Raises a 422 naming the fields that the step requires and that are empty."""
    known = app.forms[form]
    missing = [
        field
        for key, right in fields.items()
        if right == "require" and (field := known.field(key)) is not None and values.get(key) in (None, "", [])
    ]
    if missing:
        sentence = say("请填写此步骤要求的字段。", "Please fill in what this step requires.")
        errors = [
            FieldError(f.key, "required", say(f"{f.name('zh-CN')}：必填", f"{f.name('en')}: required")) for f in missing
        ]
        raise Invalid(sentence, "invalid_record", errors)
