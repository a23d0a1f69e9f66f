"""Which records a link may be set to.

The condition of a link's `filter` has the names of the linked form, and as `parent.x` what the record that is being
filled in calls `x`: `customer = parent.customer`. For a link in a row, `parent.x` is a column of that row and
`parent.parent.x` a field of what is around it, as everywhere in the language.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from engines.calendar import WorkCalendar
from engines.form.definition import Form
from engines.form.environment import Readers, RecordEnv
from engines.form.fields.link import LinkField
from engines.form.problems import Path, Problem
from engines.form.programs import Program, compile_program
from engines.form.scope import FormScope, Names, Trace
from engines.formula.scope import Ref
from engines.formula.types import BOOLEAN

PARENT = "parent"
_NOT_OFFERED = ("user", "old")


class ChoiceScope(FormScope):
    """The names of the linked form, and below `parent` those of the place that is filled in (`around`)."""

    def __init__(self, target: Form, around: FormScope) -> None:
        super().__init__(target, around.forms, with_old=False)
        self.place = around

    def resolve(self, path: Names) -> Ref | None:
        trace = self.trace(path)
        return None if trace is None else trace.ref

    def trace(self, path: Names) -> Trace | None:
        if path[0] != PARENT:
            return super().trace(path)
        inner = path[1:]
        return self.place.trace(inner) if inner and inner[0] not in _NOT_OFFERED else None

    def _offered(self) -> Iterable[str]:  # type: ignore[override]  # more than the names of one form
        yield from super()._offered()
        yield from (f"{PARENT}.{name}" for name in self.place.names() if name.split(".")[0] not in _NOT_OFFERED)


@dataclass(frozen=True, slots=True)
class Choosing:
    """A link's condition, ready to run. `asks`: what it reads of the place that is filled in, `seeks`: what of the
    linked record. `nodes`: the fields and columns among `asks`; `local`, `above`, `outer`: as those of a `Setter`."""

    program: Program
    readers: Readers
    asks: tuple[tuple[Names, Trace], ...]
    seeks: tuple[Trace, ...]
    nodes: frozenset[str]
    local: frozenset[str]
    above: frozenset[str]
    outer: frozenset[str]

    def admits(self, record_id: str, record: Mapping[str, Any], place: RecordEnv) -> bool:
        """Whether the record may be chosen in this place. A blank or an error is not true."""
        return self.program.run(_ChoiceEnv(self.readers, {**record, "id": record_id}, place)) is True


class _ChoiceEnv(RecordEnv):
    """The linked record's values; below `parent` those of the place."""

    __slots__ = ("place",)

    def __init__(self, readers: Readers, record: Mapping[str, Any], place: RecordEnv) -> None:
        super().__init__(readers, record, {}, place.user, place.linked, place.now, place.tz, place.hours)
        self.place = place

    def get(self, path: Names) -> Any:
        return self.place.get(path[1:]) if path[0] == PARENT else super().get(path)


def choice_scope(own: LinkField, around: FormScope) -> ChoiceScope | None:
    """The names of the link's condition; None when its form isn't there."""
    target = around.forms.get(own.form)
    place = FormScope(around.form, around.forms, subform=around.path, with_old=False)
    return None if target is None else ChoiceScope(target, place)


def compile_choosing(
    own: LinkField, around: FormScope, path: Path, problems: list[Problem], calendar: WorkCalendar | None
) -> Choosing | None:
    """None without a condition, and with one that has mistakes (told at its place)."""
    scope = choice_scope(own, around)
    if scope is None or own.filter is None:
        return None
    program = compile_program(own.filter, scope, (*path, "filter"), problems, expect=BOOLEAN, calendar=calendar)
    if program is None:
        return None
    read = list(zip(program.paths, program.traces, strict=True))
    asks = tuple((names[1:], trace) for names, trace in read if names[0] == PARENT)
    local, above, outer = sides(trace for _names, trace in asks)
    return Choosing(
        program=program,
        readers=Readers(scope),
        asks=asks,
        seeks=tuple(trace for names, trace in read if names[0] != PARENT and trace.base != "user"),
        nodes=frozenset(trace.node for _names, trace in asks if trace.node is not None),
        local=local,
        above=above,
        outer=outer,
    )


def sides(traces: Iterable[Trace]) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """What a row's program reads: columns of its own row, of the row around that, nodes elsewhere."""
    read = list(traces)
    local = {trace.key for trace in read if trace.base == "row"}
    local |= {str(trace.subform).rpartition(".")[2] for trace in read if trace.base == "inner"}
    above = {trace.key for trace in read if trace.base == "outer"}
    above |= {str(trace.subform).rpartition(".")[2] for trace in read if trace.base == "beside"}
    outer = {trace.node for trace in read if trace.base in ("field", "rows") and trace.node is not None}
    return frozenset(local), frozenset(above), frozenset(outer)
