"""The last step of the pipeline: what each field is now, and what is wrong with the record."""

from typing import Any

from engines.form.compiled import CompiledCheck, Step
from engines.form.fields.link import LinkField
from engines.form.intake import read_one
from engines.form.labels import label_text
from engines.form.outcome import STATES, State, field_problem
from engines.form.place import Place
from engines.form.problems import FieldProblem, Path, ValueProblem
from engines.form.run import Run
from engines.formula import ErrorValue

REQUIRED = ValueProblem("required", "必填", "required")
READONLY = ValueProblem("readonly", "只读，不能修改", "read-only, can't be changed")
NOT_OFFERED = ValueProblem(
    "not_offered",
    "所选数据不在可选范围内，请重新选择",
    "what you chose isn't among the records offered here; choose again",
)
COMPUTED = ValueProblem("computed", "由系统生成，不能填写", "made by the system, can't be written")


def judge(run: Run) -> tuple[dict[str, State], list[FieldProblem]]:
    """(states by path, problems of values, then of checks)."""
    states: dict[str, State] = {}
    problems: list[FieldProblem] = []
    _place(run, None, run.record, states, "", problems)
    for key, places in run.rows.items():
        for place in places:
            if states[_text(place.path[:-1])].visible:
                _place(run, key, place, states, f"{_text(place.path)}.", problems)
    for check in run.compiled.checks:
        places = [run.record] if check.subform is None else run.rows.get(check.subform, [])
        for place in places:
            if not place.path or place.path[-2] not in (place.around or run.record).hidden:
                _check(run, check, place, problems)
    return states, problems


def _text(path: Path) -> str:
    return ".".join(map(str, path))


def _place(
    run: Run, subform: str | None, place: Place, states: dict[str, State], prefix: str, problems: list[FieldProblem]
) -> None:
    """Judge one record or row: the fields that rules or settings watch, then what else changed."""
    static = run.compiled.static_states[subform]
    states.update(static if not prefix else {prefix + key: state for key, state in static.items()})
    changed, claimed = place.changed, place.claimed
    for key, step in run.steps_of(subform).items():
        if step.watched:
            states[prefix + key] = _field(run, step, place, problems)
        elif key in changed or key in claimed:
            _field(run, step, place, problems)


def _field(run: Run, step: Step, place: Place, problems: list[FieldProblem]) -> State:
    key, field, kind = step.key, step.field, step.kind
    value = place.values.get(key)
    if kind.computed:
        by_rule_hidden = bool(step.shows or step.hides) and run.hides(step, place)
        visible = step.static.visible and not by_rule_hidden
        if key in place.claimed and not run.reads_back(step, place, place.claimed[key]):
            problems.append(_problem(run, step, place, COMPUTED))
        return STATES[(visible, False, True)]
    by_rule_hidden = key in place.hidden
    visible = step.static.visible and not by_rule_hidden
    required = step.static.required and visible
    if step.requires and visible and not required:
        required = any(place.holds(rule) for rule in step.requires)
    readonly = step.static.readonly or (bool(step.locks) and any(place.holds(rule) for rule in step.locks))
    if key in place.failed:
        return STATES[(visible, required, readonly)]
    if readonly and not run.carried and key in place.sent and not by_rule_hidden and _forbidden(run, step, place):
        problems.append(_problem(run, step, place, READONLY))
    elif required and kind.is_empty(value):
        problems.append(_problem(run, step, place, REQUIRED))
    elif step.choices and visible and value is not None and (wrong := _not_offered(step, place, value)):
        problems.append(_problem(run, step, place, wrong))
    elif step.rows:
        if visible:
            problems += [_problem(run, step, place, wrong) for wrong in kind.check(field, value or [])]
    elif value is not None and key in place.changed:
        problems += [_problem(run, step, place, wrong) for wrong in kind.check(field, value, place.old.get(key))]
    if step.choosing is not None and visible and _strays(run, step, place, value):
        problems.append(_problem(run, step, place, NOT_OFFERED))
    return STATES[(visible, required, readonly)]


