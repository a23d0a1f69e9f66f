"""Pages as parts of an app that is published as a whole."""

from __future__ import annotations

from collections.abc import Collection

from dougong.apps.catalog import AppCatalog
from dougong.apps.pages import checking, drafts, store
from dougong.apps.pages.store import PageRow
from dougong.apps.release.parts import Known, Part
from dougong.apps.release.telling import Shape
from dougong.apps.repository import AppRow
from dougong.identity.service import roles
from dougong.kit.db import Transaction
from dougong.kit.errors import say
from dougong.kit.web import Actor


def _problems(
    tx: Transaction, app: AppRow, catalog: AppCatalog, known: Known, row: PageRow, language: str
) -> list[checking.Document]:
    keys = [role.key for role in roles(tx, app.key)]
    targets = checking.targets(known["dashboard"], known["flow"])
    return checking.problems(catalog, targets, keys, row.key, row.draft, language)


def _publish(
    tx: Transaction, actor: Actor, app: AppRow, row: PageRow, note: str | None, known: Collection[str], language: str
) -> int:
    return drafts.publish(tx, actor, app, row, row.revision, note, language)


PART = Part(
    store.pages,
    Shape({"blocks": say("区块", "block")}),
    _problems,
    _publish,
    drafts.to_bin,
    drafts.out_of_bin,
)
