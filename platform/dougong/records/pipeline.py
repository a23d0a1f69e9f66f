"""The one write pipeline of every door (design §5.1): browser form, REST, bulk, import, demo data, later flows.

```
rights → load old → locked? → links → default·compute·visibility·clear·validate (engines.form) → references → series
       → unique → held by a flow? → persist → new row against the grants → change log → dependents in other forms
       → listeners
```
It works on a whole batch at each step, so bulk is fast because it is set-based, never because it skips anything.
An `Item` with a problem drops out of the later steps; nothing of it is written.
"""

from __future__ import annotations

from collections.abc import Sequence

from dougong.kit.errors import Problem, say
from dougong.kit.ids import new_id
from dougong.records import attachments, encrypted, guard, persist, references, unique
from dougong.records.evaluation import evaluate_item
from dougong.records.foreign import refresh_dependents
from dougong.records.hooks import hooks
from dougong.records.linked import Linked
from dougong.records.locking import service as locking
from dougong.records.numbering import give_numbers
from dougong.records.problems import invalid_record, operation_not_granted, record_not_found, version_conflict
from dougong.records.work import Item, Work
from engines.form.compile import CompiledForm
from engines.form.judge import NOT_OFFERED


class Rejected(Problem):
    """An all-or-nothing batch with at least one refused record: nothing was written."""

    status = 422
    default_code = "batch_rejected"
    title = say("批量操作未执行", "The batch was refused")


def run(work: Work, form_key: str, items: Sequence[Item], *, atomic: bool = True) -> None:
    """Carries out `items` (of one form, any mix of operations). Afterwards each item has `new` or `problem`.

    `atomic`: the first problem is raised and nothing is written; else good items are written, bad ones keep theirs.
    """
    compiled = work.app.compiled[form_key]
    _plan(work, form_key, items, atomic=atomic)
    writes = [item for item in items if item.op in ("create", "update")]
    if writes:
        _evaluate(work, form_key, compiled, writes)
        _stop_at_problem(items, atomic)
    unique.check(work, form_key, [item for item in items if item.alive and item.op != "delete"])
    encrypted.check_unique(work, form_key, items)
    _stop_at_problem(items, atomic)
    if hooks.hold is not None:
        hooks.hold(work, form_key, [item for item in items if item.alive])
        _stop_at_problem(items, atomic)
    going = [item for item in items if item.held is None]
    events = persist.write(work, form_key, going, atomic=atomic)
    guard.check_new(work, form_key, going, atomic=atomic)
    _stop_at_problem(items, atomic)
    if work.later is not None:
        work.later += events
        return
    events += refresh_dependents(work, events)
    work.publish(events)


def rehearse(work: Work, form_key: str, items: Sequence[Item], memory: unique.Memory) -> None:
    """Everything `run` checks before it writes; nothing is written and no number is used up."""
    compiled = work.app.compiled[form_key]
    _plan(work, form_key, items, atomic=False)
    writes = [item for item in items if item.op in ("create", "update")]
    _evaluate(work, form_key, compiled, writes, numbers=False)
    unique.check(work, form_key, [item for item in writes if item.alive], memory)
    encrypted.check_unique(work, form_key, writes)


def _plan(work: Work, form_key: str, items: Sequence[Item], *, atomic: bool) -> None:
    """The operation must be granted, the old row must exist, be visible and be the one the caller knows."""
    for op in {item.op for item in items}:
        if not work.access.may(form_key, guard.op_of(op)):
            problem = operation_not_granted(op)
            for item in items:
                item.problem = problem if item.op == op else item.problem
    _stop_at_problem(items, atomic)
    existing = [item for item in items if item.alive and item.op != "create"]
    ids = [item.record_id for item in existing if item.record_id]
    stored = work.repository(form_key).get_many(ids, lock=True) if ids else {}
    for item in existing:
        item.old = stored.get(item.record_id or "")
        gone = item.old is not None and item.old.deleted
        if item.old is None or gone != (item.op == "restore"):
            item.problem = record_not_found()
    guard.check_old(work, form_key, [item for item in existing if item.alive])
    locking.refuse(work, form_key, existing)
    for item in existing:
        stale = item.old is not None and item.expected_version not in (None, item.old.version)
        if item.alive and stale:
            item.problem = version_conflict(None)
    _stop_at_problem(items, atomic)
    for item in items:
        if item.op == "create" and item.record_id is None:
            item.record_id = new_id()


def _evaluate(
    work: Work, form_key: str, compiled: CompiledForm, items: Sequence[Item], *, numbers: bool = True
) -> None:
    """The pure middle: defaults, fills, formulas, rules, checks; then people, links and files must exist."""
    guard.check_fields(work, form_key, [item for item in items if item.alive])
    linked = Linked(work)
    linked.load_for(compiled, [item for item in items if item.alive])
    for item in items:
        if not item.alive:
            continue
        item.outcome = evaluate_item(work, compiled, item, linked)
        blocking = [each for each in item.outcome.problems if each.level == "block"]
        others = [each for each in blocking if each.code != NOT_OFFERED.code]
        if others:
            item.problem = invalid_record(others)
    references.check(work, form_key, [item for item in items if item.alive])
    for item in items:  # only now: of a record that the caller may not see nothing is told, not even this
        if item.alive and item.outcome is not None and not item.outcome.ok:
            item.problem = invalid_record([each for each in item.outcome.problems if each.level == "block"])
    for item in items:
        if item.alive and item.outcome is not None:
            refused = attachments.settle(work, form_key, item)
            item.problem = invalid_record(refused) if refused else None
    if numbers:
        give_numbers(work, form_key, compiled, [item for item in items if item.alive], linked)


def _stop_at_problem(items: Sequence[Item], atomic: bool) -> None:
    if not atomic:
        return
    bad = next((item for item in items if item.problem), None)
    if bad is None or bad.problem is None:
        return
    if len(items) == 1:
        raise bad.problem
    raise Rejected(
        say(
            f"第 {bad.index + 1} 条有误，整批未执行：{bad.problem.detail['zh-CN']}",
            f"Operation {bad.index + 1} was refused, so nothing was done: {bad.problem.detail['en']}",
        ),
        errors=bad.problem.errors,
        extra={"index": bad.index},
    )
