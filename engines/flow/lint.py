"""What is wrong with a flow as a graph, found before it is published. Formulas are checked while they are compiled.

`check_structure` looks at one flow; `circles` at several, for flows that trigger each other.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import product
from typing import TYPE_CHECKING, Any

from engines.flow.graph import reachable, successors
from engines.flow.problems import Problem, problem
from engines.flow.soundness import check_tokens

if TYPE_CHECKING:
    from engines.flow.program import CompiledEdge, CompiledNode, Program

_MAX_CASES = 1_000
_STARTED_BY_TIME = frozenset({"unchanged", "date", "schedule"})
_TELLING = ("field", "supervisor_of", "supervisors_of", "department_head", "chosen_by")
_POOLS = ("among", "round_robin", "least_loaded", "otherwise")
_STARTLESS = frozenset({"start", "boundary"})


def check_structure(program: Program) -> Iterator[Problem]:
    """Every problem of the graph. The walk of tokens is only tried when the rest is in order."""
    found = [*_edges(program), *_scopes(program), *_references(program)]
    yield from found
    if any(one.level == "error" for one in found):
        return
    found = [*_ways(program), *_spins(program)]
    for node in program.nodes.values():
        found += _exits(program, node)
    yield from found
    if not any(one.level == "error" and one.code != "spin" for one in found):
        yield from check_tokens(program)


def _edges(program: Program) -> Iterator[Problem]:
    nodes = program.nodes
    for index, edge in enumerate(program.flow.edges):
        place = f"edges.{index}"
        for name in (edge.source, edge.target):
            if name not in nodes:
                yield problem("unknown_edge", edge.source if edge.source in nodes else "", place, id=name)
        if edge.source not in nodes or edge.target not in nodes:
            continue
        if nodes[edge.source].parent != nodes[edge.target].parent:
            yield problem("crosses_scope", edge.source, place)
        if nodes[edge.target].model.type in _STARTLESS:
            yield problem("into_start", edge.source, place)
        if nodes[edge.source].model.type == "end":
            yield problem("out_of_end", edge.source, place)


def _scopes(program: Program) -> Iterator[Problem]:
    """One start and an end in each scope; boundaries on something that waits."""
    nodes = program.nodes
    for node in nodes.values():
        lost = node.parent and (node.parent not in nodes or nodes[node.parent].model.type != "subprocess")
        if lost or _inside_itself(program, node):
            yield problem("unknown_parent", node.id, "parent", id=node.parent)
    for scope in ["", *(node.id for node in nodes.values() if node.model.type == "subprocess")]:
        inside = [node for node in nodes.values() if node.parent == scope]
        starts = [node for node in inside if node.model.type == "start"]
        if not starts:
            yield problem("no_start", scope)
        for extra in starts[1:]:
            yield problem("two_starts", extra.id)
        if not any(node.model.type == "end" for node in inside):
            yield problem("no_end", scope)
    for node in nodes.values():
        if node.model.type == "boundary":
            host = nodes.get(node.model.on)
            if host is None or host.parent != node.parent or not _can_fail_or_wait(host, node.model.catch):
                yield problem("boundary_on_nothing", node.id, "on")


def _inside_itself(program: Program, node: CompiledNode) -> bool:
    seen = {node.id}
    parent = node.parent
    while parent in program.nodes:
        if parent in seen:
            return True
        seen.add(parent)
        parent = program.nodes[parent].parent
    return False


def _can_fail_or_wait(host: CompiledNode, catch: str) -> bool:
    return not host.behaviour.passing if catch == "error" else host.behaviour.waits


# references ------------------------------------------------------------------------------------------


def _references(program: Program) -> Iterator[Problem]:
    variables = [variable.key for variable in program.flow.variables]
    for key in sorted({key for key in variables if variables.count(key) > 1}):
        yield problem("double_variable", "", id=key)
    for node in program.nodes.values():
        yield from _of_node(program, node, frozenset(variables))


def _of_node(program: Program, node: CompiledNode, variables: frozenset[str]) -> Iterator[Problem]:
    model: Any = node.model
    for key in ("step", "record"):
        name = getattr(model, key, None)
        if name is not None and (name not in program.nodes or program.nodes[name].model.type not in _WITH_RECORDS):
            yield problem("unknown_step", node.id, key, id=name)
    for name in getattr(model, "return_to", ()):
        if name not in program.nodes or not program.nodes[name].behaviour.reworked:
            yield problem("unknown_step", node.id, "return_to", id=name)
    for name in (*getattr(model, "save", ()), *getattr(model, "outputs", ())):
        if name not in variables:
            yield problem("unknown_variable", node.id, "save" if model.type == "http" else "outputs", id=name)
    if model.type == "address" and model.variable not in variables:
        yield problem("unknown_variable", node.id, "variable", id=model.variable)
    yield from _of_people(program, node)
    yield from _of_records(program, node)


def _names_initiator(assignee: Any) -> bool:
    """Whether an assignee, or one inside it, is the initiator or is found from there."""
    paths = (getattr(assignee, key, None) for key in _TELLING)
    rows = (inner for row in getattr(assignee, "table", ()) for inner in row.assignees)
    pools = (inner for key in _POOLS for inner in getattr(assignee, key, ()))
    return "initiator" in paths or any(_names_initiator(inner) for inner in (*rows, *pools))


def _of_people(program: Program, node: CompiledNode) -> Iterator[Problem]:
    model: Any = node.model
    if program.flow.trigger.on in _STARTED_BY_TIME:
        for place in ("assignees", "fallback", "to"):
            if any(_names_initiator(one) for one in getattr(model, place, ())):
                yield problem("no_initiator", node.id, place)
        for number, rung in enumerate(getattr(model, "sla", ())):
            if any(_names_initiator(one) for one in rung.to):
                yield problem("no_initiator", node.id, f"sla.{number}")
    for assignee in (*getattr(model, "assignees", ()), *getattr(model, "fallback", ())):
        name = getattr(assignee, "same_as", None)
        if name is not None and name not in program.nodes:
            yield problem("unknown_step", node.id, "assignees", id=name)
    if getattr(model, "assignees", None) == ():
        yield problem("nobody_asked", node.id, "assignees")
    if getattr(model, "sla_pause", None) is not None and not model.sla:
        yield problem("pause_without_sla", node.id, "sla_pause")
    for number, rung in enumerate(getattr(model, "sla", ()), 1):
        decides = {"approve", "reject"} if model.type == "approval" else {"submit"}
        asks = rung.do in ("notify", "escalate", "transfer")
        if (rung.do in ("approve", "reject", "submit") and rung.do not in decides) or (asks and not rung.to):
            yield problem("bad_rung", node.id, f"sla.{number - 1}", number=number)


def _of_records(program: Program, node: CompiledNode) -> Iterator[Problem]:
    model: Any = node.model
    if model.type in ("update", "create") and not model.set and not model.rows and not getattr(model, "delete", False):
        yield problem("nothing_to_write", node.id, "set")
    if model.type == "update" and model.where is not None and model.form is None:
        yield problem("no_form", node.id, "form")
    own = model.type == "assign" or (model.type == "update" and model.form is None and model.step is None)
    if own and program.flow.form is None:
        yield problem("no_form", node.id)


_WITH_RECORDS = frozenset({"create", "find", "update"})


# ways ------------------------------------------------------------------------------------------------


def _ways(program: Program) -> Iterator[Problem]:
    after = successors(program.nodes)
    before: dict[str, list[str]] = {}
    for name, targets in after.items():
        for target in targets:
            before.setdefault(target, []).append(name)
    reached = reachable(program.starts.values(), after)
    ends = [node.id for node in program.nodes.values() if node.model.type == "end"]
    leading = reachable(ends, {name: tuple(sources) for name, sources in before.items()})
    for node in program.nodes.values():
        if node.id not in reached:
            yield problem("unreachable", node.id)
        elif not node.out and node.model.type != "end":
            yield problem("dead_end", node.id)
        elif node.id not in leading:
            yield problem("no_way_out", node.id)


def _exits(program: Program, node: CompiledNode) -> Iterator[Problem]:
    """Whether some edge can always be taken."""
    if sum(edge.default for edge in node.out) > 1:
        yield problem("two_defaults", node.id)
    mode = getattr(node.model, "mode", "") if node.model.type == "branch" else ""
    if mode == "event":
        for edge in node.out:
            target = program.nodes[edge.target]
            if not target.behaviour.waits or len(target.ins) > 1:
                yield problem("bad_race", node.id, f"edges.{edge.index}")
    if mode in ("parallel", "event"):
        for edge in node.out:
            if edge.when is not None or edge.default:
                yield problem("condition_ignored", node.id, f"edges.{edge.index}")
        return
    if not node.out or any(edge.default or _always(edge) for edge in node.out):
        return
    yield from _uncovered(node)


def _always(edge: CompiledEdge) -> bool:
    return edge.when is None and not edge.default


def _uncovered(node: CompiledNode) -> Iterator[Problem]:
    """Conditions without a default: fine when every case is covered, as far as cases can be counted."""
    outcomes: tuple[str | None, ...] = node.outcomes or (None,)
    for outcome in outcomes:
        if outcome == "rejected" and node.model.type != "branch":
            continue  # ends the flow as rejected
        if outcome == "failed":
            continue  # waits for an operator
        if not _covered(node, outcome):
            if outcome is None or len(outcomes) == 1:
                yield problem("no_default", node.id)
            else:
                yield problem("uncovered_outcome", node.id, outcome=outcome)


class _Case:
    """An environment of one case: the values of the few names that the conditions ask for."""

    now: Any = None
    today: Any = None
    tz: Any = None
    calendar: Any = None

    def __init__(self, values: dict[str, Any]) -> None:
        self.values = values

    def get(self, path: tuple[str, ...]) -> Any:
        return self.values[".".join(path)]


def _covered(node: CompiledNode, outcome: str | None) -> bool:
    refs = {ref for edge in node.out if edge.formula is not None for ref in edge.formula.refs}
    domains = node.domains
    names = sorted(refs - ({"outcome"} if outcome is not None else set()))
    if any(name not in domains for name in names):
        return False
    cases = 1
    for name in names:
        cases *= len(domains[name])
    if cases > _MAX_CASES:
        return False
    for values in product(*(domains[name] for name in names)):
        case = _Case({"outcome": outcome, **dict(zip(names, values, strict=True))})
        if not any(edge.when is not None and edge.when(case) is True for edge in node.out):
            return False
    return True


def _spins(program: Program) -> Iterator[Problem]:
    """Loops in which nothing waits: the strongly connected parts of the graph without the waiting steps."""
    quick = {node.id for node in program.nodes.values() if not node.behaviour.waits}
    after = {
        name: tuple(target for target in targets if target in quick)
        for name, targets in successors(program.nodes).items()
        if name in quick
    }
    told: set[str] = set()
    for name in program.nodes:
        if name in quick and name not in told and name in reachable(after[name], after):
            loop = {other for other in reachable([name], after) if name in reachable(after[other], after)}
            told |= loop
            yield problem("spin", name)


# flows that trigger each other -----------------------------------------------------------------------


def circles(flows: Iterable[Any]) -> Iterator[Problem]:
    """Flows of one app (`definition.Flow`) that set each other off: by writing what another's trigger listens to, by
    messages, by calls. A warning, or an error when no trigger on the way asks for a condition and nothing waits."""
    known = {flow.key: flow for flow in flows}
    after = {key: tuple(other for other in known if _sets_off(known[key], known[other])) for key in known}
    told: set[str] = set()
    for key in known:
        if key in told or key not in reachable(after[key], after):
            continue
        circle = [other for other in reachable([key], after) if key in reachable(after[other], after)]
        told.update(circle)
        names = " → ".join([*sorted(circle), sorted(circle)[0]])
        endless = all(_unconditional(known[other]) for other in circle)
        yield problem("endless_circle" if endless else "circle", "", flows=names)


def _sets_off(source: Any, target: Any) -> bool:
    """Whether a step of one flow can start the other."""
    trigger = target.trigger
    for node in source.nodes:
        if node.type == "call" and node.flow == target.key and node.app is None:
            return True
        if node.type == "send" and trigger.on == "message" and node.message == trigger.message:
            return True
        if target.form is not None and _writes(source, node, target.form, trigger):
            return True
    return False


def _writes(flow: Any, node: Any, form: str, trigger: Any) -> bool:
    if node.type == "create":
        return bool(trigger.on == "create" and node.form == form and node.app is None)
    if node.type == "analyse":
        if node.snapshot is not None and trigger.on == "create" and node.snapshot.form == form:
            return True
        fits = trigger.on == "update" and node.subject == form and bool(node.write)
        return bool(fits and (not trigger.fields or not set(node.write).isdisjoint(trigger.fields)))
    if node.type not in ("update", "assign", "fill"):
        return False
    if getattr(node, "delete", False):
        return bool(trigger.on == "delete" and _form_of(flow, node) == form)
    if trigger.on != "update" or _form_of(flow, node) != form:
        return False
    if node.type == "update":
        written = {setting.field for setting in node.set}
    elif node.type == "assign":
        written = {node.field}
    else:
        written = {key for key, right in node.fields.items() if right in ("write", "require")}
    return bool(written) and (not trigger.fields or not written.isdisjoint(trigger.fields))


def _form_of(flow: Any, node: Any) -> str | None:
    name = getattr(node, "step", None) or getattr(node, "record", None)
    if name is not None:
        node = flow.by_id.get(name)
    if getattr(node, "app", None) is not None:
        return None
    form: str | None = getattr(node, "form", None) or (flow.form if name is None else None)
    return form


def _unconditional(flow: Any) -> bool:
    """Neither the trigger nor any edge asks for anything, and no person or time comes in between."""
    asks = getattr(flow.trigger, "when", None) is not None or any(edge.when is not None for edge in flow.edges)
    waits = any(node.type in ("approval", "fill", "wait", "http", "script", "analyse") for node in flow.nodes)
    return not asks and not waits
