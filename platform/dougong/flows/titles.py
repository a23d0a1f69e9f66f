"""What an instance and its to-dos are called.

A title that the flow's designer wrote is for everybody who has to do with it. Without one they are called as their
record is, and that is a value like any other: a step says it to those whom it shows that field, everybody else learns
it by their own grants.
"""

from __future__ import annotations

from collections.abc import Collection

from dougong.apps.rights import access_of
from dougong.flows.acting import actor_of
from dougong.flows.running import Running
from dougong.flows.step_rights import fields_of, lends, readable
from dougong.flows.texts import Filler
from dougong.kit.errors import LANGUAGES
from engines.flow.nodes import AnyNode


def written(run: Running) -> dict[str, str] | None:
    """The designer's title, filled from the record as it is when the flow starts."""
    title = run.loaded.flow.title
    return _filler(run).label(title) if title else None


def of_task(run: Running, kind: str, node: AnyNode | None, *, own: bool = True) -> dict[str, str] | None:
    """What a new to-do is called; None leaves it to what its person may read. `own`: it is about the instance's own
    record."""
    if run.row["title"] or not own:
        found: dict[str, str] | None = run.row["title"]
        return found
    form = run.loaded.app.forms.get(run.row["form"] or "")
    field = form.title_field() if form is not None else None
    if form is None or field is None or run.row["record_id"] is None or not lends(kind, "open", node):
        return None
    if field.key not in readable(form, fields_of(node)):
        return None
    return _filler(run).label(f"{{{field.key}}}")


def of_record(run: Running, person: str) -> dict[str, str] | None:
    """The record's title as this person's own grants show it."""
    app, form, record_id = run.loaded.app, run.row["form"], run.row["record_id"]
    actor = actor_of(run.tx, person) if record_id is not None and form in app.forms else None
    if actor is None:
        return None
    access = access_of(run.tx, actor, app)
    if not access.may(form, "read"):
        return None
    row = run.tx.execute(access.titles(form, [record_id])).first()
    return None if row is None or row.title is None else dict.fromkeys(LANGUAGES, str(row.title))


def said_to(run: Running, people: Collection[str]) -> list[tuple[dict[str, str] | None, list[str]]]:
    """`people` by what a message may call the instance: the title of a to-do they have now, else of the record."""
    if run.row["title"] or run.row["record_id"] is None:
        return [(run.row["title"], list(people))]
    groups: dict[str, tuple[dict[str, str] | None, list[str]]] = {}
    for person in dict.fromkeys(people):
        title = _of_open_task(run, person) or of_record(run, person)
        groups.setdefault((title or {}).get("zh-CN", ""), (title, []))[1].append(person)
    return list(groups.values())


def _of_open_task(run: Running, person: str) -> dict[str, str] | None:
    new = (task["title"] for task in run.opened.values() if task["person"] == person and task["status"] == "open")
    found: dict[str, str] | None = next((title for title in new if title), None)
    if found is not None:
        return found
    for task in run.state.tasks.values():
        token = run.state.tokens.get(task.token)
        if task.person == person and token is not None:
            node = run.node(token.node)
            return of_task(run, task.kind, node, own=getattr(node, "record", None) is None)
    return None


def _filler(run: Running) -> Filler:
    return Filler(run.tx, run.loaded.app, run.row["form"], run.record)
