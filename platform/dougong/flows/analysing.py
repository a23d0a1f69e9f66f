"""The analyse step: a job counts, then writes batch by batch through the one pipeline, under the flow's grants.

Each batch and the note that it is done are one transaction: a run that was killed goes on behind its last batch, with
the same «today». What differs from what a record holds is written, nothing else. A record that a rule or a right
refuses is left out and counted. When all is written the step is answered, in the transaction that ends the job.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

import structlog

from dougong.analytics import store as models
from dougong.analytics.asking import Back, Counted
from dougong.analytics.counting import asking, counted
from dougong.analytics.store import Trained
from dougong.flows.acting import work_of
from dougong.flows.analysed import as_field, differs
from dougong.flows.hooks import hooks
from dougong.flows.running import Running, causing
from dougong.flows.store import execute, look_at
from dougong.kit.db import Transaction
from dougong.kit.errors import Problem, say
from dougong.kit.failpoint import failpoint
from dougong.kit.jobs import Cancelled, Interrupted, JobContext, LostClaim, job
from dougong.kit.types import iso_instant
from dougong.records import pipeline, writing
from dougong.records.repository import Stored
from dougong.records.work import Item, Work
from engines.flow.events import Called, Event, Failed
from engines.flow.nodes.analyse import AnalyseNode
from engines.form.labels import label_text

ATTEMPTS = 5
BATCH = 200
_log = structlog.get_logger(__name__)


@dataclass
class Tally:
    """How far it is. `last`: the subject behind which it goes on."""

    now: str
    last: str | None = None
    subjects: int = 0
    written: int = 0
    unchanged: int = 0
    refused: int = 0
    version: int | None = None
    why: Mapping[str, str] | None = None


@job("flows.analyse", attempts=ATTEMPTS)
def analyse(context: JobContext) -> dict[str, Any] | None:
    """args `{instance, token, node}` → the figures. A refusal, and what fails in the last try, fails the step."""
    try:
        return _Analysis(context).run()
    except (Cancelled, Interrupted, LostClaim):
        raise
    except Problem as problem:
        return _answer(
            context, Failed(context.args["token"], problem.code or problem.default_code, dict(problem.detail))
        )
    except Exception:
        if context.attempt < ATTEMPTS:
            raise
        _log.exception("analysis_failed", instance=context.args["instance"], node=context.args["node"])
        detail = say("分析出错，请联系管理员。", "The analysis went wrong; ask an administrator.")
        return _answer(context, Failed(context.args["token"], "analysis_failed", dict(detail)))


def _answer(context: JobContext, event: Event, result: dict[str, Any] | None = None) -> dict[str, Any] | None:
    with context.database.transaction() as tx:
        execute(tx, context.args["instance"], event, f"answer:{context.args['token']}.analysis")
        context.finish(tx, result)
    return result


@dataclass
class _Analysis:
    """One run of the job."""

    context: JobContext
    tally: Tally = field(init=False)

    def __post_init__(self) -> None:
        kept = self.context.checkpoint
        self.tally = Tally(**kept) if kept else Tally(iso_instant(self.context.database.clock()))

    def run(self) -> dict[str, Any] | None:
        node, found = self._count()
        if node is None:
            return None
        subjects = [each for each in sorted(found.results) if self.tally.last is None or each > self.tally.last]
        for start in range(0, len(subjects), BATCH):
            some = subjects[start : start + BATCH]
            with self.context.database.transaction() as tx:
                self._batch(tx, node, some, found.results)
                self.tally.last = some[-1]
                self.context.save(tx, asdict(self.tally), done=self.tally.written + self.tally.unchanged)
                failpoint("flows.analysed_batch")
            self.context.progress(self.tally.written + self.tally.unchanged, len(found.results))
        with self.context.database.transaction() as tx:
            work, run = self._work(tx)
            with causing(tx, run.caused()):
                self.tally.refused += _write_back(work, found.backs)
            figures = {key: value for key, value in asdict(self.tally).items() if key not in ("now", "last")}
            execute(
                tx, self.context.args["instance"], Called(self.context.args["token"], figures),
                f"answer:{self.context.args['token']}.analysis",
            )  # fmt: skip
            self.context.finish(tx, figures)
        return figures

    def _count(self) -> tuple[AnalyseNode | None, Counted]:
        """The results, all subjects included; without a node when the step is no longer waited for."""
        with self.context.database.snapshot() as tx:
            run = look_at(tx, self.context.args["instance"])
            token = run.state.tokens.get(self.context.args["token"])
            node = run.node(self.context.args["node"])
            if run.state.result or token is None or not isinstance(node, AnalyseNode):
                return None, Counted({})
            found, trained = count(run, node, datetime.fromisoformat(self.tally.now), self._work(tx)[0])
        if trained is not None:
            with self.context.database.transaction() as tx:
                self._keep(tx, trained)
        tally = self.tally
        tally.subjects, tally.version, tally.why = len(found.results), found.version, found.why
        return node, found

    def _keep(self, tx: Transaction, trained: Trained) -> None:
        """A run that takes over trains again with the same today: the same version is not kept twice."""
        work, run = self._work(tx)
        before = models.newest(tx, work.app.app_id, trained.key)
        if before is None or before.trained_at != trained.at:
            models.keep(tx, work.app.app_id, trained, run.row["initiator"])

    def _work(self, tx: Transaction) -> tuple[Work, Running]:
        run = look_at(tx, self.context.args["instance"])
        return as_flow(run), run

    def _batch(
        self, tx: Transaction, node: AnalyseNode, ids: Sequence[str], results: Mapping[str, Mapping[str, Any]]
    ) -> None:
        work, run = self._work(tx)
        stored = work.repository(node.subject).get_many(list(ids))
        changes = changed(
            work, node, {each: stored[each] for each in ids if each in stored and not stored[each].deleted}, results
        )
        items = [Item(at, "update", values, each) for at, (each, values) in enumerate(changes.items()) if values]
        with causing(tx, run.caused()):
            if items:
                pipeline.run(work, node.subject, items, atomic=False)
                writing.note(work, node.subject, [item for item in items if item.alive])
            done = {item.record_id for item in items if item.alive}
            if node.snapshot is not None:
                taken = [each for each in changes if node.snapshot.when == "always" or each in done]
                _add_snapshots(work, node, [each for each in taken if results[each]], results, stored)
        self.tally.written += len(done)
        self.tally.refused += len(items) - len(done)
        self.tally.unchanged += len(ids) - len(items)


def as_flow(run: Running) -> Work:
    """The unit of work of the flow's own reading and writing."""
    work = work_of(run.tx, run.app, run.app, run.loaded.flow, run.row["initiator"])
    work.parsed = True
    return work


