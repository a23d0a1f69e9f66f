"""The pure middle of the write pipeline: plan → default → compute → visibility → clear hidden → validate.

Every door (form, API, bulk, import, flow step) runs this same function, so a record is judged alike
whichever way it comes. Fields are decided one after the other in dependency order (`CompiledForm.order`);
each is decided completely — what was sent, fill or default, rules that set it, visibility — before anything
that reads it is looked at.

The laws, tested in tests/engines/form/test_laws.py:
- A field that a rule hides is empty and not required; what a client sent for it is dropped without a word.
  A field with `hidden: true` keeps its value. Formulas and serial numbers are never cleared.
- A formula or serial number can't be written; sending the present value back is fine.
- A read-only field keeps the value it would have without the client. A field that a rule makes read-only
  refuses a change when the rule held before *and* holds after it: two allowed saves may be made as one.
- `set` runs when its condition holds and something it or the condition reads has changed (always on
  creation), and wins over what was sent. Of several rules that set a field the last that holds wins.
- A link that changes fills the fields of `fill` that weren't sent; a link that is emptied empties them. On request
  (`refill`) one that stays fills them again, unless its record is gone.
- Stored formulas are computed when something they read changes, when they use TODAY or NOW, when they had
  an error, and with `recompute`.
- `required` looks at every visible field; type limits only at values that change; checks always run.
"""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from engines.form.compiled import CompiledForm
from engines.form.environment import Linked
from engines.form.fields.base import SHANGHAI
from engines.form.intake import Source
from engines.form.judge import judge
from engines.form.outcome import Outcome, RowsDiff, State
from engines.form.rows import rows_diff, take_rows
from engines.form.run import Run
from engines.formula import ErrorValue

Value = Any


def evaluate(
    compiled: CompiledForm,
    *,
    old: Mapping[str, Value] | None,
    changes: Mapping[str, Any],
    linked: Linked,
    user: Mapping[str, Value],
    now: dt.datetime,
    tz: dt.tzinfo = SHANGHAI,
    source: Source = "json",
    series: Mapping[str, str] | None = None,
    recompute: bool = False,
    refill: frozenset[str] = frozenset(),
    taken: Mapping[str, Value] | None = None,
    carried: dt.datetime | None = None,
) -> Outcome:
    """Decide what a record becomes.

    old: the stored record (canonical values by key, system columns, `errors`), None for a new one.
    changes: own keys and `owner`; API values ("json") or canonical ones ("parsed": import, flows). A
    subform is the list of all its rows: rows with a known id are updated (columns left out stay), rows
    without one are created, rows left out are deleted.
    linked: (form, id) → canonical values of a record, or None (`needs` tells which to load before).
    user: id, name, email, department, departments, roles. series: rendered serial numbers of a new record.
    refill: nodes of links that fill their fields again though they don't change. taken: canonical values of own
    fields as if a link had just filled them. carried: when a record with a past was made that is taken over whole
    (demo data): formulas see that moment, and its read-only fields hold what was sent.
    """
    numbers = series or {}
    run = Run(compiled, old, changes, linked, user, now, tz, source, numbers, recompute, refill, taken, carried=carried)
    return finish(run)


def finish(run: Run) -> Outcome:
    """Carries out an evaluation; `run` can be asked afterwards how it came about (`why`)."""
    compiled = run.compiled
    for step in compiled.steps:
        if step.subform is None:
            if step.rows:
                take_rows(run, step, run.record)
            elif not step.passive or run.concerns(step, run.record):
                run.decide(step, run.record)
        else:
            for place in run.rows.get(step.subform, ()):
                if step.rows:
                    take_rows(run, step, place)
                elif not step.passive or run.concerns(step, place):
                    run.decide(step, place)
    states, more = judge(run)
    run.problems += more
    return _outcome(run, states)


def _outcome(run: Run, states: dict[str, State]) -> Outcome:
    values = {key: run.record.values[key] for key in run.compiled.form_steps}
    errors = _take_errors(values)
    changed = set(run.record.changed)
    diffs: dict[str, RowsDiff] = {}
    for key, places in run.rows.items():
        for place in places:
            errors |= _take_errors(place.values, ".".join(map(str, place.path)) + ".")
        diff = rows_diff(run, key) if key in values else None
        if diff is not None:
            diffs[key] = diff
            changed.add(key)
    for key in run.compiled.row_steps:
        holders = [values] if key in values else [place.values for place in run.rows.get(key.rpartition(".")[0], ())]
        for holder in holders:
            name = key.rpartition(".")[2]
            holder[name] = holder[name] or None
    if "owner" in run.changed:
        changed.add("owner")
    return Outcome(values, run.record.values["owner"], changed, states, run.problems, errors, diffs)


def _take_errors(values: dict[str, Value], prefix: str = "") -> dict[str, str]:
    """The codes of computed values that are errors; the values themselves become None."""
    errors = {prefix + key: value.code for key, value in values.items() if value.__class__ is ErrorValue}
    for key in errors:
        values[key.removeprefix(prefix)] = None
    return errors
