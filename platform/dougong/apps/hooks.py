"""What the rooms above do when an app changes. `dougong.reactions` binds them at start-up; apps knows none of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from dougong.apps.demo import DemoForm
from dougong.apps.release.parts import Part
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
FlowExporter = Callable[[Transaction, str], dict[str, dict[str, Any]]]
"""`(tx, app id)` → the published flows by key, as a package has them."""
FlowInstaller = Callable[[Transaction, Actor, str, Mapping[str, dict[str, Any]], str], None]
"""`(tx, actor, app key, flows by key, language)`: makes and publishes them."""
DashboardExporter = Callable[[Transaction, str], dict[str, dict[str, Any]]]
"""`(tx, app id)` → the published dashboards by key, as a package has them."""
DashboardInstaller = Callable[[Transaction, Actor, str, Mapping[str, dict[str, Any]], str], None]
"""`(tx, actor, app key, dashboards by key, language)`: makes and publishes them."""
RecordTemplateExporter = Callable[[Transaction, str, Mapping[str, Form]], dict[str, dict[str, Any]]]
"""`(tx, app key, its forms)` → the shared record templates by form, as a package has them."""
RecordTemplateInstaller = DashboardInstaller
"""The same for files of record templates, by form."""
PublicLinkExporter = RecordTemplateExporter
PublicLinkInstaller = DashboardInstaller
"""The same for files of public links, by form."""
FlowUses = Callable[[Transaction, str, Mapping[str, Form], str], list[dict[str, Any]]]
"""`(tx, app key, the forms as they would be, language)` → flows that would break (`dependencies.Use`)."""

FlowRun = Callable[[Transaction, str, str, str | None], bool]
"""`(tx, person, app key, key of a flow or None)`: whether the person has ever started one."""


@dataclass(frozen=True)
class ChangeReader:
    """What the change log of records tells. `position`: behind everything that is over; `since`: ids of records that
    were changed behind a position, perhaps a few before it too."""

    position: Callable[[Transaction], tuple[int, int]]
    since: Callable[[Transaction, str, str, Sequence[int]], Sequence[str]]


DemoLoader = Callable[[Transaction, Actor, str, Sequence[DemoForm]], None]
"""`(tx, actor, app key, rows of forms in order)`: puts a batch through the write pipeline."""


@dataclass
class Hooks:
    """`published` and `dropped` run inside the transaction, so that nothing is lost after the commit."""

    published: list[PublishedListener] = field(default_factory=list)
    dropped: list[DroppedListener] = field(default_factory=list)
    changes: ChangeReader | None = None
    demo_loader: DemoLoader | None = None
    demo_loaded: Callable[[Transaction, str], None] | None = None
    """`(tx, app key)`: all rows of the package are there."""
    flow_exporter: FlowExporter | None = None
    flow_installer: FlowInstaller | None = None
    flow_uses: FlowUses | None = None
    view_uses: FlowUses | None = None
    """The same of views that people saved: they don't stop a publish, they lose a column or a condition."""
    parts: Sequence[Part] = ()
    """What an app consists of beside forms, in the order in which it is published."""
    dashboard_exporter: DashboardExporter | None = None
    dashboard_installer: DashboardInstaller | None = None
    modules_switched: Callable[[Transaction, str], None] | None = None
    """`(tx, app key)`: other modules of the app are on than before."""
    record_template_exporter: RecordTemplateExporter | None = None
    record_template_installer: RecordTemplateInstaller | None = None
    flow_run: FlowRun | None = None
    public_link_exporter: PublicLinkExporter | None = None
    public_link_installer: PublicLinkInstaller | None = None


hooks = Hooks()
"""The one of this process."""
