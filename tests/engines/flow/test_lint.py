"""Each fault planted in a sound flow is found, and nothing else; sound flows have no problem at all."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engines.flow.definition import Flow
from engines.flow.lint import circles
from engines.flow.problems import FlowProblems
from engines.flow.program import compile_flow, lint
from engines.formula import BOOLEAN, NUMBER, TEXT, DictScope, Ref
from tests.engines.flow.graphs import flows
from tests.engines.flow.harness import FIELDS, flow_of, line, to

START: dict[str, Any] = {"id": "start", "type": "start"}
END: dict[str, Any] = {"id": "end", "type": "end"}
SCOPE = DictScope({**FIELDS, "kind": Ref(TEXT, options=("a", "b")), "urgent": Ref(BOOLEAN), "size": Ref(NUMBER)})


def fill(name: str, **more: Any) -> dict[str, Any]:
    return {"id": name, "type": "fill", "assignees": to("ann"), **more}


def approval(name: str, **more: Any) -> dict[str, Any]:
    return {"id": name, "type": "approval", "assignees": to("ann"), **more}


def branch(name: str, mode: str = "exclusive") -> dict[str, Any]:
    return {"id": name, "type": "branch", "mode": mode}


def find(name: str) -> dict[str, Any]:
    return {"id": name, "type": "find", "form": "deal", "where": "TRUE"}


def found(flow: Flow, *, level: str | None = None) -> set[tuple[str, str]]:
    """(node, code) of the problems; each has a sentence in both languages."""
    problems = lint(flow, SCOPE)
    for one in problems:
        assert set(one.message) == {"zh-CN", "en"}
        assert all(one.message.values())
        assert "{" not in "".join(one.message.values())
    return {(one.node, one.code) for one in problems if level in (None, one.level)}


FAULTS: dict[str, tuple[list[dict[str, Any]], list[tuple[str, ...]], set[tuple[str, str]]]] = {
    "dead end": ([fill("a")], [("start", "a"), ("start", "end", "default")], {("a", "dead_end")}),
    "unreachable": ([fill("a")], [("start", "end"), ("a", "end")], {("a", "unreachable")}),
    "no way out": (
        [fill("a"), fill("b"), branch("x")],
        [("start", "x"), ("x", "a", "vip"), ("x", "end", "default"), ("a", "b"), ("b", "a")],
        {("a", "no_way_out"), ("b", "no_way_out")},
    ),
    "exclusive split into a parallel join": (
        [branch("x"), fill("a"), fill("b"), branch("j", "parallel")],
        [("start", "x"), ("x", "a", "vip"), ("x", "b", "default"), ("a", "j"), ("b", "j"), ("j", "end")],
        {("j", "deadlock")},
    ),
    "inclusive split into a parallel join": (
        [branch("x", "inclusive"), fill("a"), fill("b"), branch("j", "parallel")],
        [("start", "x"), ("x", "a", "vip"), ("x", "b", "default"), ("a", "j"), ("b", "j"), ("j", "end")],
        {("j", "deadlock")},
    ),
    "a branch that can leave a parallel block": (
        [branch("p", "parallel"), fill("a"), fill("b"), branch("x"), branch("j", "parallel")],
        [("start", "p"), ("p", "a"), ("p", "b"), ("a", "x"), ("x", "j", "vip"), ("x", "end", "default"), ("b", "j"),
         ("j", "end")],
        {("j", "deadlock")},
    ),
    "an interrupting boundary out of a parallel block": (
        [branch("p", "parallel"), fill("a"), fill("b"), branch("j", "parallel"),
         {"id": "late", "type": "boundary", "on": "a", "catch": "timer", "after": "1 day"}],
        [("start", "p"), ("p", "a"), ("p", "b"), ("a", "j"), ("b", "j"), ("j", "end"), ("late", "end")],
        {("j", "deadlock")},
    ),
    "parallel paths that meet without a join": (
        [branch("p", "parallel"), fill("a"), branch("m"), fill("c")],
        [("start", "p"), ("p", "a"), ("p", "m"), ("a", "m"), ("m", "c"), ("c", "end")],
        {("m", "runs_twice")},
    ),
    "no default": (
        [branch("x"), fill("a")],
        [("start", "x"), ("x", "a", "size > 1"), ("x", "end", "size <= 1"), ("a", "end")],
        {("x", "no_default")},
    ),
    "a select field without all its options": (
        [branch("x"), fill("a")],
        [("start", "x"), ("x", "a", "kind = 'a'"), ("x", "end", "kind = 'b'"), ("a", "end")],
        {("x", "no_default")},
    ),
    "an outcome without an edge": (
        [{"id": "w", "type": "http", "url": "x"}, find("f")],
        [("start", "f"), ("f", "w", "outcome = 'found'"), ("w", "end")],
        {("f", "uncovered_outcome")},
    ),
    "two defaults": (
        [branch("x"), fill("a")],
        [("start", "x"), ("x", "a", "default"), ("x", "end", "default"), ("a", "end")],
        {("x", "two_defaults")},
    ),
    "no end": ([fill("a")], [("start", "a"), ("a", "a")], {("", "no_end")}),
    "a loop that spins": (
        [branch("x"), find("f")],
        [("start", "f"), ("f", "x"), ("x", "f", "vip"), ("x", "end", "default")],
        {("x", "spin")},
    ),
    "an edge to nowhere": ([], [("start", "end"), ("start", "gone", "vip")], {("start", "unknown_edge")}),
    "an edge to the start": ([fill("a")], [("start", "a"), ("a", "end"), ("a", "start", "vip")], {("a", "into_start")}),
    "an edge out of the end": ([fill("a")], [("start", "end"), ("end", "a"), ("a", "end")], {("end", "out_of_end")}),
    "two starts": ([{"id": "s2", "type": "start"}], [("start", "end"), ("s2", "end")], {("s2", "two_starts")}),
    "a boundary on nothing": (
        [find("f"), {"id": "b", "type": "boundary", "on": "f", "catch": "timer", "after": "1 day"}],
        [("start", "f"), ("f", "end"), ("b", "end")],
        {("b", "boundary_on_nothing")},
    ),
    "a parent that is no sub-process": (
        [fill("a", parent="start")], [("start", "end")], {("a", "unknown_parent")},
    ),
    "an empty sub-process": (
        [{"id": "sub", "type": "subprocess"}], [("start", "sub"), ("sub", "end")],
        {("sub", "no_start"), ("sub", "no_end")},
    ),
    "a race with a step that doesn't wait": (
        [branch("x", "event"), find("f"), {"id": "w", "type": "wait", "for": "1 day"}],
        [("start", "x"), ("x", "f"), ("x", "w"), ("f", "end"), ("w", "end")],
        {("x", "bad_race")},
    ),
    "a condition on a parallel branch": (
        [branch("p", "parallel"), fill("a"), branch("j", "parallel")],
        [("start", "p"), ("p", "a", "vip"), ("p", "j"), ("a", "j"), ("j", "end")],
        {("p", "condition_ignored")},
    ),
    "a formula that doesn't type": ([fill("a")], [("start", "a", "amout > 5"), ("start", "end", "default"),
                                                  ("a", "end")], {("start", "formula")}),
    "an unknown outcome": (
        [approval("a"), fill("b")],
        [("start", "a"), ("a", "b", "outcome = 'aproved'"), ("a", "end", "default"), ("b", "end")],
        {("a", "formula")},
    ),
    "records of a step without any": (
        [fill("a"), {"id": "u", "type": "update", "step": "a", "set": [{"field": "stage", "value": "'x'"}]}],
        [("start", "a"), ("a", "u"), ("u", "end")],
        {("u", "unknown_step")},
    ),
    "an undeclared variable": (
        [{"id": "h", "type": "http", "url": "x", "save": {"score": "score"}}], [("start", "h"), ("h", "end")],
        {("h", "unknown_variable")},
    ),
    "nobody is asked": ([fill("a", assignees=[])], [("start", "a"), ("a", "end")], {("a", "nobody_asked")}),
    "nothing is written": (
        [{"id": "u", "type": "update"}], [("start", "u"), ("u", "end")], {("u", "nothing_to_write")},
    ),
    "a rung that names nobody": (
        [approval("a", sla=[{"after": "1 day", "do": "escalate"}])], [("start", "a"), ("a", "end")],
        {("a", "bad_rung")},
    ),
    "a rung that doesn't fit": (
        [fill("a", sla=[{"after": "1 day", "do": "approve"}])], [("start", "a"), ("a", "end")], {("a", "bad_rung")},
    ),
    "repeating over a text": (
        [approval("a", each={"over": "name"})], [("start", "a"), ("a", "end")], {("a", "not_a_list")},
    ),
    "the same id twice": ([fill("end")], [("start", "end")], {("end", "double_id"), ("", "no_end")}),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_every_planted_fault_is_found(fault: str) -> None:
    nodes, edges, expected = FAULTS[fault]
    whole = [START, *nodes, END] if fault != "no end" else [START, *nodes]
    assert found(flow_of(whole, edges)) == expected


@pytest.mark.parametrize(
    "asked",
    [
        {"field": "initiator"},
        {"supervisor_of": "initiator"},
        {"round_robin": [{"supervisors_of": "initiator", "levels": 2}]},
        {"chosen_by": "initiator", "among": [{"role": "sales"}]},
        {"table": [{"when": "vip", "assignees": [{"department_head": "initiator"}]}]},
    ],
)
def test_a_flow_that_time_starts_can_ask_no_initiator(asked: dict[str, Any]) -> None:
    idle = {"on": "unchanged", "field": "kind", "for": "5 days"}
    nodes, edges = [START, fill("a", assignees=[asked]), END], [("start", "a"), ("a", "end")]
    assert found(flow_of(nodes, edges, trigger=idle)) == {("a", "no_initiator")}
    assert found(flow_of(nodes, edges)) == set(), "whoever changes a record is the initiator"
    late = [approval("a", sla=[{"after": "1 day", "do": "escalate", "to": [asked]}])]
    assert found(flow_of([START, *late, END], edges, trigger=idle)) == {("a", "no_initiator")}


SOUND: dict[str, tuple[list[dict[str, Any]], list[tuple[str, ...]]]] = {
    "select covered with its blank": (
        [branch("x"), fill("a")],
        [("start", "x"), ("x", "a", "kind = 'a'"), ("x", "end", "kind = 'b' or kind = NULL"), ("a", "end")],
    ),
    "yes, no and blank": (
        [branch("x"), fill("a")],
        [("start", "x"), ("x", "a", "urgent"), ("x", "end", "not urgent"), ("a", "end")],
    ),
    "both decisions": (
        [approval("a"), fill("b")],
        [("start", "a"), ("a", "b", "outcome = 'approved'"), ("a", "end", "outcome = 'rejected'"), ("b", "end")],
    ),
    "a rejection without an edge": ([approval("a")], [("start", "a"), ("a", "end", "outcome = 'approved'")]),
    "a terminating end inside a parallel block": (
        [branch("p", "parallel"), approval("a"), fill("b"), branch("j", "parallel"),
         {"id": "stop", "type": "end", "terminate": True}],
        [("start", "p"), ("p", "a"), ("p", "b"), ("a", "j", "outcome = 'approved'"), ("a", "stop", "default"),
         ("b", "j"), ("j", "end")],
    ),
    "a loop over a person": (
        [branch("m"), fill("a"), approval("b")],
        [("start", "m"), ("m", "a"), ("a", "b"), ("b", "end", "outcome = 'approved'"), ("b", "m", "default")],
    ),
    "an inclusive join on which a branch dies": (
        [branch("s", "inclusive"), fill("a"), fill("b"), branch("x"), branch("j", "inclusive")],
        [("start", "s"), ("s", "a", "vip"), ("s", "b", "default"), ("a", "j"), ("b", "x"), ("x", "j", "vip"),
         ("x", "end", "default"), ("j", "end")],
    ),
    "two joins in a row": (
        [branch("p", "parallel"), branch("q", "parallel"), fill("a"), fill("b"), fill("c"), branch("j", "parallel"),
         branch("k", "parallel")],
        [("start", "p"), ("p", "q"), ("p", "a"), ("q", "b"), ("q", "c"), ("b", "j"), ("c", "j"), ("j", "k"),
         ("a", "k"), ("k", "end")],
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", SOUND)
def test_sound_flows_have_no_problem(case: str) -> None:
    nodes, edges = SOUND[case]
    assert found(flow_of([START, *nodes, END], edges)) == set()


@pytest.mark.parametrize("mode", ["parallel", "inclusive"])
def test_as_wide_as_a_flow_may_be(mode: str) -> None:
    """490 paths side by side: no problem, and the walk over them doesn't multiply."""
    names = [f"f{index}" for index in range(490)]
    nodes = [START, branch("p", mode), *(fill(name) for name in names), branch("j", mode), END]
    when = ("vip",) if mode == "inclusive" else ()
    edges: list[Any] = [("start", "p"), *(("p", name, *when) for name in names), *((name, "j") for name in names)]
    edges += [("j", "end"), *([("p", "j", "default")] if when else [])]
    assert found(flow_of(nodes, edges)) == set()