def _strays(run: Run, step: Step, place: Place, value: Any) -> bool:
    """Whether the link leads to a record that isn't offered here: a new one, or any when something that its condition
    reads of this record has changed. What was chosen before, and nothing of that changed, stays."""
    if step.choosing is None or not isinstance(step.field, LinkField) or value is None:
        return False
    kept = set() if run.acts(step.choosing, place) else set(_listed(place.old.get(step.key)))
    for each in _listed(value):
        record = None if each in kept else run.linked(step.field.form, each)
        if record is not None and not step.choosing.admits(each, record, place.env):
            return True
    return False


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def offered(step: Step, place: Place) -> frozenset[str] | None:
    """The options that rules leave here; None: no rule that holds speaks of them."""
    left = [frozenset(rule.rule.options[step.key]) for rule in step.choices if place.holds(rule)]
    return frozenset.intersection(*left) if left else None


def _not_offered(step: Step, place: Place, value: object) -> ValueProblem | None:
    """What to say of a chosen option that rules don't leave."""
    left = offered(step, place)
    chosen = [str(each) for each in value] if isinstance(value, list) else [str(value)]
    stray = [each for each in chosen if left is not None and each not in left]
    if not stray:
        return None
    options = getattr(step.field, "by_value", {})
    zh, en = (options[stray[0]].name(lang) if stray[0] in options else stray[0] for lang in ("zh-CN", "en"))
    return ValueProblem("option_not_offered", f"此时不能选“{zh}”", f"“{en}” can't be chosen here", {"value": stray[0]})


def _forbidden(run: Run, step: Step, place: Place) -> bool:
    """Whether the client changed a field it may not change (see the laws in `pipeline`)."""
    key = step.key
    if step.rows:
        sent = place.sent[key] or []
        if place.creating:
            return bool(sent != (step.literal or []))
        there = place.old.get(key) or []
        return _rows_differ(run, step.node, sent, there) and (step.field.readonly or _held_before(step, place))
    if step.kind.equal(place.sent[key], place.unsent.get(key)):
        return False
    return step.field.readonly or place.creating or _held_before(step, place)


def _rows_differ(run: Run, node: str, sent: list[dict[str, Any]], there: list[dict[str, Any]]) -> bool:
    """Whether the rows of a subform that were sent say anything else than those that are there."""
    if [row.get("id") for row in sent] != [row["id"] for row in there]:
        return True
    columns = run.compiled.row_steps[node]
    return any(
        key not in columns or not _says(run, columns[key], raw, row.get(key))
        for new, row in zip(sent, there, strict=True)
        for key, raw in new.items()
        if key != "id"
    )


def _says(run: Run, column: Step, raw: Any, value: Any) -> bool:
    """Whether what was sent for a cell says what is in it, however it is written."""
    if column.rows:
        rows = raw or []
        told = isinstance(rows, list) and all(isinstance(row, dict) for row in rows)
        return told and not _rows_differ(run, column.node, rows, value or [])
    if column.kind.computed:
        return raw in (value, column.kind.to_json(column.field, value))
    try:
        return bool(column.kind.equal(read_one(column, raw, run.source, run.reading), value))
    except ValueProblem:
        return False


def _held_before(step: Step, place: Place) -> bool:
    """Whether a rule locked the field in the record as it was."""
    before = place.env.before()
    return any(rule.when.run(before) is True for rule in step.locks)


def _check(run: Run, check: CompiledCheck, place: Place, problems: list[FieldProblem]) -> None:
    """A check fails when it is false or can't be computed; a blank (something isn't known yet) passes."""
    verdict = check.program.run(place.env)
    if verdict is not False and verdict.__class__ is not ErrorValue:
        return
    clause = check.check
    message = {lang: label_text(clause.message, lang) for lang in ("zh-CN", "en")}
    path = (*place.path, *clause.fields[:1])
    first = str(path[0]) if path else ""
    params = {"check": clause.id, "fields": list(clause.fields)}
    problems.append(FieldProblem(first, path, "check", message, clause.level, params))


def _problem(run: Run, step: Step, place: Place, wrong: ValueProblem) -> FieldProblem:
    return field_problem(step.field, (*place.path, step.key), wrong, run.compiled.form.within(step.subform))
