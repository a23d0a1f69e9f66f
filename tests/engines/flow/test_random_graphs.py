"""Random block-structured flows: each compiles, runs to its end on every way, and equals its replay after every step.

The harness folds the facts of each step from JSON and compares; what hypothesis finds is printed with its seed."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from typing import Any

from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st

from engines.flow import effects, events
from engines.flow.definition import Flow
from engines.flow.program import lint
from engines.flow.returning import preview_return, return_targets
from engines.flow.state import State
from engines.formula import DictScope
from tests.engines.flow.graphs import flows
from tests.engines.flow.harness import FIELDS, Run, compiled, person

ANY = settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
               print_blob=True)  # fmt: skip
MAX_STEPS = 600


def act(run: Run, data: Any) -> None:
    """The record changes, and one thing happens that may happen next; both drawn."""
    run.change(amount=Decimal(data.draw(st.sampled_from([0, 1, 2, 3]))))
    tasks = [name for name, task in run.state.tasks.items() if task.token and not task.waiting]
    calls = [
        one
        for one in run.outbox
        if isinstance(one, effects.CallHttp | effects.Analyse) and one.token in run.state.tokens
    ]
    ways = [*(("task", name) for name in tasks), *(("timer", name) for name in run.timers),
            *(("call", one.token) for one in calls)]  # fmt: skip
    if any(token.phase == "message" for token in run.state.tokens.values()):
        ways.append(("message", "ping"))
    assert ways, f"stuck: {run.at()} {run.state.to_json()}"
    kind, name = data.draw(st.sampled_from(sorted(ways)))
    if kind == "task":
        decide(run, name, data)
    elif kind == "timer":
        due = run.timers.pop(name).due
        run.now = max(run.now, due)
        run.send(events.TimerFired(name))
    elif kind == "call":
        good = data.draw(st.booleans())
        run.send(events.Called(name) if good else events.Failed(name, "http_500", {"zh-CN": "", "en": ""}))
    else:
        run.send(events.MessageArrived(name))


def decide(run: Run, name: str, data: Any) -> None:
    task = run.state.tasks[name]
    if task.kind == "fill":
        run.send(events.Decide(name, task.person, "submit"))
    elif task.kind == "resubmit":
        run.send(events.Resubmit(name, task.person))
    else:
        verb = data.draw(st.sampled_from(["approve", "approve", "reject"]))
        run.send(events.Decide(name, task.person, verb, "so"))


def to_the_end(run: Run, data: Any, *, steps: int = MAX_STEPS) -> None:
    run.record["amount"] = Decimal(data.draw(st.sampled_from([0, 1, 2, 3])))
    run.start()
    taken = 0
    while run.result is None:
        assert not run.state.failed, run.state.failed
        if taken > steps:  # loops are left as soon as their condition says so
            run.record["amount"] = Decimal(0)
        act(run, data) if taken <= steps else hurry(run)
        taken += 1
        assert taken < steps * 3
    note(f"{taken} steps")


def hurry(run: Run) -> None:
    """The kindest way on."""
    tasks = [(name, task) for name, task in run.state.tasks.items() if task.token and not task.waiting]
    if tasks:
        name, task = tasks[0]
        run.send(events.Decide(name, task.person, "submit" if task.kind == "fill" else "approve"))
    elif run.timers:
        run.fire()
    else:
        run.send(events.MessageArrived("ping"))
        for token in list(run.state.tokens):
            run.send(events.Called(token))


@ANY
@given(flows())
def test_every_graph_compiles_without_a_problem(flow: Flow) -> None:
    assert [found for found in lint(flow, DictScope(FIELDS)) if found.level == "error"] == []


@ANY
@given(flows(), st.data())
def test_every_graph_runs_to_its_end_on_every_way(flow: Flow, data: Any) -> None:
    run = Run(compiled(flow))
    to_the_end(run, data)
    assert (run.state.tokens, run.state.scopes, run.timers) == ({}, {}, {})
    assert {task.kind for task in run.state.tasks.values()} <= {"cc", "todo"}
    assert set(run.state.tasks) == set(run.tasks)
    assert run.replayed() == run.state
    assert State.from_json(run.state.to_json()) == run.state


@ANY
@given(flows(), st.data())
def test_a_join_fires_once_for_each_time_its_split_was_passed(flow: Flow, data: Any) -> None:
    """Neither too early (then it would fire again for the rest) nor never. Blocks that a boundary cuts off are left
    out."""
    if any(node.type == "boundary" for node in flow.nodes):
        return
    run = Run(compiled(flow), checked=False)
    to_the_end(run, data)
    passed = Counter(fact.data["node"] for fact in run.facts if fact.kind == "moved")
    names = [node.id for node in flow.nodes]
    for split in flow.nodes:
        if split.type == "branch" and split.mode in ("parallel", "inclusive"):
            join = names[names.index(split.id) + 1]  # drawn right after it
            if run.program.nodes[join].joins:
                assert passed[join] == passed[split.id], (split.id, join)


@ANY
@given(flows(), st.data())
def test_an_instance_always_waits_for_something_it_has_told_the_outside(flow: Flow, data: Any) -> None:
    """Each token has an open task, a timer, a call under way, a message it waits for, others it waits for: never
    nothing. And everything told outside belongs to a token."""
    run = Run(compiled(flow))
    run.record["amount"] = Decimal(data.draw(st.sampled_from([0, 1, 2, 3])))
    run.start()
    for _ in range(data.draw(st.integers(0, 12))):
        if run.result is not None:
            break
        held = {task.token for task in run.state.tasks.values()} | {timer.partition(".")[0] for timer in run.timers}
        for name, token in run.state.tokens.items():
            assert name in held or token.phase in ("called", "message", "join", "scope", "repeat"), token
            if token.phase in ("scope", "repeat"):
                assert any(scope.owner == name for scope in run.state.scopes.values())
        assert set(run.state.timers) == set(run.timers)
        assert set(run.state.tasks) == set(run.tasks)
        act(run, data)


@ANY
@given(flows(), st.data())
def test_a_return_anywhere_can_still_run_to_the_end(flow: Flow, data: Any) -> None:
    """Whatever is returned to whatever earlier step: what the preview foresees happens, and the flow still ends."""
    run = Run(compiled(flow))
    run.record["amount"] = Decimal(data.draw(st.sampled_from([0, 1, 2, 3])))
    run.start()
    for _ in range(data.draw(st.integers(0, 15))):
        if run.result is None:
            act(run, data)
    returned = [(name, target) for name, task in run.state.tasks.items() if task.kind == "approval" and not task.waiting
                for target in return_targets(run.program, run.state, name)]  # fmt: skip
    if not returned:
        return
    name, target = data.draw(st.sampled_from(returned))
    modes = preview_return(run.program, run.state, name, target).resubmit
    mode = data.draw(st.sampled_from(modes))
    foreseen = preview_return(run.program, run.state, name, target, mode)
    before = set(run.closed)
    run.send(events.Return(name, run.state.tasks[name].person, target, mode, "again"))
    assert {task for task in run.closed if task not in before} == {name, *foreseen.cancelled}
    taken = 0
    while run.result is None:
        run.record["amount"] = Decimal(0)
        act(run, data) if taken < 60 else hurry_with_resubmit(run)
        taken += 1
        assert taken < 900
    assert run.replayed() == run.state


def hurry_with_resubmit(run: Run) -> None:
    for name, task in list(run.state.tasks.items()):
        if task.kind == "resubmit":
            run.send(events.Resubmit(name, person("ivy")))
            return
    hurry(run)
