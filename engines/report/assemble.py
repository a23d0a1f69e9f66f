"""Cells → Answer: the half of an answer that is the same for every back end.

Order of things: top lists are ranked; all grouping sets of all spans are asked for at once; then in each set:
comparisons are looked up, missing members filled in, measures over measures computed; then shares, running sums;
`having`, order and limit touch only the rows shown, never the totals. Formulas see measures before share and running.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from engines.report.answer import Answer, LeftOut, Row, Total
from engines.report.columns import answer_columns, group_label, label_in
from engines.report.comparisons import Pairing
from engines.report.errors import Message, sentence
from engines.report.filling import filled
from engines.report.measures import MeasureEnv, Measures, Table
from engines.report.members import natural
from engines.report.plan import OTHERS, RECORDS, Cells, Member, Plan, Request
from engines.report.program import Group
from engines.report.pruning import first_groups
from engines.report.query import MAX_CELLS, Order
from engines.report.totals import Keys, share_base


class Source(Protocol):
    """A back end: computes requests."""

    def cells(self, requests: Sequence[Request]) -> list[Cells]:
        """The cells of each request, in order."""
        ...


def assemble(plan: Plan, source: Source, as_of: str | None = None) -> Answer:
    """The answer of a plan, its cells computed by `source`."""
    return _Assembly(plan, source).answer(as_of)


class _Assembly:
    """The state of one answer. `tables`: grouping set → members → value by column key."""

    def __init__(self, plan: Plan, source: Source) -> None:
        self.plan, self.program, self.source = plan, plan.program, source
        self.measures = Measures(plan)
        self.notes: list[Message] = list(plan.program.notes)
        self.tops: dict[str, tuple[Member, ...]] = {}
        self.tables: dict[Keys, Table] = {}
        self.hidden: dict[str, int] = {}
        self.first = first_groups(plan)
        self.groups: int | None = None

    def answer(self, as_of: str | None) -> Answer:
        self._rank()
        self._compute()
        self._shares()
        self._running()
        rows, left_out = self._rows()
        columns = answer_columns(self.program, self.tops)
        self.notes += self.measures.notes({column.key: column.label for column in columns})
        totals = tuple(Total(keys, self._total_rows(keys)) for keys in self.plan.totals)
        detail = self.tables[self.plan.detail]
        return Answer(
            columns=columns,
            rows=rows,
            totals=totals,
            left_out=left_out,
            notes=tuple(self.notes),
            as_of=as_of,
            empty=not any(cell.get(RECORDS) for cell in detail.values()),
        )

    # what is computed

    def _rank(self) -> None:
        """The members that top lists keep: by the measure over each member alone; ties in natural order."""
        ranked = [group for group in self.program.groups if group.top is not None]
        requests = [Request((group.key,), self.plan.span) for group in ranked]
        for group, cells in zip(ranked, self.source.cells(requests) if requests else [], strict=True):
            top = group.top
            assert top is not None  # the list above
            table = self.measures.complete(cells)
            self.measures.derive(table)
            found = sorted((members[0] for members in table), key=lambda member: natural(group, self.plan, member))
            valued = [member for member in found if table[(member,)][top.by] is not None]
            valued.sort(key=lambda member: table[(member,)][top.by], reverse=not top.lowest)
            blank = [member for member in found if table[(member,)][top.by] is None]
            self.tops[group.key] = tuple([*valued, *blank][: top.n])
            left = len(found) - len(self.tops[group.key])
            if left and not top.others:
                self.hidden[group.key] = left
                self.notes.append(_left_out_members(group, left))

    def _compute(self) -> None:
        plan = self.plan
        spans = [plan.span, *(item.span for item in plan.comparisons if item.span is not None)]
        requests = [self._request(keys, span) for keys in plan.sets for span in spans]
        found = iter(self.source.cells(requests))
        for keys in plan.sets:
            cells = next(found)
            if keys == plan.detail:
                self.groups = cells.groups
            table = self.measures.complete(cells)
            others = {item.key: self.measures.complete(next(found)) for item in plan.comparisons if item.span}
            pairings = [Pairing(plan, keys, item, others.get(item.key, table)) for item in plan.comparisons]
            for pairing in pairings:
                pairing.add_missing(self.measures, table)
            if not filled(plan, self.measures, keys, table):
                self.notes.append(
                    sentence("组合太多,没有补全空缺", "Too many combinations: missing ones are not filled in")
                )
            for pairing in pairings:
                pairing.write(self.measures, table)
            self.measures.derive(table)
            self.tables[keys] = table

    def _request(self, keys: Keys, span: Any) -> Request:
        first = self.first if keys == self.plan.detail else None
        return Request(keys, span, {key: members for key, members in self.tops.items() if key in keys}, first)

    def _shares(self) -> None:
        shares = [(measure.key, measure.share) for measure in self.program.query.measures if measure.share]
        changes: list[tuple[dict[str, Any], str, Any]] = []
        for keys, table in self.tables.items():
            for measure, share in shares:
                base = share_base(self.program, keys, share)
                places = [keys.index(key) for key in base]
                for members, cell in table.items():
                    whole = self.tables[base].get(tuple(members[place] for place in places), {})
                    for key in self.measures.with_comparisons(measure):
                        changes.append((cell, key, self.measures.share(cell.get(key), whole.get(key))))
        for cell, key, value in changes:
            cell[key] = value

    def _running(self) -> None:
        keys = [measure.key for measure in self.program.query.measures if measure.running]
        if not keys or not self.program.rows:
            return
        first = self.program.rows[0]
        columns = [column for key in keys for column in self.measures.with_comparisons(key)]
        for by, table in self.tables.items():
            if first.key not in by:
                continue
            place = by.index(first.key)
            sums: dict[Any, Any] = {}
            for members in sorted(table, key=lambda members: natural(first, self.plan, members[place])):
                line = members[:place] + members[place + 1 :]
                for column in columns:
                    added = self.measures.sum(sums.get((line, column)), table[members].get(column))
                    sums[line, column] = table[members][column] = added

    # what is shown

    def _rows(self) -> tuple[tuple[Row, ...], LeftOut | None]:
        detail = self.tables[self.plan.detail]
        members = [item for item in detail if self._shown(self.plan.detail, item)]
        if self.program.having is not None:
            holds = self.measures.condition(self.program.having)
            members = [item for item in members if holds(MeasureEnv(self.plan, self._named(item, detail[item])))]
        width = len(self.program.rows)
        groups = self._ordered(members)
        kept = groups[: self.program.query.limit] if width else groups
        while kept and sum(len(group) for group in kept) > MAX_CELLS:
            kept = kept[: len(kept) // 2] if len(kept) > 1 else [kept[0][:MAX_CELLS]]
        rows = tuple(self._row(self.plan.detail, item, detail[item]) for group in kept for item in group)
        every = len(groups) if self.groups is None else self.groups
        left = every - len(kept)
        if not left and len(rows) < len(members):
            return rows, LeftOut(len(members) - len(rows), len(members))
        return rows, LeftOut(left, every) if left else None

    def _named(self, members: tuple[Member, ...], cell: Mapping[str, Any]) -> dict[str, Any]:
        named = {
            key: None if member is OTHERS else member for key, member in zip(self.plan.detail, members, strict=True)
        }
        return {**named, **cell}

    def _shown(self, keys: Keys, members: tuple[Member, ...]) -> bool:
        """Whether no member is one that a top list without others leaves out."""
        return not any(member is OTHERS and key in self.hidden for key, member in zip(keys, members, strict=True))

    def _ordered(self, members: list[tuple[Member, ...]]) -> list[list[tuple[Member, ...]]]:
        """Rows by their row members, each with its columns beside it; both in the order asked for."""
        rows, width = self.program.rows, len(self.program.rows)
        orders = [Order(by=order) if isinstance(order, str) else order for order in self.program.query.order]
        members = sorted(members, key=lambda item: self._natural(self.program.groups, item))
        cols = {group.key: place for place, group in enumerate(self.program.groups) if group.side == "col"}
        of_cols = [order for order in orders if order.by in cols]
        for order in reversed(of_cols):
            members = self._sorted(members, order, lambda item, place=cols[order.by]: item[place])
        groups: dict[tuple[Member, ...], list[tuple[Member, ...]]] = {}
        for item in sorted(members, key=lambda item: self._natural(rows, item[:width])):
            groups.setdefault(item[:width], []).append(item)
        heads = list(groups)
        places = {group.key: place for place, group in enumerate(rows)}
        table = self.tables.get(tuple(places), self.tables[self.plan.detail])
        for order in reversed(orders):
            if order.by in places:
                heads = self._sorted(heads, order, lambda head, place=places[order.by]: head[place])
            elif order.by not in cols:
                heads = self._sorted(heads, order, lambda head, by=order.by: table[head].get(by))
        return [groups[head] for head in heads]

    def _sorted(self, items: list[Any], order: Order, value: Any) -> list[Any]:
        group = next((group for group in self.program.groups if group.key == order.by), None)
        present = [item for item in items if value(item) is not None and value(item) is not OTHERS]
        present.sort(
            key=lambda item: natural(group, self.plan, value(item)) if group else value(item), reverse=order.desc
        )
        blank = [item for item in items if value(item) is None]
        others = [item for item in items if value(item) is OTHERS]
        return [*blank, *present, *others] if order.nulls == "first" else [*present, *blank, *others]

    def _natural(self, groups: Sequence[Group], members: tuple[Member, ...]) -> list[tuple[int, Any]]:
        return [natural(group, self.plan, member) for group, member in zip(groups, members, strict=True)]

    def _total_rows(self, keys: Keys) -> tuple[Row, ...]:
        groups = [group for group in self.program.groups if group.key in keys]
        table = self.tables[keys]
        shown = [members for members in table if self._shown(keys, members)]
        shown.sort(key=lambda members: self._natural(groups, members))
        return tuple(self._row(keys, members, table[members]) for members in shown[:MAX_CELLS])

    def _row(self, keys: Keys, members: tuple[Member, ...], cell: Mapping[str, Any]) -> Row:
        by_key = dict(zip(keys, members, strict=True))
        return (
            *(by_key.get(group.key) for group in self.program.groups),
            *(cell.get(column) for column in self.measures.columns),
        )


def _left_out_members(group: Group, count: int) -> Message:
    chinese, english = (label_in(group_label(group), language) for language in ("zh-CN", "en"))
    return sentence(
        f"“{chinese}”另有 {count} 项未列出；合计包含它们",
        f"{count} more of “{english}” are not listed; totals include them",
    )
