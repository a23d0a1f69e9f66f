"""The job that looks for duplicates: reads under the rights of who asked, compares in memory, writes nothing."""

from __future__ import annotations

from typing import Any

from dougong.apps.catalog import app_catalog
from dougong.apps.rights import access_of
from dougong.apps.tasks import job_actor
from dougong.kit.errors import say
from dougong.kit.jobs import JobContext, job
from dougong.records.duplicates import finding
from dougong.records.duplicates.schemas import LEAST, Search
from dougong.records.work import Work
from engines.form.likeness import find_groups

FIND = "records.duplicates"
MOST_GROUPS = 500
"""Groups that an answer names, the surest first; `groups_found` says how many there are."""
_READING = 40
"""Percent of the work that reading is counted as."""


@job(FIND, attempts=2)
def run_find(context: JobContext) -> dict[str, Any]:
    """args `{app, form, search, total}` → `{"records", "groups", "groups_found", "crowded"}`; a group: `{"score",
    "members": [{id, score, evidence}]}`."""
    form_key, search = context.args["form"], Search.model_validate(context.args["search"])
    total = max(context.args["total"], 1)
    records: list[tuple[str, dict[str, str]]] = []
    cursor: str | None = None
    with context.database.snapshot(consistent=True) as tx:
        catalog = app_catalog(tx, context.args["app"])
        actor = job_actor(tx, context.owner_id)
        work = Work(tx, catalog, actor, access_of(tx, actor, catalog), "ui")
        keys = finding.keys_of(work, form_key, search.keys)
        different = finding.said_different(work, form_key)
        while True:
            some, cursor = finding.page(work, form_key, keys, search.filter, cursor)
            records += some
            context.progress(
                min(_READING, _READING * len(records) // total), 100, say("正在读取数据…", "Reading records…")
            )
            if cursor is None:
                break

    def tell(part: float) -> None:
        context.progress(_READING + int((100 - _READING) * part), 100, say("正在比较…", "Comparing…"))

    found = find_groups(records, keys, LEAST[search.certainty], different, tell)
    groups = [
        {"score": group.score, "members": [finding.told(member) for member in group.members]}
        for group in found.groups[:MOST_GROUPS]
    ]
    return {
        "records": len(records),
        "groups": groups,
        "groups_found": len(found.groups),
        "crowded": found.crowded,
    }
