"""Who gets a task: the answer to the engine's `Resolve`, found in the transaction of the step.

A list of assignees is a union in its own order, nobody twice, nobody who has left; whoever is away is replaced by who
stands in for them. *In turn* keeps a cursor whose row is locked until the transaction ends, so that two instances at
once never get the same turn and a turn that is rolled back is given again: after n turns nobody of a pool that stays
the same has had more than one more than another (R50). People who are away or have left are passed over.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from dougong.flows import people
from dougong.flows.models import flow_cursor, flow_task
from dougong.identity.directory import people_by_email
from dougong.kit.db import Transaction
from engines.flow import assignees as kinds
from engines.flow.assignees import Assignee
from engines.flow.effects import Resolve
from engines.flow.events import Resolved

DEFAULT_KEY = "default"


@dataclass(frozen=True)
class Asked:
    """What is needed to find people. `value`: the value of a path of the record (`customer.owner`), None when there is
    no such thing. `holds`: whether a formula of the flow holds now. `dry`: nobody's turn is used up."""

    tx: Transaction
    app: str
    flow_id: str
    resolve: Resolve
    value: Callable[[str], Any]
    holds: Callable[[str], bool]
    dry: bool = False
    known: dict[str, people.Absence] = field(default_factory=dict, init=False)
    """Whom the answer has met so far, and how they are away."""


def answer(asked: Asked) -> Resolved:
    """The people behind `Resolve`, in order, with stand-ins in place."""
    tx, resolve = asked.tx, asked.resolve
    found = _people(asked, resolve.assignees)
    who: list[str] = []
    standing_in: dict[str, str] = {}
    for each in found:
        acting = people.stand_in(tx, each, tx.now) if asked.known[each].away else each
        if acting in who:
            continue
        who.append(acting)
        if acting != each:
            standing_in[acting] = each
    return Resolved(resolve.token, tuple(who), resolve.request, standing_in)


def _people(asked: Asked, assignees: Sequence[Assignee]) -> list[str]:
    """The union of `assignees`: in their order, nobody twice, active people only."""
    ordered = list(dict.fromkeys(each for assignee in assignees for each in _of(asked, assignee)))
    asked.known.update(people.living(asked.tx, [each for each in ordered if each not in asked.known], asked.tx.now))
    return [each for each in ordered if each in asked.known]


def _of(asked: Asked, assignee: Assignee) -> Iterable[str]:  # noqa: C901 - one case per kind, each a line
    tx, resolve = asked.tx, asked.resolve
    match assignee:
        case kinds.Person(person=person):
            return [person]
        case kinds.Email(email=email):
            return people_by_email(tx, [email]).values()
        case kinds.Role(role=role):
            return people.bearers(tx, asked.app, role)
        case kinds.Group(group=group):
            return people.in_group(tx, group)
        case kinds.Department(department=named, tree=tree):
            return people.in_department(tx, named, tree=tree)
        case kinds.DepartmentHead(department_head=path, up=up):
            heads = (people.head_of(tx, each, up) for each in _named(asked, path))
            return [head for head in heads if head]
        case kinds.Supervisor(supervisor_of=path, level=level):
            chains = (people.supervisors(tx, each, level) for each in _named(asked, path))
            return [chain[level - 1] for chain in chains if len(chain) == level]
        case kinds.Supervisors(supervisors_of=path, levels=levels):
            return [boss for each in _named(asked, path) for boss in people.supervisors(tx, each, levels)]
        case kinds.MemberField(field=path):
            return _named(asked, path)
        case kinds.Chosen(among=among):
            allowed = set(_people(asked, among)) if among else None
            return [each for each in resolve.chosen if allowed is None or each in allowed]
        case kinds.SameAs(same_as=node):
            return resolve.deciders.get(node, ())
        case kinds.RoundRobin():
            return _in_turn(asked, assignee)
        case kinds.LeastLoaded(least_loaded=pool):
            return _least_loaded(asked, _people(asked, pool))
        case kinds.RuleTable():
            return _by_table(asked, assignee)


def _named(asked: Asked, path: str) -> list[str]:
    """The ids in a field; `initiator` is who started the flow."""
    if path == "initiator":
        return [asked.resolve.initiator] if asked.resolve.initiator else []
    value = asked.value(path)
    return list(_texts(value))


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, (list, tuple)):
        for each in value:
            yield from _texts(each)


def _by_table(asked: Asked, table: kinds.RuleTable) -> list[str]:
    for row in table.table:
        if asked.holds(row.when):
            return _people(asked, row.assignees)
    return _people(asked, table.otherwise)


def _present(asked: Asked, pool: list[str]) -> list[str]:
    """Who of the pool is here; everybody when nobody is (their stand-ins will act)."""
    return [each for each in pool if not asked.known[each].away] or pool


def _least_loaded(asked: Asked, pool: list[str]) -> list[str]:
    here = _present(asked, pool)
    if not here:
        return []
    asked.tx.lock(f"flows.least_loaded:{asked.app}")  # or two at once would both find the same one idle
    c = flow_task.c
    statement = (
        select(c.person, func.count().label("open"))
        .where(c.person.in_(here), c.status == "open", c.kind != "cc")
        .group_by(c.person)
    )
    load = {row.person: row.open for row in asked.tx.execute(statement)}
    return [min(here, key=lambda each: (load.get(each, 0), each))]


def _in_turn(asked: Asked, turn: kinds.RoundRobin) -> list[str]:
    here = sorted(_present(asked, _people(asked, turn.round_robin)))
    if not here:
        return []
    # a key of one's own is shared by all flows of the app, the default one by nobody
    own = turn.key == DEFAULT_KEY
    key = f"{asked.flow_id}:{asked.resolve.node}" if own else turn.key
    last = _last_turn(asked, key)
    following = next((each for each in here if last is None or each > last), here[0])
    if not asked.dry:
        c = flow_cursor.c
        asked.tx.execute(
            update(flow_cursor).where(c.app == asked.app, c.key == key).values(last_person=following, turns=c.turns + 1)
        )
    return [following]


def _last_turn(asked: Asked, key: str) -> str | None:
    """Who had the last turn; the cursor's row is ours until the transaction ends."""
    tx, c = asked.tx, flow_cursor.c
    statement = select(c.last_person).where(c.app == asked.app, c.key == key)
    if asked.dry:
        return tx.execute(statement).scalar_one_or_none()
    insert = postgresql.insert if tx.dialect == "postgresql" else sqlite.insert
    first = insert(flow_cursor).values(app=asked.app, key=key, last_person=None, turns=0)
    tx.execute(first.on_conflict_do_nothing())
    last: str | None = tx.execute(statement.with_for_update()).scalar_one()
    return last