def count(run: Running, node: AnalyseNode, now: datetime, work: Work) -> tuple[Counted, Trained | None]:
    """The analysis as `work` sees the records; every subject is among the results, those without one empty-handed.
    Nobody is when nothing is to be written."""
    working = hooks.calendar(run.tx, run.app, run.loaded.flow.calendar)
    language = work.actor.locale
    label = node.label if isinstance(node.label, str) else {str(key): text for key, text in node.label.items()}
    asked = asking(
        run.tx, work.app, work.access, node.subject, node.where, now, working, language, label_text(label, language)
    )
    found, trained = counted(asked, node.analysis, {result: key for key, result in node.write.items()})
    if found.why is not None:
        return found, trained
    everybody = {each: found.results.get(each, {}) for each in asked.subjects}
    return Counted(everybody, None, found.backs, found.version), trained


def tried(run: Running, node: AnalyseNode) -> tuple[dict[str, Any], dict[str, dict[str, Any]]]:
    """(figures, values that would change per subject) as the flow of `run` would do it now; nothing is written."""
    work = as_flow(run)
    found, _trained = count(run, node, run.tx.now, work)
    stored = work.repository(node.subject).get_many(list(found.results))
    changes = {each: values for each, values in changed(work, node, stored, found.results).items() if values}
    figures: dict[str, Any] = {"subjects": len(found.results), "written": len(changes), "refused": 0}
    return {**figures, "version": found.version, "why": found.why}, changes


def changed(
    work: Work, node: AnalyseNode, stored: Mapping[str, Stored], results: Mapping[str, Mapping[str, Any]]
) -> dict[str, dict[str, Any]]:
    """Per subject the values that differ from what it holds."""
    form = work.app.forms[node.subject]
    found: dict[str, dict[str, Any]] = {}
    for each, record in stored.items():
        result = results[each]
        found[each] = {}
        if not result and node.empty == "keep":
            continue
        for key, name in node.write.items():
            own = form.by_key[key]
            value = as_field(own, translated(node, name, result.get(name)), work.access.context.zone)
            if differs(own, record.values.get(key), value):
                found[each][key] = value
    return found


def translated(node: AnalyseNode, name: str, value: Any) -> Any:
    """A result in the words of the field."""
    words = node.translate.get(name)
    return words.get(value, value) if words is not None and isinstance(value, str) else value


def _add_snapshots(
    work: Work, node: AnalyseNode, ids: Sequence[str], results: Mapping[str, Mapping[str, Any]],
    stored: Mapping[str, Stored],
) -> None:  # fmt: skip
    snapshot = node.snapshot
    assert snapshot is not None
    form = work.app.forms[snapshot.form]
    items = []
    for at, each in enumerate(ids):
        values: dict[str, Any] = {snapshot.subject: each}
        for key, name in snapshot.set.items():
            before = name.removeprefix("before.")
            value = (
                stored[each].values.get(before) if before != name else translated(node, name, results[each].get(name))
            )
            values[key] = as_field(form.by_key[key], value, work.access.context.zone)
        items.append(Item(at, "create", values))
    if items:
        pipeline.run(work, snapshot.form, items, atomic=False)
        writing.note(work, snapshot.form, [item for item in items if item.alive])


def _write_back(work: Work, backs: Sequence[Back]) -> int:
    """Records of other forms: sizes of segments, rules that were found. → how many were refused"""
    forms: dict[str, list[Item]] = {}
    for back in backs:
        form = work.app.forms[back.form]
        values = {
            key: as_field(form.by_key[key], value, work.access.context.zone) for key, value in back.values.items()
        }
        items = forms.setdefault(back.form, [])
        if back.record_id is None:
            items.append(Item(len(items), "create", values))
            continue
        record = work.repository(back.form).get(back.record_id)
        fresh = {
            key: value
            for key, value in values.items()
            if record is not None and differs(form.by_key[key], record.values.get(key), value)
        }
        if fresh:
            items.append(Item(len(items), "update", fresh, back.record_id))
    for key, items in forms.items():
        if items:
            pipeline.run(work, key, items, atomic=False)
            writing.note(work, key, [item for item in items if item.alive])
    return sum(not item.alive for items in forms.values() for item in items)