def test_an_edge_across_a_border() -> None:
    inside = [{"id": "s", "type": "start", "parent": "sub"}, {**fill("a"), "parent": "sub"},
              {"id": "e", "type": "end", "parent": "sub"}]  # fmt: skip
    nodes = [START, {"id": "sub", "type": "subprocess"}, END, *inside]
    edges = [("start", "sub"), ("sub", "end"), ("s", "a"), ("a", "e"), ("a", "end", "vip")]
    assert found(flow_of(nodes, edges)) == {("a", "crosses_scope")}


def test_a_flow_with_errors_does_not_compile_and_one_with_warnings_does() -> None:
    with pytest.raises(FlowProblems) as caught:
        compile_flow(flow_of([START, fill("a"), END], [("start", "a"), ("a", "end"), ("a", "gone", "vip")]), SCOPE)
    (problem,) = caught.value.problems
    assert problem.to_json() == {
        "node": "a", "code": "unknown_edge", "message": problem.message, "level": "error", "place": "edges.2",
    }  # fmt: skip
    assert compile_flow(line(fill("a", assignees=[])), SCOPE).nodes.keys() == {"start", "a", "end"}


def test_a_formula_problem_names_its_place() -> None:
    flow = line({"id": "u", "type": "update", "set": [{"field": "stage", "value": "amount + "}]})
    (problem,) = lint(flow, SCOPE)
    assert (problem.node, problem.place, problem.code) == ("u", "set.stage", "formula")


