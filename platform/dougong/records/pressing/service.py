"""Pressing a button of a form: the one way, for the record's page, lists, REST and selections.

Who presses must see the record, hold the right to edit the button's field on it, and whatever its action needs: `set`
goes through the write pipeline under their grants, `flow` through the room of flows, `create` needs the right to add
there, `print` is asked for by the page as any other print. Conditions and formulas are the designer's: they read the
record whole, as rules and formulas do.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dougong.kit.errors import Conflict, FieldError, Invalid, NotAllowed, NotFound, say
from dougong.kit.ids import is_id
from dougong.records import guard, pipeline, writing
from dougong.records.evaluation import begin_run
from dougong.records.hooks import hooks
from dougong.records.linked import Linked
from dougong.records.problems import invalid_record, operation_not_granted, record_not_found
from dougong.records.work import Item, Work
from engines.form.buttons import CompiledButton, https_address
from engines.form.fields import FieldModel, type_of
from engines.form.fields._texts import cell_text
from engines.form.fields.button import AddRecord, ButtonField, OpenAddress, PrintRecord, SetFields, StartFlow
from engines.form.labels import LANGS, label_text
from engines.form.pipeline import finish
from engines.form.problems import ValueProblem
from engines.form.programs import Program
from engines.form.run import Run
from engines.formula import ErrorValue

Answer = dict[str, Any]
Picked = Mapping[str, Sequence[str]]
ONE_AT_A_TIME = (OpenAddress, AddRecord)


def press(work: Work, form_key: str, record_id: str, button_key: str, chosen: Picked) -> Answer:
    """`{"do": …}` and what came of it: `instance` (flow), `record` and `undo` (set: what the fields held before),
    `url` (open), `template` (print), `form` and `values` (create)."""
    button = _button(work, form_key, button_key)
    item = _pressable(work, form_key, record_id, button.own)
    run = _evaluated(work, form_key, item)
    _must_hold(work, form_key, button, run)
    done = _act(work, form_key, item, button, run, chosen)
    return {"do": button.own.action.do, **done}


def refuse_many(work: Work, form_key: str, button_key: str) -> None:
    """422 for a button whose action makes sense for one record only."""
    button = _button(work, form_key, button_key).own
    if isinstance(button.action, ONE_AT_A_TIME):
        raise Invalid(
            say(
                f"按钮“{button.name()}”一次只能用于一条数据。",
                f"The button “{button.name('en')}” is for one record at a time.",
            ),
            "one_at_a_time",
        )


def _button(work: Work, form_key: str, key: str) -> CompiledButton:
    """404 for a field that is no button, or of which the caller knows nothing."""
    found = work.app.compiled[form_key].buttons.get(key)
    if found is None or work.access.field_rights(form_key).get(key, "none") == "none":
        raise NotFound(say(f"没有按钮“{key}”。", f"There is no button “{key}”."), "button_not_found")
    return found


def _pressable(work: Work, form_key: str, record_id: str, button: ButtonField) -> Item:
    """The record, locked, with the grants that let it be edited; 404 or 403."""
    if not is_id(record_id) or writing.seen(work, form_key, record_id) is None:
        raise record_not_found()
    stored = work.repository(form_key).get(record_id, lock=True)
    if stored is None or stored.deleted:
        raise record_not_found()
    item = Item(0, "update", {}, record_id, None, stored)
    guard.check_old(work, form_key, [item])
    if item.problem is not None or button.key not in work.access.writable_fields(form_key, item.grants):
        raise NotAllowed(
            say(f"你没有使用按钮“{button.name()}”的权限。", f"You may not press “{button.name('en')}”."), "not_writable"
        )
    return item


def _evaluated(work: Work, form_key: str, item: Item) -> Run:
    """The record as rules and formulas see it now."""
    compiled = work.app.compiled[form_key]
    linked = Linked(work)
    linked.load_for(compiled, [item])
    run = begin_run(work, compiled, item, linked)
    finish(run)
    return run


def _must_hold(work: Work, form_key: str, button: CompiledButton, run: Run) -> None:
    """409 with the designer's reason while it can't be pressed, or a rule hides it."""
    step = work.app.compiled[form_key].form_steps[button.own.key]
    holds = button.when is None or button.when.run(run.record.env) is True
    if holds and not run.hides(step, run.record):
        return
    own = button.own
    reason = {lang: label_text(own.reason, lang) for lang in LANGS}
    raise Conflict(
        say(
            reason["zh-CN"] or f"现在不能使用按钮“{own.name()}”：条件不满足。",
            reason["en"] or f"“{own.name('en')}” can't be pressed now: its condition isn't met.",
        ),
        "button_condition",
    )


def _act(work: Work, form_key: str, item: Item, button: CompiledButton, run: Run, chosen: Picked) -> Answer:
    assert item.record_id is not None
    match button.own.action:
        case StartFlow(flow=flow):
            if hooks.start_flow is None:
                raise RuntimeError("flows are not bound")
            return {"instance": hooks.start_flow(work, form_key, item.record_id, flow, chosen)}
        case SetFields():
            return _set(work, form_key, item.record_id, button, run)
        case OpenAddress():
            return {"url": _address(button, run)}
        case PrintRecord(template=template):
            return {"template": template}
        case AddRecord(form=target):
            return _prefilled(work, target, button, run)


def _set(work: Work, form_key: str, record_id: str, button: CompiledButton, run: Run) -> Answer:
    form = work.app.forms[form_key]
    values = _values(button, form.by_key, run)
    work.parsed = True
    item = Item(0, "update", values, record_id)
    pipeline.run(work, form_key, [item])
    writing.note(work, form_key, [item])
    return {"record": writing.answer(work, form_key, item), "undo": _before(work, form_key, item, values)}


def _before(work: Work, form_key: str, item: Item, values: Mapping[str, Any]) -> Answer:
    """What the fields held that were changed, as far as the caller sees it: sent back, it undoes the press."""
    if item.old is None or item.outcome is None or item.held is not None or not work.access.may(form_key, "read"):
        return {}
    form, readable = work.app.forms[form_key], set(work.access.readable_fields(form_key))
    changed = [key for key in values if key in item.outcome.changed and key in readable]
    held = item.old.values
    return {key: type_of(form.by_key[key]).to_json(form.by_key[key], held.get(key)) for key in changed}


def _prefilled(work: Work, target: str, button: CompiledButton, run: Run) -> Answer:
    """Only fields that the caller may fill in there."""
    if target not in work.app.forms or not work.access.may(target, "create"):
        raise operation_not_granted("create")
    form = work.app.forms[target]
    writable = work.access.writable_fields(target, work.access.granted(target, "create"))
    values = _values(button, {key: own for key, own in form.by_key.items() if key in writable}, run)
    told = {key: type_of(form.by_key[key]).to_json(form.by_key[key], value) for key, value in values.items()}
    return {"form": target, "values": {key: value for key, value in told.items() if value is not None}}


def _values(button: CompiledButton, fields: Mapping[str, FieldModel], run: Run) -> dict[str, Any]:
    """The results of the formulas as values of their fields; a 422 names the fields that can't hold theirs."""
    values: dict[str, Any] = {}
    wrong: list[FieldError] = []
    for key, program in button.values.items():
        if key not in fields:
            continue
        try:
            values[key] = _value(program, fields[key], run)
        except ValueProblem as problem:
            names = fields[key].names
            sentence = say(*(f"{names[lang]}：{problem.message[lang]}" for lang in LANGS))
            wrong.append(FieldError(key, problem.code, sentence))
    if wrong:
        raise invalid_record(wrong)
    return values


def _value(program: Program, own: FieldModel, run: Run) -> Any:
    found = program.run(run.record.env)
    if found.__class__ is ErrorValue:
        raise ValueProblem("formula_error", f"公式的结果是 {found.code}", f"the formula gives {found.code}")
    if found is None or found == []:
        return None
    if type_of(own).formula_type(own).is_list and not isinstance(found, list):
        found = [found]
    return type_of(own).coerce(own, found, run.reading)


def _address(button: CompiledButton, run: Run) -> str:
    text = _text(button.url, run)
    asked = {name: _text(program, run) for name, program in button.query.items()}
    address = https_address(text, {name: each for name, each in asked.items() if each})
    if address is None:
        own = button.own
        raise Invalid(
            say(
                f"按钮“{own.name()}”得出的不是 https 网址。",
                f"What “{own.name('en')}” makes is no https address.",
            ),
            "bad_address",
        )
    return address


def _text(program: Program | None, run: Run) -> str:
    found = None if program is None else program.run(run.record.env)
    return "" if found is None or found.__class__ is ErrorValue else cell_text(found, run.reading)
