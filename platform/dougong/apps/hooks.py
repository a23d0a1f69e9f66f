"""What the rooms above do when an app changes. `dougong.reactions` binds them at start-up; apps knows none of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from dougong.apps.demo import DemoForm
from dougong.kit.db import Transaction
from dougong.kit.web import Actor
from engines.form.definition import Form


@dataclass(frozen=True)
class Published:
    """A form has a new version, in this very transaction. `changed`: stored fields added, brought back or converted."""

    app_id: str
    app: str
    form: str
    version: int
    old: Form | None
    new: Form
    changed: tuple[str, ...]
    """Dotted paths; computed ones among them have no values yet."""


PublishedListener = Callable[[Transaction, Actor | None, Published], None]
DroppedListener = Callable[[Transaction, str, str], None]
"""`(tx, app key, form key)`: a deleted form is gone for good; its key may be used again."""
DemoLoader = Callable[[Transaction, Actor, str, Sequence[DemoForm]], None]
"""`(tx, actor, app key, forms in order)`: puts the rows through the write pipeline."""


@dataclass
class Hooks:
    """`published` and `dropped` run inside the transaction, so that nothing is lost after the commit."""

    published: list[PublishedListener] = field(default_factory=list)
    dropped: list[DroppedListener] = field(default_factory=list)
    demo_loader: DemoLoader | None = None


hooks = Hooks()
"""The one of this process."""