def test_conditions_on_other_records_are_checked_where_their_form_is_known() -> None:
    deals = DictScope({"price": NUMBER})
    flow = line({"id": "f", "type": "find", "form": "deal", "where": "price > flow.record.amount and kind = 'x'"})
    assert found(flow) == set()
    problems = lint(flow, SCOPE, lists=lambda app, form: deals if form == "deal" else None)
    assert [(one.code, one.place) for one in problems] == [("formula", "where")]


def test_needs_are_the_paths_that_the_engine_reads_itself() -> None:
    nodes = [START, branch("x"), {"id": "f", "type": "find", "form": "deal", "where": "price = flow.record.amount"},
             {"id": "u", "type": "update", "set": [{"field": "name", "value": "name & steps.f.count"}]},
             END]  # fmt: skip
    edges = [("start", "x"), ("x", "f", "vip and user = owner"), ("x", "end", "default"), ("f", "u"), ("u", "end")]
    program = compile_flow(flow_of(nodes, edges), SCOPE, lists=lambda app, form: DictScope({"price": NUMBER}))
    assert set(program.needs) == {"vip", "user", "owner", "name", "amount"}


PLANT = settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow])


@PLANT
@given(flows(), st.data())
def test_cutting_an_edge_of_a_random_flow_is_always_found(flow: Flow, data: Any) -> None:
    """Without one of its plain edges a block-structured flow has a dead end, or something can't be reached any more."""
    plain = [edge for edge in flow.edges if edge.when is None and not edge.default]
    cut = data.draw(st.sampled_from(plain))
    broken = flow.model_copy(update={"edges": tuple(edge for edge in flow.edges if edge is not cut)})
    broken.__dict__.pop("by_id", None)
    codes = {code for _, code in found(broken, level="error")}
    assert codes & {"dead_end", "unreachable", "no_way_out", "deadlock", "no_default", "uncovered_outcome"}


