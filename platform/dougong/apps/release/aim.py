"""What an app is to become: its drafts published, or an older version of it put back. Both are told and carried out by
the same functions."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from dougong.apps.release.content import Content, present, stores
from dougong.apps.repository import AppRow
from dougong.apps.versioned import Drawn, DrawnRow
from dougong.kit.db import Transaction
from dougong.kit.types import dump_json

Op = Literal["add", "change", "restore", "remove"]


@dataclass(frozen=True)
class Step:
    """One thing of the app. `row` has the draft that is to be published, and lies in no bin."""

    kind: str
    op: Op
    row: Any
    """A row of the kind (`DrawnRow`)."""
    stored: bool = True
    """False: the draft of `row` is that of an older version, and has to be stored first."""

    @property
    def name(self) -> str:
        """How people may leave it out."""
        return f"{self.kind}:{self.row.key}"


@dataclass(frozen=True)
class Aim:
    """`settings`: the content of the version whose settings, roles and grants come back; None: they stay. `missing`:
    what the version had and is gone for good."""

    steps: Sequence[Step]
    settings: Content | None = None
    missing: Sequence[tuple[str, str]] = ()

    def of(self, kind: str, *ops: Op) -> list[Step]:
        return [step for step in self.steps if step.kind == kind and (not ops or step.op in ops)]


def at_drafts(tx: Transaction, app: AppRow, left_out: Collection[str]) -> Aim:
    """Everything that was drawn and is not published, but what is left out (`form:deal`)."""
    steps = [
        Step(kind, "change" if row.published is not None else "add", row)
        for kind, store in stores().items()
        for row in store.all_of(tx, app.id)
        if row.deleted_at is None and row.dirty
    ]
    return Aim([step for step in steps if step.name not in left_out])


def at_version(tx: Transaction, app: AppRow, content: Content) -> Aim:
    """The app as one of its versions has it. Drafts that were never published stay what they are."""
    steps: list[Step] = []
    missing: list[tuple[str, str]] = []
    for kind, store in stores().items():
        wanted: Mapping[str, Any] = content.get(kind) or {}
        rows = {row.key: row for row in store.all_of(tx, app.id)}
        there = {key for key, (row_id, _n) in wanted.items() if key in rows and rows[key].id == row_id}
        missing += [(kind, key) for key in wanted if key not in there]
        steps += _steps(tx, kind, store, rows, {key: wanted[key][1] for key in there})
    return Aim(steps, content, missing)


def _steps(
    tx: Transaction, kind: str, store: Drawn[Any], rows: Mapping[str, DrawnRow], wanted: Mapping[str, int]
) -> Iterator[Step]:
    definitions = store.versions_of(tx, {rows[key].id: n for key, n in wanted.items()})
    for key, row in rows.items():
        definition = definitions.get(row.id) if key in wanted else None
        if definition is None:
            if row.published is not None and row.deleted_at is None:
                yield Step(kind, "remove", row)
            continue
        back = replace(row, draft=definition, deleted_at=None)
        if row.deleted_at is not None:
            yield Step(kind, "restore", back, stored=False)
        elif row.published != definition:
            yield Step(kind, "change", back, stored=False)


def fingerprint(tx: Transaction, app: AppRow) -> str:
    """Another one after every change of a draft, a publish, or a change of settings and roles."""
    drafts = [
        (kind, row.id, row.revision, row.published_version, row.deleted_at is None)
        for kind, store in stores().items()
        for row in store.all_of(tx, app.id)
    ]
    text = dump_json([app.version, app.grants_revision, present(tx, app), drafts])
    return hashlib.sha256(text if isinstance(text, bytes) else text.encode()).hexdigest()[:32]
