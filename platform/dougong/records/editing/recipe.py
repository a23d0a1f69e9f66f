"""What each field becomes: one value for all, or a formula computed for each record over what its caller may see."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from dougong.access.errors import unknown_field
from dougong.access.tables import NAMED_SYSTEM_FIELDS
from dougong.kit.errors import FieldError, Invalid, NotAllowed, say
from dougong.records.editing.schemas import Change, Edit
from dougong.records.problems import invalid_record, not_writable
from dougong.records.reading.query import MAX_LIMIT, ListQuery
from dougong.records.reading.reader import Reader
from dougong.records.reading.within import Within, at_once
from dougong.records.repository import Stored
from dougong.records.work import Item, Work
from engines.form.environment import Readers, RecordEnv
from engines.form.fields import FieldModel, type_of
from engines.form.fields._files import FileField
from engines.form.fields.encrypted import EncryptedField
from engines.form.fields.link import LinkField
from engines.form.fields.subform import SubformField
from engines.form.problems import ValueProblem
from engines.form.scope import scope_for
from engines.formula import ErrorValue, FormulaErrors, check, compile_closure, deps

Values = Mapping[str, Any]
_SYSTEM = frozenset(NAMED_SYSTEM_FIELDS)


@dataclass
class Recipe:
    """`own`: the field that changes. `run`: the formula, None when `value` is for all."""

    own: FieldModel
    value: Any
    run: Callable[[RecordEnv], Any] | None
    reads: tuple[str, ...] = ()
    """Own fields the formula reads, links it follows included."""
    refill: str | None = None
    """The link whose snapshot is taken again."""
    shows: tuple[str, ...] = ()
    """Own fields that change with it; none: `own` itself."""


def recipes_of(work: Work, form_key: str, edit: Edit) -> list[Recipe]:
    """Checks fields, values and formulas; a mistake is a 422 that names its place."""
    return [_recipe(work, form_key, at, change) for at, change in enumerate(edit.changes)]


def _recipe(work: Work, form_key: str, at: int, change: Change) -> Recipe:
    form = work.app.forms[form_key]
    if change.refill:
        return _again(work, form_key, change.field)
    own = form.field(change.field)
    rights = work.access.field_rights(form_key)
    if own is None or rights.get(change.field, "none") == "none":
        raise unknown_field(change.field)
    kind = type_of(own)
    if kind.computed or isinstance(own, (SubformField, FileField, EncryptedField)):
        raise Invalid(
            say(f"“{own.name()}”不能批量修改。", f"“{own.name('en')}” can't be edited in bulk."), "not_editable"
        )
    if rights[change.field] != "write":
        raise NotAllowed(not_writable(own.key, own.name()).message, "not_writable")
    if change.formula is not None:
        return _computed(work, form_key, own, f"changes.{at}.formula", change.formula)
    try:
        return Recipe(own, kind.from_json(own, change.value), None)
    except ValueProblem as wrong:
        raise Invalid(wrong.message, errors=[FieldError(f"changes.{at}.value", wrong.code, wrong.message)]) from wrong


def _again(work: Work, form_key: str, node: str) -> Recipe:
    """A snapshot that is taken again; who may change the link may do that."""
    form, step = work.app.forms[form_key], work.app.compiled[form_key].snapshots.get(node)
    right = work.access.field_rights(form_key).get(node, "none")
    if step is None or right == "none":
        raise unknown_field(node)
    if right != "write":
        raise NotAllowed(not_writable(step.key, step.field.name()).message, "not_writable")
    own = form.by_key[node.partition(".")[0]]
    targets = [key for key, _theirs in step.fills] + ([step.stamp] if step.stamp else [])
    readable = set(work.access.readable_fields(form_key))
    shows = [own.key] if step.subform else [key for key in targets if key in readable]
    return Recipe(own, None, None, refill=node, shows=tuple(shows))


def _computed(work: Work, form_key: str, own: FieldModel, place: str, text: str) -> Recipe:
    expected = type_of(own).formula_type(own)
    try:
        formula = check(text, work.access.names(form_key), expect=None if expected.is_list else expected)
    except FormulaErrors as wrong:
        errors = [FieldError(place, each.code, each.message) for each in wrong.problems]
        places = [{"pos": each.pos, "length": each.length} for each in wrong.problems]
        raise Invalid(errors[0].message, "bad_formula", errors=errors, extra={"positions": places}) from wrong
    reads = tuple(dict.fromkeys(path[0] for path in deps(formula) if path[0] in work.app.forms[form_key].by_key))
    return Recipe(own, None, compile_closure(formula, calendar=work.app.compiled[form_key].calendar), reads)


def items_for(work: Work, form_key: str, recipes: Sequence[Recipe], ids: Sequence[str]) -> list[Item]:
    """One update for each record, in their order; the errors of its formulas are the item's problem."""
    work.parsed = True
    given = {recipe.own.key: recipe.value for recipe in recipes if recipe.run is None and recipe.refill is None}
    refill = frozenset(recipe.refill for recipe in recipes if recipe.refill is not None)
    items = [Item(at, "update", dict(given), each, refill=refill) for at, each in enumerate(ids)]
    formulas = [(recipe.own, recipe.run) for recipe in recipes if recipe.run is not None]
    if not formulas:
        return items
    readers = Readers(scope_for(work.app.forms[form_key], work.app.forms, "filter"))
    seen = Seen(work)
    seen.load(form_key, ids, tuple(dict.fromkeys(key for recipe in recipes for key in recipe.reads)))
    tz = ZoneInfo(work.access.principal.tz)
    calendar = work.app.compiled[form_key].calendar
    for item, record_id in zip(items, ids, strict=True):
        env = RecordEnv(readers, seen(form_key, record_id) or {}, {}, work.user, seen, work.tx.now, tz, calendar)
        found = {own.key: run(env) for own, run in formulas}
        wrong = [_failed(own, found[own.key]) for own, _ in formulas if isinstance(found[own.key], ErrorValue)]
        if wrong:
            item.problem = invalid_record(wrong)
        item.values = {**given, **{key: value for key, value in found.items() if not isinstance(value, ErrorValue)}}
    return items