@PLANT
@given(flows(), st.data())
def test_choosing_before_a_parallel_join_of_a_random_flow_is_always_found(flow: Flow, data: Any) -> None:
    """A parallel split made an exclusive one starves its join."""
    splits = [node for node in flow.nodes if node.type == "branch" and node.mode == "parallel"
              and sum(edge.source == node.id for edge in flow.edges) > 1]  # fmt: skip
    if not splits:
        return
    wrong = data.draw(st.sampled_from(splits)).id
    edges = []
    first = True
    for edge in flow.edges:
        if edge.source == wrong and not first:
            edge = edge.model_copy(update={"default": True} if not any(e.default for e in edges if e.source == wrong)
                                   else {"when": "vip"})  # fmt: skip
        elif edge.source == wrong:
            edge, first = edge.model_copy(update={"when": "vip"}), False
        edges.append(edge)
    nodes = tuple(n.model_copy(update={"mode": "exclusive"}) if n.id == wrong else n for n in flow.nodes)
    broken = Flow.model_validate({"key": "test", "form": "deal", "trigger": {"on": "create"}, "nodes": nodes,
                                  "edges": tuple(edges)})  # fmt: skip
    assert "deadlock" in {code for _, code in found(broken, level="error")}


# flows that trigger each other -----------------------------------------------------------------------


