"""The kinds of things an app consists of beside forms, and what can be done with each when the app is published as a
whole. Rooms above hand theirs in (`hooks.parts`)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from sqlalchemy import ColumnElement, false

from dougong.apps.catalog import AppCatalog
from dougong.apps.release.telling import Shape
from dougong.apps.repository import AppRow
from dougong.apps.versioned import Document, Drawn
from dougong.kit.db import Transaction
from dougong.kit.web import Actor

Known = Mapping[str, Mapping[str, Document]]
"""The definitions of the app by kind and key, as they will be."""


class Problems(Protocol):
    """`[{message, level}]` of a definition, in the app as it will be."""

    def __call__(
        self, tx: Transaction, app: AppRow, catalog: AppCatalog, known: Known, row: Any, language: str
    ) -> list[Document]: ...


class Publish(Protocol):
    """Makes the draft the next version. `known`: keys of its kind that will be published when all is done."""

    def __call__(
        self,
        tx: Transaction,
        actor: Actor,
        app: AppRow,
        row: Any,
        note: str | None,
        known: Collection[str],
        language: str,
    ) -> int: ...


class Move(Protocol):
    """Into the bin, or out of it."""

    def __call__(self, tx: Transaction, actor: Actor, app: AppRow, row: Any) -> object: ...


def _no_columns(_app: AppRow) -> dict[str, Any]:
    return {}


def _nothing(_tx: Transaction, _row: Any) -> None:
    return


@dataclass(frozen=True)
class Part:
    """One kind: where it is kept, how it is checked, told and published."""

    store: Drawn[Any]
    shape: Shape
    problems: Problems
    publish: Publish
    to_bin: Move
    out_of_bin: Move
    kept: ColumnElement[bool] = field(default_factory=false)
    """Over the columns of its table: which stay in the bin for ever."""
    let_go: Callable[[Transaction, Any], None] = _nothing
    """What it holds beside its own rows is free, because it is deleted for good."""

    blank: Callable[[AppRow], dict[str, Any]] = _no_columns
    """What a new row has in columns of its own."""

    @property
    def kind(self) -> str:
        """`dashboard`, `flow`, `page`."""
        return self.store.kind
