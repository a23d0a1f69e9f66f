"""A publish of large tables is made ready by a job: columns filled and indexes built while people go on writing.

The job's checkpoint says how far it is, saved with each batch: a run that was killed is continued by the next one.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import Column, MetaData, Table
from sqlalchemy.exc import IntegrityError

from dougong.access.tables import build_tables
from dougong.apps import retired
from dougong.apps.catalog import app_catalog
from dougong.apps.ddl import Schema, column_names
from dougong.apps.hooks import hooks
from dougong.apps.online import indexes
from dougong.apps.online.hurried import hurried
from dougong.apps.online.moves import Move, movable
from dougong.apps.online.prepared import Prepared
from dougong.apps.plan import Plan, reading_of
from dougong.apps.problems import somebody_was_faster
from dougong.apps.retired import Retired
from dougong.apps.schema_change import Change
from dougong.apps.values import owner_table
from dougong.kit.db import Transaction
from dougong.kit.errors import say
from dougong.kit.failpoint import failpoint
from dougong.kit.jobs import JobContext
from dougong.kit.web import Actor
from engines.form.fields.base import Reading

FEW = 200
"""Changed records that the swap may still bring in itself."""
_ROUNDS = 20
Document = dict[str, Any]
Pick = Callable[[Transaction], tuple[Actor, Sequence[Plan]]]
"""Who publishes, and the forms, read anew in each transaction."""


class Preparation:
    """One job's. `pick` answers the same plans in every transaction, as long as nobody publishes in between."""

    def __init__(self, context: JobContext, app_key: str, pick: Pick) -> None:
        self._context, self._app, self._pick = context, app_key, pick
        self._database = context.database
        self._state: Document = context.checkpoint or {}
        self._known: tuple[list[Move], Actor] | None = None

    def run(self) -> Prepared:
        """Goes on where an earlier run ended. → what the publish swaps in"""
        if not self._state:
            self._state = hurried(self._database, self._begin)
        for at in range(len(self._state["moves"])):
            self._fill(at)
        self._build_indexes()
        for _round in range(_ROUNDS):
            if self._catch_up() <= FEW:
                break
        columns = self._columns()
        return Prepared(columns, dict(self._state["indexes"]), self._finish)

    def undo(self) -> None:
        """Nothing of it stays; values never left their columns."""
        self._drop_indexes()
        hurried(self._database, self._forget)

    # -- begin -----------------------------------------------------------------------------------------------------
    def _begin(self, tx: Transaction) -> Document:
        _actor, plans = self._pick(tx)
        moves = [self._shadow(tx, planned, change) for planned in plans for change in movable(planned)]
        versions = {planned.form.key: planned.form.published_version for planned in plans}
        state: Document = {
            "moves": moves, "versions": versions, "since": None, "done": 0, "lost": 0, "indexes": {}, "built": [],
        }  # fmt: skip
        if hooks.changes is not None:
            state["since"] = list(hooks.changes.position(tx))
        self._save(tx, state)
        return state

    def _shadow(self, tx: Transaction, planned: Plan, change: Change) -> Document:
        """The new column, under a name of its own."""
        form, path = planned.form.key, change.path
        table = owner_table(build_tables(self._app, planned.new_forms), form, path)
        name = retired.free_name(path[-1], retired.names_aside(tx, table.name))
        bare = Table(table.name, MetaData(), Column(name, table.c[path[-1]].type))
        Schema(tx).add_column(bare, name)
        made = retired.put_aside(tx, planned.app.id, form, path, change.field, "moving", table.name, name)
        return {"form": form, "path": list(path), "shadow": made.id, "cursor": None, "filled": False}

    # -- values ----------------------------------------------------------------------------------------------------
    def _fill(self, at: int) -> None:
        while not self._state["moves"][at]["filled"]:
            with self._database.transaction() as tx:
                moves, reading = self._remembered(tx)
                state = {**self._state, "moves": [dict(move) for move in self._state["moves"]]}
                own = state["moves"][at]
                own["cursor"], rows, lost = moves[at].fill(tx, reading, own["cursor"])
                own["filled"] = own["cursor"] is None
                state |= {"done": state["done"] + rows, "lost": state["lost"] + lost}
                self._save(tx, state)
            self._state = state
            failpoint("apps.move")
            self._context.progress(self._state["done"], None, say("正在转换数据…", "Converting data…"))
            if self._database.dialect == "sqlite":
                time.sleep(0.002)  # its one place to write is taken in no order: others come first

    def _remembered(self, tx: Transaction) -> tuple[list[Move], Reading]:
        """The moves as they were read first: what changed meanwhile is found when they are read anew for the swap."""
        if self._known is None:
            moves, _reading = self._moves(tx)
            self._known = moves, self._pick(tx)[0]
        moves, actor = self._known
        return moves, reading_of(tx, app_catalog(tx, self._app).tables, actor)

    def _moves(self, tx: Transaction) -> tuple[list[Move], Reading]:
        actor, plans = self._pick(tx)
        now = {planned.form.key: planned.form.published_version for planned in plans}
        if now != self._state["versions"]:
            raise somebody_was_faster(None)
        by_key = {planned.form.key: planned for planned in plans}
        shadows = {each.id: each for planned in plans for each in planned.aside}
        found = []
        for own in self._state["moves"]:
            planned, path = by_key[own["form"]], tuple(own["path"])
            change = next((each for each in movable(planned) if each.path == path), None)
            shadow = shadows.get(own["shadow"])
            if change is None or shadow is None or shadow.field != change.field:
                raise somebody_was_faster(None)
            found.append(Move.of(planned, change, shadow))
        return found, reading_of(tx, app_catalog(tx, self._app).tables, actor)

    def _caught_up(self, tx: Transaction) -> tuple[int, Document]:
        """Brings in what was written since the last time. → how many records that was, and the state after it, which
        counts once it is committed"""
        if hooks.changes is None or not self._state["moves"]:
            return 0, self._state
        moves, reading = self._moves(tx)
        since, position = self._state["since"], list(hooks.changes.position(tx))
        records = {move.form: hooks.changes.since(tx, self._app, move.form, since) for move in moves}
        lost = sum(move.again(tx, reading, records[move.form]) for move in moves)
        state = {**self._state, "since": position, "lost": self._state["lost"] + lost}
        return sum(len(each) for each in records.values()), state

    def _catch_up(self) -> int:
        """→ how many records were written meanwhile"""
        try:
            with self._database.transaction() as tx:
                behind, state = self._caught_up(tx)
                self._save(tx, state)
        except IntegrityError:  # a value that is to be unique occurs twice by now: the publish will say which
            if not self._state["indexes"]:
                raise
            self._drop_indexes()
            self._note({"indexes": {}, "built": []})
            return self._catch_up()
        self._state = state
        return behind

    def _finish(self, tx: Transaction) -> int:
        """The swap may be tried again: what it brings in is not remembered."""
        lost: int = self._caught_up(tx)[1]["lost"]
        return lost

    def _columns(self) -> dict[tuple[str, tuple[str, ...]], Retired]:
        with self._database.snapshot() as tx:
            moves, _reading = self._moves(tx)
        return {(move.form, move.path): move.shadow for move in moves}

    # -- indexes ---------------------------------------------------------------------------------------------------
    def _build_indexes(self) -> None:
        if self._database.dialect == "sqlite":
            return
        with self._database.snapshot() as tx:
            moves, _reading = self._moves(tx)
            wanted = list(indexes.wanted(tx, self._pick(tx)[1]))
        places = {(move.table, move.path[-1]): str(move.shadow.column) for move in moves}
        for index in wanted:
            if str(index.name) in self._state["indexes"] or index.table is None:
                continue
            self._context.progress(self._state["done"], None, say("正在建立索引…", "Building indexes…"))
            name = indexes.name_for_now(index)
            self._note({"built": [*self._state["built"], [index.table.name, name]]})  # first, so that undo finds it
            if indexes.build(self._database, index, places):
                self._note({"indexes": {**self._state["indexes"], str(index.name): name}})

    def _note(self, more: Document) -> None:
        state = {**self._state, **more}
        with self._database.transaction() as tx:
            self._save(tx, state)
        self._state = state

    def _drop_indexes(self) -> None:
        for table, name in self._state.get("built", ()):
            indexes.drop(self._database, table, name)

    # -- end -------------------------------------------------------------------------------------------------------
    def _forget(self, tx: Transaction) -> None:
        for own in self._state.get("moves", ()):
            shadow = retired.find(tx, own["shadow"])
            if shadow is None:
                continue
            if shadow.column in column_names(tx, shadow.table):
                Schema(tx).drop_column(shadow.table, str(shadow.column))
            retired.forget(tx, shadow.id)

    def _save(self, tx: Transaction, state: Document) -> None:
        self._context.save(tx, state, done=state["done"])
