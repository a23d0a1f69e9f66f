"""What of a template's values can be kept, and what of them a person can begin a new record with today.

Both are asked of the form as it is now. What can't come along is left out with its reason, place by place
(`amount`, `lines.price`): fields that are gone, computed, secret, unique, files, what this person may not fill in,
records and people that are gone or not theirs to see, values that the field no longer takes, formulas that fail.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from dougong.kit.errors import FieldError, Invalid, Text, say
from dougong.records.copying import obstacle
from dougong.records.references import nameable
from dougong.records.work import Work
from engines.form.definition import Form
from engines.form.environment import Readers, RecordEnv
from engines.form.fields import FieldModel, type_of
from engines.form.fields._ids import IdField
from engines.form.fields._rows import RowsField
from engines.form.fields.base import Reading
from engines.form.problems import ValueProblem
from engines.form.scope import scope_for
from engines.formula import ErrorValue, Formula, FormulaErrors, check, compile_closure, deps

MOST_ROWS = 200
GONE = say("字段已不存在。", "The field is gone.")
COMPUTED = say("由系统计算。", "It is computed.")
NOT_TO_CHOOSE = say("所选内容已不存在，或你无权选择它。", "What was chosen is gone, or not yours to choose.")
_ROWS = say(f"最多 {MOST_ROWS} 行。", f"At most {MOST_ROWS} rows.")
_ONLY_USER = say(
    "模板里的公式只能用日期函数和当前用户，不能读取字段。",
    "A template's formula can use the day and the current user, no fields.",
)
Values = Mapping[str, Any]
Left = dict[str, Text]


def formula_of(value: Any) -> str | None:
    """The text of a computed value."""
    text = value.get("formula") if isinstance(value, dict) and set(value) == {"formula"} else None
    return text if isinstance(text, str) else None


# -- kept -------------------------------------------------------------------------------------------------------------
@dataclass
class _Keeping:
    """Values on their way into a template of the form."""

    form: Form
    forms: Mapping[str, Form]
    hidden: Collection[str]
    left: Left = field(default_factory=dict)
    errors: list[FieldError] = field(default_factory=list)


def kept(
    form: Form, forms: Mapping[str, Form], values: Values, hidden: Collection[str] = ()
) -> tuple[dict[str, Any], Left]:
    """What can stand in a template, and what is left out. `hidden`: places that are none for whoever writes it. Raises
    Invalid for unknown fields and for values that are none."""
    keeping = _Keeping(form, forms, hidden)
    found = _kept(keeping, form.by_key, values, "")
    if keeping.errors:
        sentence = say("模板中有的值无效。", "Some values of the template are not valid.")
        raise Invalid(sentence, "bad_template", keeping.errors)
    return found, keeping.left


def _kept(keeping: _Keeping, fields: Mapping[str, FieldModel], values: Values, prefix: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in values.items():
        own, place = fields.get(key), f"{prefix}{key}"
        if own is None or place in keeping.hidden:
            sentence = say(f"没有字段“{place}”。", f"There is no field “{place}”.")
            keeping.errors.append(FieldError(place, "unknown_field", sentence))
            continue
        if value is None or value == "" or value == []:
            continue
        reason = _why_not(keeping.form, own, prefix, writable=True)
        if reason is not None:
            keeping.left[place] = reason
        elif isinstance(own, RowsField):
            found[key] = _kept_rows(keeping, own, place, value)
        else:
            wrong = _wrong(keeping, own, value)
            if wrong is None:
                found[key] = value
            else:
                keeping.errors.append(FieldError(place, *wrong))
    return found


def _kept_rows(keeping: _Keeping, own: RowsField, place: str, rows: Any) -> list[dict[str, Any]]:
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        keeping.errors.append(FieldError(place, "type", say("需要行的列表。", "It must be a list of rows.")))
        return []
    if len(rows) > MOST_ROWS:
        keeping.errors.append(FieldError(place, "too_many_rows", _ROWS))
        return []
    bare = [{key: value for key, value in row.items() if key != "id"} for row in rows]
    return [_kept(keeping, own.by_key, row, f"{place}.") for row in bare]


def _why_not(form: Form, own: FieldModel, prefix: str, *, writable: bool) -> Text | None:
    """Why a new record can't have its value from a template."""
    if type_of(own).computed:
        return COMPUTED
    unique = own.unique or (not prefix and any(each.fields == (own.key,) for each in form.unique))
    return obstacle(own, unique, writable=writable)


def _wrong(keeping: _Keeping, own: FieldModel, value: Any) -> tuple[str, Text] | None:
    """Code and sentence of what is wrong with a value."""
    text = formula_of(value)
    try:
        if text is None:
            type_of(own).from_json(own, value)
        else:
            _formula(keeping.form, keeping.forms, own, text)
    except ValueProblem as problem:
        return problem.code, say(problem.message["zh-CN"], problem.message["en"])
    except FormulaErrors as problems:
        first = problems.problems[0]
        return first.code, say(first.message["zh-CN"], first.message["en"])
    except _ReadsFields:
        return "reads_fields", _ONLY_USER
    return None