def _failed(own: FieldModel, error: ErrorValue) -> FieldError:
    names = own.names
    sentence = say(f"{names['zh-CN']}：公式的结果是 {error.code}。", f"{names['en']}: the formula gives {error.code}.")
    return FieldError(own.key, "formula_error", sentence)


@dataclass
class Seen:
    """Records as formulas read them, less what the caller may not see: a hidden value is a blank one, like a
    record that is not there."""

    work: Work
    known: dict[str, dict[str, Values | None]] = field(default_factory=lambda: defaultdict(dict))

    def __call__(self, form_key: str, record_id: str) -> Values | None:
        """The record behind a link; None when it is gone or hidden."""
        if record_id not in self.known[form_key]:
            self.load(form_key, [record_id], None)
        return self.known[form_key][record_id]

    def load(self, form_key: str, ids: Sequence[str], fields: Sequence[str] | None) -> None:
        """Makes records known, all at once. `fields` None: all that may be read."""
        stored = self.work.repository(form_key).get_many(ids) if ids else {}
        visible = self._visible(form_key, ids, fields)
        for record_id in ids:
            found, shown = stored.get(record_id), visible.get(record_id)
            self.known[form_key][record_id] = None if found is None or shown is None else _masked(found, shown)
        self._follow(form_key, ids, fields or ())

    def _visible(self, form_key: str, ids: Sequence[str], fields: Sequence[str] | None) -> dict[str, Values]:
        if not self.work.access.may(form_key, "read"):
            return {}
        reader = Reader(Within(self.work.tx), self.work.app, self.work.access)
        # not validated: the names are ours, and of a large form longer than what callers may send
        query = ListQuery.model_construct(fields=None if fields is None else ",".join(fields), limit=MAX_LIMIT)
        return {row["id"]: row for row in at_once(reader.page(form_key, query, ids=ids))["items"]}

    def _follow(self, form_key: str, ids: Sequence[str], fields: Sequence[str]) -> None:
        """What the links among `fields` point to, in one step each."""
        form = self.work.app.forms[form_key]
        for key in fields:
            own = form.by_key[key]
            if not isinstance(own, LinkField) or own.form not in self.work.app.forms:
                continue
            values = [(self.known[form_key][each] or {}).get(key) for each in ids]
            wanted = {one for value in values for one in (value if isinstance(value, list) else [value]) if one}
            fresh = sorted(wanted - self.known[own.form].keys())
            for start in range(0, len(fresh), MAX_LIMIT):
                self.load(own.form, fresh[start : start + MAX_LIMIT], None)


def _masked(stored: Stored, shown: Values) -> Values:
    values = {key: _columns(value, shown[key]) for key, value in stored.values.items() if shown.get(key) is not None}
    return {**values, **{key: value for key, value in stored.system.items() if key in _SYSTEM}}


def _columns(value: Any, shown: Any) -> Any:
    """Rows of a subform without the columns that are hidden; other values as they are."""
    if not (isinstance(value, list) and value and isinstance(value[0], dict)):
        return value
    seen = {row["id"]: row for row in shown if isinstance(row, dict) and "id" in row}
    return [
        {key: each for key, each in row.items() if key == "id" or seen[row["id"]].get(key) is not None}
        if row.get("id") in seen
        else row
        for row in value
    ]