def writer(key: str, field: str, trigger: dict[str, Any], form: str = "deal") -> Flow:
    node = {"id": "u", "type": "update", "set": [{"field": field, "value": "'x'"}]}
    return line(node, key=key, form=form, trigger=trigger)


def test_flows_that_trigger_each_other_are_found() -> None:
    a = writer("a", "stage", {"on": "update", "fields": ["name"]})
    b = writer("b", "name", {"on": "update", "fields": ["stage"]})
    harmless = writer("c", "stage", {"on": "update", "fields": ["amount"]})
    (problem,) = circles([a, b, harmless])
    assert (problem.code, problem.level) == ("endless_circle", "error")
    assert "a → b → a" in problem.message["en"]
    asking = writer("b", "name", {"on": "update", "fields": ["stage"], "when": "stage = 'won'"})
    assert [(one.code, one.level) for one in circles([a, asking])] == [("circle", "warning")]
    assert list(circles([a, harmless])) == []


def test_a_flow_that_triggers_itself_is_found() -> None:
    assert [one.code for one in circles([writer("a", "stage", {"on": "update"})])] == ["endless_circle"]
    create = line({"id": "c", "type": "create", "form": "deal", "set": [{"field": "name", "value": "'x'"}]}, key="a")
    assert [one.code for one in circles([create])] == ["endless_circle"]
    other = create.model_copy(update={"form": "task"})
    assert list(circles([other])) == []


def test_calls_and_messages_make_circles_too() -> None:
    call = line({"id": "c", "type": "call", "flow": "b"}, key="a", trigger={"on": "message", "message": "go"})
    send = line({"id": "s", "type": "send", "message": "go"}, key="b", trigger={"on": "call"})
    assert [one.code for one in circles([call, send])] == ["endless_circle"]
    waits = line({"id": "w", "type": "wait", "for": "1 day"}, {"id": "s", "type": "send", "message": "go"}, key="b",
                 trigger={"on": "call"})  # fmt: skip
    assert [one.code for one in circles([call, waits])] == ["circle"]