class _ReadsFields(Exception):
    """The formula reads a field: a template has no record yet."""


def _formula(form: Form, forms: Mapping[str, Form], own: FieldModel, text: str) -> Formula:
    expected = type_of(own).formula_type(own)
    formula = check(text, scope_for(form, forms, "filter"), expect=None if expected.is_list else expected)
    if any(path[0] != "user" for path in deps(formula)):
        raise _ReadsFields
    return formula


# -- used -------------------------------------------------------------------------------------------------------------
@dataclass
class _Use:
    """One template on its way into a new record."""

    work: Work
    form: Form
    writable: frozenset[str]
    left: Left = field(default_factory=dict)
    named: dict[str, tuple[IdField, set[str]]] = field(default_factory=dict)
    """By place: the ids that its values name, to be looked up together."""


def fitting(work: Work, form_key: str, values: Values) -> tuple[dict[str, Any], Left]:
    """The values with which this person can begin a new record now, formulas computed, and what was left out."""
    form = work.app.forms[form_key]
    writable = work.access.writable_fields(form_key, work.access.granted(form_key, "create"))
    use = _Use(work, form, writable)
    found = _used(use, form.by_key, values, "")
    return _without_strangers(use, found), use.left


def _used(use: _Use, fields: Mapping[str, FieldModel], values: Values, prefix: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in values.items():
        own, place = fields.get(key), f"{prefix}{key}"
        if own is None:
            use.left[place] = GONE
            continue
        reason = _why_not(use.form, own, prefix, writable=place in use.writable)
        if reason is not None:
            use.left[place] = reason
        elif isinstance(own, RowsField):
            rows = value if isinstance(value, list) else []
            found[key] = [_used(use, own.by_key, row, f"{place}.") for row in rows if isinstance(row, dict)]
        else:
            ready = _ready(use, own, place, value)
            if ready is not None:
                found[key] = ready
    return found


def _ready(use: _Use, own: FieldModel, place: str, value: Any) -> Any:
    """The value for the API; None with its reason when there is none."""
    kind = type_of(own)
    try:
        text = formula_of(value)
        made = kind.from_json(own, value) if text is None else _computed(use, own, text)
        if made is None:
            return None
        wrong = kind.check(own, made)
        if wrong:
            raise wrong[0]
    except ValueProblem as problem:
        use.left[place] = say(problem.message["zh-CN"], problem.message["en"])
        return None
    except (FormulaErrors, _ReadsFields):
        use.left[place] = say("公式不再适用。", "The formula no longer fits.")
        return None
    if isinstance(own, IdField):
        use.named.setdefault(place, (own, set()))[1].update(made if isinstance(made, list) else [made])
    return kind.to_json(own, made)


def _computed(use: _Use, own: FieldModel, text: str) -> Any:
    work, form = use.work, use.form
    calendar = work.app.compiled[form.key].calendar
    run = compile_closure(_formula(form, work.app.forms, own, text), calendar=calendar)
    zone = ZoneInfo(work.access.principal.tz)
    readers = Readers(scope_for(form, work.app.forms, "filter"))
    result = run(RecordEnv(readers, {}, {}, work.user, _no_record, work.tx.now, zone, calendar))
    if isinstance(result, ErrorValue):
        raise ValueProblem("formula_error", f"公式的结果是 {result.code}", f"the formula gives {result.code}")
    return None if result is None or result == [] else type_of(own).coerce(own, result, Reading(tz=zone))


def _no_record(_form: str, _record: str) -> None:
    """A template follows no links."""


def _without_strangers(use: _Use, found: dict[str, Any]) -> dict[str, Any]:
    """Without ids of what is gone or hidden."""
    for place, (own, ids) in use.named.items():
        strangers = ids - nameable(use.work, own, ids)
        if not strangers:
            continue
        use.left[place] = NOT_TO_CHOOSE
        found = _less(found, place.split("."), strangers)
    return found


def _less(values: dict[str, Any], path: Sequence[str], strangers: set[str]) -> dict[str, Any]:
    """Values without these ids at a place, in every row on the way to it."""
    key, *inner = path
    value = values.get(key)
    if inner:
        return values | {key: [_less(row, inner, strangers) for row in value]} if value else values
    rest = [each for each in value if each not in strangers] if isinstance(value, list) else value
    gone = rest in strangers if isinstance(rest, str) else not rest
    return {each: other for each, other in values.items() if each != key} if gone else values | {key: rest}


def names_of_places(form: Form, places: Sequence[str], language: str) -> dict[str, str]:
    """What people call each place: `明细 · 单价`."""
    return {place: _name(form, place, language) for place in places}


def _name(form: Form, place: str, language: str) -> str:
    fields: Mapping[str, FieldModel] = form.by_key
    names = []
    for key in place.split("."):
        own = fields.get(key)
        names.append(key if own is None else own.name(language))
        fields = own.by_key if isinstance(own, RowsField) else {}
    return " · ".join(names)
