"""One analysis, counted: which subjects, which kind, what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from dougong.access.compiler import Access
from dougong.analytics.asking import Asking, Counted, scene_of
from dougong.analytics.kinds import groups, likings, prediction, value
from dougong.analytics.store import Trained
from dougong.apps.catalog import AppCatalog
from dougong.kit.db import Transaction
from engines.calendar import WorkCalendar
from engines.flow.analyses import (
    Abc,
    Analysis,
    Cluster,
    Clv,
    Health,
    Interests,
    Predict,
    Recommend,
    Rfm,
    Score,
    Segments,
    Tree,
)


def asking(
    tx: Transaction, app: AppCatalog, access: Access, subject: str, where: str | None, now: datetime,
    working: tuple[WorkCalendar, tzinfo], language: str, label: str = "",
) -> Asking:  # fmt: skip
    """What an analysis of `subject` has to go by; its subjects are those that one may read and that `where` names."""
    calendar, zone = working
    scene = scene_of(now, zone.key if isinstance(zone, ZoneInfo) else "UTC", calendar)
    bare = Asking(tx, app, access.at(now), subject, (), scene, language, label)
    ids = tuple(sorted(row.id for row in bare.rows(subject, (), where)))
    return Asking(tx, app, bare.access, subject, ids, scene, language, label)


def counted(asked: Asking, analysis: Analysis, write: Mapping[str, str]) -> tuple[Counted, Trained | None]:
    """The results, and a model that is to be kept. `write`: result → field, kept with the model."""
    found, trained = _counted(asked, analysis, write)
    as_of: dict[str, Any] = {"as_of": asked.as_of}
    return Counted(
        {subject: {**result, **as_of} for subject, result in found.results.items()}, found.why, found.backs,
        found.version,
    ), trained  # fmt: skip


def _counted(asked: Asking, analysis: Analysis, write: Mapping[str, str]) -> tuple[Counted, Trained | None]:
    match analysis:
        case Rfm():
            return value.rfm(asked, analysis), None
        case Clv():
            return value.clv(asked, analysis), None
        case Abc():
            return value.abc(asked, analysis), None
        case Health():
            return value.health(asked, analysis), None
        case Predict():
            return prediction.predict(asked, analysis, write)
        case Segments():
            return groups.segments(asked, analysis), None
        case Cluster():
            return groups.cluster(asked, analysis), None
        case Tree():
            return groups.tree(asked, analysis), None
        case Recommend():
            return likings.recommend(asked, analysis), None
        case Interests():
            return likings.interests(asked, analysis), None
        case Score():
            return likings.score(asked, analysis), None
