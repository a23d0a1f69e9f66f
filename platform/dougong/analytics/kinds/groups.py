"""Who belongs together: segments by formulas of people, clusters and trees whose rules are formulas."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from dougong.access.compiler import Access
from dougong.analytics.asking import Asking, Back, Counted, condition
from dougong.analytics.kinds.value import too_few
from dougong.apps.rights import access_of
from dougong.identity.authentication import actor_of
from dougong.identity.models import person
from dougong.kit.errors import Conflict, Problem, say
from dougong.records.forgetting import mark
from dougong.records.models import change_log
from engines.flow.analyses import Cluster, RuleRecords, Segments, Tree
from engines.report.learning import clusters as clustering
from engines.report.learning import tree as trees

_WRITER_FORGOTTEN = say("写下这条规则的人已无从查证。", "Nobody knows any more who wrote this rule.")
_LOOKED_AT = 1_000
"""Changes of a segment among which the last one of its rule is looked for."""


def segments(asking: Asking, wanted: Segments) -> Counted:
    """Members of each segment. A rule that is not a condition has no members and no size."""
    members: dict[str, list[str]] = defaultdict(list)
    backs: list[Back] = []
    known = frozenset(asking.subjects)
    for row in asking.rows(wanted.form, [wanted.rule], wanted.where):
        rule = getattr(row, wanted.rule)
        size: int | None = None
        if rule:
            try:
                condition(asking.access, asking.subject, rule)
                if (author := _author(asking, wanted, row)) is not None:
                    condition(author, asking.subject, rule)
            except Problem:
                rule = None
            else:
                mine = [each.id for each in asking.rows(asking.subject, (), rule) if each.id in known]
                size = len(mine)
                for each in mine:
                    members[each].append(row.id)
        values: dict[str, Any] = {}
        if wanted.size is not None:
            values[wanted.size] = size
        if wanted.at is not None:
            values[wanted.at] = asking.scene.now
        if values:
            backs.append(Back(wanted.form, row.id, values))
    results = {each: {"segments": members.get(each, []), "count": len(members.get(each, []))} for each in known}
    return Counted(results, backs=tuple(backs))


def _author(asking: Asking, wanted: Segments, row: Any) -> Access | None:
    """The eyes of whoever wrote the rule last: nobody learns by a segment what they may not filter by. None for a rule
    that came with a package or from a flow."""
    c = change_log.c
    mine = (c.record_id == row.id, c.app == asking.app.key, c.form == wanted.form)
    wanted_log = select(c.by, c.op, c.changes).where(*mine).order_by(c.seq.desc()).limit(_LOOKED_AT)
    log = asking.tx.execute(wanted_log).all()
    if not any(change.op == "create" for change in log) and len(log) < _LOOKED_AT and mark(asking.tx) is not None:
        raise Conflict(_WRITER_FORGOTTEN, "writer_forgotten")
    by = next((change.by for change in log if wanted.rule in (change.changes or {})), row.created_by)
    found = asking.tx.execute(select(person).where(person.c.id == by)).first() if by else None
    return None if found is None else access_of(asking.tx, actor_of(found), asking.app)


def cluster(asking: Asking, wanted: Cluster) -> Counted:
    """Groups of subjects that are complete in their factors, each with the rule of a small tree."""
    rows = {key: values for key, values in _numbers(asking, wanted.factors).items() if None not in values}
    if len(rows) < wanted.minimum:
        return Counted({}, too_few(len(rows), wanted.minimum))
    ids = sorted(rows)
    points = [tuple(float(value or 0) for value in rows[each]) for each in ids]
    try:
        found = clustering.find(points, clusters=wanted.clusters, seed=wanted.seed)
    except ValueError:
        return Counted({}, too_few(len(set(points)), wanted.clusters or 2))
    columns = {name: [point[at] for point in points] for at, name in enumerate(wanted.factors)}
    tree = trees.grow(columns, found.places, depth=4, least=max(2, len(ids) // 50))
    rules = {group: tree.rule_of(group) for group in range(1, len(found.centres) + 1)}
    backs = _rule_records(
        asking,
        wanted.rules,
        [(f"{_named(asking)} {group}", rules[group], size) for group, size in enumerate(found.sizes, 1)],
    )
    results = {each: {"cluster": group, "rule": rules[group]} for each, group in zip(ids, found.places, strict=True)}
    return Counted(results, backs=backs)


def tree(asking: Asking, wanted: Tree) -> Counted:
    """The leaves of a tree: who satisfies the target, told as rules."""
    ids = list(asking.subjects)
    if len(ids) < wanted.minimum:
        return Counted({}, too_few(len(ids), wanted.minimum))
    holds = {row.id for row in asking.rows(asking.subject, (), wanted.target)}
    values = _values(asking, wanted.factors)
    columns = {name: [values[each][at] for each in ids] for at, name in enumerate(wanted.factors)}
    labels = [1 if each in holds else 0 for each in ids]
    grown = trees.grow(columns, labels, depth=wanted.depth, least=wanted.leaf)
    backs = _rule_records(
        asking, wanted.rules, [(f"{_named(asking)} {leaf.number}", grown.rule(leaf), leaf.n) for leaf in grown.leaves]
    )
    results = {}
    for at, each in enumerate(ids):
        leaf = grown.place({name: column[at] for name, column in columns.items()})
        results[each] = {"leaf": leaf.number, "rule": grown.rule(leaf), "rate": leaf.counts.get(1, 0) / leaf.n}
    return Counted(results, backs=backs)


def _named(asking: Asking) -> str:
    return asking.label or asking.say("分组", "Group")


def _values(asking: Asking, factors: tuple[str, ...]) -> dict[str, list[float | str | None]]:
    known = frozenset(asking.subjects)
    return {
        row.id: [_plain(getattr(row, key)) for key in factors]
        for row in asking.rows(asking.subject, factors, None)
        if row.id in known
    }


def _numbers(asking: Asking, factors: tuple[str, ...]) -> dict[str, list[float | None]]:
    return {
        key: [value if isinstance(value, float) else None for value in values]
        for key, values in _values(asking, factors).items()
    }


def _plain(value: Any) -> float | str | None:
    """A value as a tree divides by it: numbers, choices, yes and no as 1 and 0."""
    if isinstance(value, (bool, int, float, Decimal)):
        return float(value)
    return value if isinstance(value, str) and value else None


def _rule_records(
    asking: Asking, wanted: RuleRecords | None, groups: list[tuple[str, str | None, int]]
) -> tuple[Back, ...]:
    """The records that hold these rules: those of the same name, else new ones."""
    if wanted is None:
        return ()
    there = {getattr(row, wanted.name): row.id for row in asking.rows(wanted.form, [wanted.name], None)}
    backs = []
    for name, rule, size in groups:
        values: dict[str, Any] = {**wanted.set, wanted.name: name, wanted.rule: rule}
        if wanted.size is not None:
            values[wanted.size] = size
        backs.append(Back(wanted.form, there.get(name), values))
    return tuple(backs)
