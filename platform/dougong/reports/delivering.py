"""A delivery that came due: rendered once per group of equal rights, one mail per receiver.

A rendering and the sendings that carry it are written in one transaction, and a sending is unique per dashboard,
delivery, due time and person: however often the job runs, each receiver is written down once. What is sent is what
this person would see on the page: who may not open the app, or may see no number of the dashboard, gets nothing.

Groups know nothing of one another: one that can't be rendered is tried again later, behind those that were tried less
often, and after RENDER_TRIES its people stand as `failed` with the reason. A try is noted before it begins, so one that
takes the worker down with it counts too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

import structlog
from sqlalchemy import insert, select
from sqlalchemy.dialects import postgresql, sqlite

from dougong.access.compiler import Access
from dougong.apps.catalog import AppCatalog, app_catalog
from dougong.audit.service import record
from dougong.files.store import FileStore
from dougong.kit import jobs
from dougong.kit.db import Transaction
from dougong.kit.errors import Text, say
from dougong.kit.ids import new_id
from dougong.kit.jobs import JobContext
from dougong.kit.web import Actor
from dougong.messaging import preferences
from dougong.messaging.service import MAIL
from dougong.reports import pictures, receivers, schedules
from dougong.reports.exporting.service import File, dashboard_files
from dougong.reports.filters import filter_values
from dougong.reports.models import dashboard_file, dashboard_rendering, dashboard_sending
from dougong.reports.roads import Viewer
from dougong.reports.snapshots import Snapshots, reading_of
from dougong.reports.tiles import Board
from engines.report.definition import Dashboard, Delivery

SEND_JOB = "reports.send"
BY_HAND = "-"
"""Before the key: a designer asked for a mail to themselves, to see it."""
RENDER_TRIES = 4
TRIES = RENDER_TRIES + 2
"""Of the job: the last run notes what even a killed worker could not."""
_NOT_RENDERED = say("生成文件失败，已记录。", "The files could not be made; it has been noted.")
_NO_MAIL_SERVER = say("未设置邮件服务器。", "No mail server is set up.")
_NOTHING_TO_SEE = say("仪表盘中没有此人可以查看的数据。", "The dashboard has no numbers that this person may see.")
_s = dashboard_sending.c
_log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Occurrence:
    """One due time of one delivery. `only`: the one receiver who is still to get it, whoever else is meant."""

    dashboard_id: str
    delivery: str
    at: datetime
    only: str | None = None

    @classmethod
    def of(cls, args: Mapping[str, Any]) -> Occurrence:
        """From the arguments of the job."""
        return cls(args["dashboard"], args["delivery"], datetime.fromisoformat(args["at"]), args.get("only"))


@dataclass
class _Group:
    """Receivers who see the same, and the eyes with which it is rendered."""

    rights: str
    access: Access
    people: list[Actor]


class RenderingFailed(Exception):
    """Some group could not be rendered this time; the job comes back for it."""


@dataclass
class _Progress:
    """What a job has done so far, over all its runs; `tries` by the rights of each group."""

    tries: dict[str, int] = field(default_factory=dict)
    mails: int = 0
    renderings: int = 0
    failed: int = 0

    @property
    def result(self) -> dict[str, int]:
        return {"mails": self.mails, "renderings": self.renderings, "failed": self.failed}


def deliver(context: JobContext) -> dict[str, Any]:
    """Renders and writes down everything that one due time asks for. → how many mails, of how many renderings, and how
    many people get none because theirs failed. Raises RenderingFailed when some group is to be tried again."""
    asked, database = Occurrence.of(context.args), context.database
    progress = _Progress(**(context.checkpoint or {}))
    with database.snapshot(consistent=True) as tx:
        found = _asked(tx, asked)
        groups = _groups(tx, asked, *found) if found is not None else []
    again: Exception | None = None
    for group in sorted(groups, key=lambda each: progress.tries.get(each.rights, 0)):
        again = _tried(context, asked, group, progress) or again
    if again is not None:
        raise RenderingFailed(asked.delivery) from again
    with database.transaction() as tx:
        if found is not None:
            row = found[0]
            target, detail = f"{row.app}/{row.key}", {"delivery": asked.delivery, **progress.result}
            record(tx, None, "dashboard.deliver", target, detail, app=row.app)
        context.finish(tx, progress.result)
    return progress.result


def _tried(context: JobContext, asked: Occurrence, group: _Group, progress: _Progress) -> Exception | None:
    """One try at one group. → why it has to be tried again"""
    database, tries = context.database, progress.tries.get(group.rights, 0)
    reason = _NO_MAIL_SERVER if not MAIL.on else _NOT_RENDERED
    if MAIL.on and tries < RENDER_TRIES:
        progress.tries[group.rights] = tries + 1
        with database.transaction() as tx:
            context.save(tx, asdict(progress))
        try:
            made = _rendered(context, asked, group)
        except Exception as error:
            _log.exception("delivery_not_rendered", delivery=asked.delivery, people=len(group.people))
            if tries + 1 < RENDER_TRIES:
                return error
            reason = getattr(error, "reason", reason)
        else:
            _keep(context, asked, group, made, progress)
            return None
    with database.transaction() as tx:
        for person in group.people:
            progress.failed += _once(tx, asked, person, group.rights, None, "failed", reason) is not None
        context.save(tx, asdict(progress))
    return None


def _keep(
    context: JobContext, asked: Occurrence, group: _Group, made: tuple[File, ...] | None, progress: _Progress
) -> None:
    """Writes a rendering down, and that it was."""
    with context.database.transaction() as tx:
        mails = _write(tx, asked, group, made)
        progress.mails += mails
        progress.renderings += 1 if mails and made else 0
        context.save(tx, asdict(progress))


def _asked(tx: Transaction, asked: Occurrence) -> tuple[Any, Dashboard, Delivery] | None:
    found = schedules.live(tx, asked.dashboard_id)
    if found is None:
        return None
    delivery = delivery_of(found[1], asked.delivery)
    return None if delivery is None else (*found, delivery)


def delivery_of(dashboard: Dashboard, key: str) -> Delivery | None:
    """The delivery of a key; `-<key>` is the same, sent by hand."""
    return next((each for each in dashboard.deliveries if each.key == key.removeprefix(BY_HAND)), None)


def _groups(tx: Transaction, asked: Occurrence, row: Any, dashboard: Dashboard, delivery: Delivery) -> list[_Group]:
    """The receivers who have not been written down yet, by what they may see."""
    catalog = app_catalog(tx, row.app)
    if asked.only is not None:
        one = receivers.actor_of(tx, asked.only)
        people = [one] if one is not None else []
    else:
        people = receivers.people_of(tx, row.app, delivery.to)
    mine = (_s.dashboard_id == asked.dashboard_id, _s.delivery == asked.delivery, _s.due_at == asked.at)
    done = set(tx.execute(select(_s.person_id).where(*mine)).scalars())
    found: dict[str, _Group] = {}
    for actor in people:
        if actor.person_id in done or not receivers.may_open(tx, actor, row.app):
            continue
        rights, access = receivers.rights_of(tx, actor, catalog, dashboard)
        found.setdefault(rights, _Group(rights, access, [])).people.append(actor)
    return list(found.values())


def _rendered(context: JobContext, asked: Occurrence, group: _Group) -> tuple[File, ...] | None:
    """The files of a group, from one state of the database; None when there is nothing that they may see."""
    snapshots = context.resources.get(Snapshots)

    def drawn(tx: Transaction) -> tuple[File, ...] | None:
        found = _asked(tx, asked)
        if found is None:
            return None
        row, dashboard, delivery = found
        catalog = app_catalog(tx, row.app)
        board = board_of(tx, group.access, catalog, dashboard, group.people[0].locale, snapshots)
        pictures_of = pictures.reader(context.resource(FileStore))
        return dashboard_files(board, delivery.formats, pictures_of(tx, asked.dashboard_id))

    return reading_of(context.database, snapshots).answer(drawn, consistent=True)


def board_of(
    tx: Transaction, access: Access, catalog: AppCatalog, dashboard: Dashboard, language: str,
    snapshots: Snapshots | None,
) -> Board:  # fmt: skip
    """The dashboard as somebody finds it who has just opened it."""
    viewer = Viewer(tx, access.at(tx.now), language, catalog, snapshots)
    return Board(viewer, dashboard, filter_values(dashboard.filters, {}))


def _write(tx: Transaction, asked: Occurrence, group: _Group, made: Sequence[File] | None) -> int:
    """The rendering, and a sending with its job for each of the group. → how many mails there will be"""
    rendering = new_id() if made else None
    if rendering is not None and made:
        values = {"id": rendering, "dashboard_id": asked.dashboard_id, "created_at": tx.now}
        tx.execute(insert(dashboard_rendering).values(**values))
        for place, file in enumerate(made):
            content = {"name": file.name[-200:], "type": file.type, "content": file.content}
            tx.execute(insert(dashboard_file).values(rendering_id=rendering, position=place, **content))
    quiet = preferences.quiet_times(tx, [person.person_id for person in group.people])
    mails = 0
    for person in group.people:
        state, reason = ("dropped", _NOTHING_TO_SEE) if made is None else ("waiting", None)
        sending = _once(tx, asked, person, group.rights, rendering, state, reason)
        if sending is None or made is None:
            continue
        calm = quiet.get(person.person_id)
        later = calm.until(tx.now, person.timezone) if calm is not None and asked.only is None else tx.now
        jobs.enqueue(tx, SEND_JOB, {"sending": sending}, run_after=None if later == tx.now else later)
        mails += 1
    return mails


def _once(
    tx: Transaction, asked: Occurrence, person: Actor, rights: str, rendering: str | None, state: str,
    reason: Text | None,
) -> str | None:  # fmt: skip
    """Writes a sending down, unless it was. → its id"""
    insertion = postgresql.insert if tx.dialect == "postgresql" else sqlite.insert
    sending = new_id()
    values = {
        "id": sending, "dashboard_id": asked.dashboard_id, "delivery": asked.delivery, "due_at": asked.at,
        "person_id": person.person_id, "rendering_id": rendering, "rights": rights, "state": state,
        "reason": dict(reason) if reason is not None else None, "created_at": tx.now,
    }  # fmt: skip
    once = insertion(dashboard_sending).values(**values).on_conflict_do_nothing(
        index_elements=["dashboard_id", "delivery", "due_at", "person_id"]
    )  # fmt: skip
    made: str | None = tx.execute(once.returning(dashboard_sending.c.id)).scalar()  # psycopg's rowcount doesn't tell
    return made
