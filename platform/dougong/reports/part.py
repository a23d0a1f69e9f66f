"""Dashboards as parts of an app that is published as a whole."""

from __future__ import annotations

from collections.abc import Collection

from dougong.apps.catalog import AppCatalog
from dougong.apps.release.parts import Known, Part
from dougong.apps.release.telling import Shape
from dougong.apps.repository import AppRow
from dougong.kit.db import Transaction
from dougong.kit.errors import say
from dougong.kit.web import Actor
from dougong.reports import definitions, drafts, pictures
from dougong.reports.checking import Document
from dougong.reports.definitions import DashboardRow


def _problems(
    tx: Transaction, app: AppRow, catalog: AppCatalog, known: Known, row: DashboardRow, language: str
) -> list[Document]:
    return drafts.problems_in(tx, app, catalog, row.key, row.draft, language)


def _publish(
    tx: Transaction,
    actor: Actor,
    app: AppRow,
    row: DashboardRow,
    note: str | None,
    known: Collection[str],
    language: str,
) -> int:
    return drafts.publish(tx, actor, app, row, row.revision, note, language)


PART = Part(
    definitions.dashboards,
    Shape(
        {
            "tiles": say("图表", "tile"),
            "filters": say("筛选器", "filter"),
            "alerts": say("提醒", "alert"),
            "deliveries": say("推送", "delivery"),
        }
    ),
    _problems,
    _publish,
    drafts.to_bin,
    drafts.out_of_bin,
    let_go=pictures.let_go,
    blank=drafts.blank,
)
