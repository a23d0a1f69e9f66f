"""One evaluation under way: how the value of each field is decided (the laws stand in `pipeline`)."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from engines.form.choosing import Choosing
from engines.form.compiled import CompiledForm, Setter, Step
from engines.form.environment import Hours, Linked, RecordEnv
from engines.form.fields.base import Reading
from engines.form.fields.link import LinkField
from engines.form.intake import Source, read_one, read_values
from engines.form.outcome import field_problem
from engines.form.place import Place
from engines.form.problems import FieldProblem, ValueProblem
from engines.formula import ErrorValue
from engines.formula.errors import VALUE

Value = Any
_ALWAYS_NEW = ("updated_at", "updated_by", "version")


class Run:
    """One evaluation."""

    def __init__(
        self,
        compiled: CompiledForm,
        old: Mapping[str, Value] | None,
        changes: Mapping[str, Any],
        linked: Linked,
        user: Mapping[str, Value],
        now: dt.datetime,
        tz: dt.tzinfo,
        source: Source,
        series: Mapping[str, str],
        recompute: bool,
        refill: frozenset[str] = frozenset(),
        taken: Mapping[str, Value] | None = None,
        calendar: Hours = None,
        carried: dt.datetime | None = None,
    ) -> None:
        self.compiled = compiled
        self.carried = carried is not None
        self.refill = refill
        self.now = now
        self.linked = linked
        self.source: Source = source
        self.series = series
        self.reading = Reading(tz=tz)
        self.problems: list[FieldProblem] = []
        self.rows: dict[str, list[Place]] = {}
        self.creating = old is None
        before = old if old is not None else {}
        system = _system(before, user, carried or now, self.creating)
        given = dict(changes)
        self.owner_sent = "owner" in given
        if self.owner_sent:
            system["owner"] = self._owner(given.pop("owner"), system["owner"])
        values: dict[str, Value] = {**system, **{key: before.get(key) for key in compiled.form_steps}}
        hours = calendar or compiled.calendar
        env = RecordEnv(compiled.readers, values, before, user, linked, now, tz, hours)
        sent, claimed, failed = read_values(given, compiled.form_steps, source, self.reading, self.problems)
        self.record = Place(values, before, self.creating, sent, claimed, failed, env)
        self.taken = taken or {}
        self.record.fills.update(self.taken)
        self.changed: set[str] = set() if self.creating else set(_ALWAYS_NEW)
        if values["owner"] != before.get("owner"):
            self.changed.add("owner")
        self.affected = compiled.all_nodes if self.creating or recompute else self._affected(before)

    def _owner(self, raw: Any, present: Value) -> Value:
        """A record always has an owner; the caller decides who may change it."""
        if isinstance(raw, str) and raw:
            return raw
        message = {"zh-CN": "负责人：不能为空", "en": "Owner: must not be empty"}
        self.problems.append(FieldProblem("owner", ("owner",), "required", message))
        return present

    def _affected(self, before: Mapping[str, Value]) -> frozenset[str]:
        """Nodes whose formula has to be computed: static, so maybe a few more than need be."""
        compiled = self.compiled
        starts = {*self.record.sent, *self.changed, *self.refill, *self.record.fills}
        for key in self.record.sent:
            starts |= compiled.inside.get(key, frozenset())
        starts |= compiled.volatile
        for place in before.get("errors") or ():
            starts.add(".".join(part for part in str(place).split(".") if not part.isdigit()))
        reach = set(starts)
        for node in starts:
            reach |= compiled.dependents.get(node, frozenset())
        return frozenset(reach)

    # one field ---------------------------------------------------------------------------------------

    def concerns(self, step: Step, place: Place) -> bool:
        """Whether a passive field can get another value than it has, or give others theirs again."""
        key = step.key
        if key in place.sent or key in place.fills or step.node in self.refill:
            return True
        return place.creating and (step.literal is not None or step.default is not None)

    def decide(self, step: Step, place: Place) -> None:
        """The final value of one field in one place."""
        key, old = step.key, place.old.get(step.key)
        if step.formula is not None:
            if place.creating or step.node in self.affected:
                self._settle(step, place, self._computed(step, place), old)
            return
        if step.kind.computed:  # a serial number: given once
            self._settle(step, place, self.series.get(key) if place.creating else old, old)
            return
        value = self._chosen(step, place, old)
        if (step.shows or step.hides) and self.hides(step, place):
            place.hidden.add(key)
            value = None
        self._settle(step, place, value, old)
        if step.fills and (key in place.changed or step.node in self.refill):
            self._fill(step, place, value)

    def hides(self, step: Step, place: Place) -> bool:
        """Whether rules hide the field here: hide wins over show."""
        if any(place.holds(rule) for rule in step.hides):
            return True
        return bool(step.shows) and not any(place.holds(rule) for rule in step.shows)

    def _settle(self, step: Step, place: Place, value: Value, old: Value) -> None:
        key = step.key
        place.values[key] = value
        if value.__class__ is ErrorValue:  # stored as None beside its code; rows keep no codes
            known = place.old.get("errors") or {}
            different = old is not None or (not place.path and known.get(key) != value.code)
        elif value is old:
            return
        else:
            different = old is None or value is None or not _equal(step, value, old)
        if different:
            place.changed.add(key)
            self.changed.add(step.node)
            self.tell_around(step.subform, place)

    @staticmethod
    def tell_around(subform: str | None, place: Place) -> None:
        """A row that something changed in has changed itself."""
        if place.around is not None:
            place.around.changed.add(str(subform).rpartition(".")[2])

    def acts(self, setter: Setter | Choosing, place: Place) -> bool:
        """Whether a `set` that holds, or a link's condition, is due: in a new place, or when something it reads has
        changed."""
        if place.creating or setter.local & place.changed or setter.outer & self.changed:
            return True
        return place.around is not None and bool(setter.above & place.around.changed)

    def _chosen(self, step: Step, place: Place, old: Value) -> Value:
        """Sent, filled, default or old; then what rules set."""
        key = step.key
        lockable = not self.carried and (step.field.readonly or bool(step.locks))
        if key in place.sent and not lockable:
            value = place.sent[key]
        else:
            without = place.fills[key] if key in place.fills else self.initial(step, place) if place.creating else old
            if lockable:
                place.unsent[key] = without
            value = place.sent.get(key, without) if not step.field.readonly else without
        if step.setters:  # they may read the field itself: what it would be without them
            place.values[key] = value
        for setter in reversed(step.setters):
            if not place.holds(setter.rule):
                continue
            if self.acts(setter, place):
                value = self._coerced(step, place, setter.program.run(place.env))
                if lockable:
                    place.unsent[key] = value
            break
        return value

    def initial(self, step: Step, place: Place) -> Value:
        """The default of a new record or row."""
        if step.default is None:
            return step.literal
        return self._coerced(step, place, step.default.run(place.env))

    def _computed(self, step: Step, place: Place) -> Value:
        """A formula's result as a value of its field; an ErrorValue stays one until the end."""
        if step.formula is None:
            return None
        result = step.formula.run(place.env)
        if result is None or result.__class__ is ErrorValue:
            return result
        try:
            return step.kind.coerce(step.field, result, self.reading)
        except ValueProblem:  # a number too long for 15 digits, a text where a day is due
            return VALUE

    def _coerced(self, step: Step, place: Place, result: Value) -> Value:
        """A result of a formula as a value of a plain field. An error leaves the field empty; a value the
        field can't hold is a problem of the record."""
        if result is None or result.__class__ is ErrorValue or result == []:
            return None
        try:
            return step.kind.coerce(step.field, result, self.reading)
        except ValueProblem as wrong:
            self.complain(step, place, wrong)
            return None

    def _fill(self, step: Step, place: Place, link: Value) -> None:
        """Take over the linked record's values into fields that weren't sent."""
        if not isinstance(step.field, LinkField):
            return
        found = self.linked(step.field.form, link) if isinstance(link, str) else None
        if found is None and step.key not in place.changed:
            return  # the source is gone: what was taken of it stays
        kept: Mapping[str, Value] = self.taken if place is self.record else {}
        if step.stamp is not None and step.stamp not in kept:
            place.fills[step.stamp] = None if found is None else self.now
        steps = self.steps_of(step.subform)
        for own, other in step.fills:
            target = steps.get(own)
            if target is None or own in kept:
                continue
            if own in place.sent and (self.carried or not (target.field.readonly or target.locks)):
                continue  # what a client may write wins; what it may not is compared with the filled value
            value = None if found is None else found.get(other)
            place.fills[own] = None if value is None else self._coerced(target, place, value)

    # helpers ---------------------------------------------------------------------------------------------

    def steps_of(self, subform: str | None) -> Mapping[str, Step]:
        """The steps of the record's own fields, or of a subform's columns."""
        return self.compiled.form_steps if subform is None else self.compiled.row_steps[subform]

    def complain(self, step: Step, place: Place, wrong: ValueProblem) -> None:
        """Note a problem of one value."""
        place.failed.add(step.key)
        within = self.compiled.form.within(step.subform)
        self.problems.append(field_problem(step.field, (*place.path, step.key), wrong, within))

    def reads_back(self, step: Step, place: Place, raw: Any) -> bool:
        """Whether what was sent for a computed field is what it holds anyway."""
        try:
            value = None if raw is None else read_one(step, raw, self.source, self.reading)
        except ValueProblem:
            return False
        now = place.values.get(step.key)
        return step.kind.equal(value, place.old.get(step.key)) or step.kind.equal(
            value, None if now.__class__ is ErrorValue else now
        )


def _equal(step: Step, value: Value, old: Value) -> bool:
    return bool(value == old) if step.plain_equal else step.kind.equal(value, old)


def _system(
    before: Mapping[str, Value], user: Mapping[str, Value], now: dt.datetime, creating: bool
) -> dict[str, Value]:
    me = user.get("id")
    if creating:
        return {
            "id": None,
            "owner": me,
            "created_at": now,
            "created_by": me,
            "updated_at": now,
            "updated_by": me,
            "version": 1,
        }
    kept = {key: before.get(key) for key in ("id", "owner", "created_at", "created_by", "version")}
    return {**kept, "updated_at": now, "updated_by": me}
