"""Everything people and operators may do, at random, in random flows: nothing breaks, nothing is lost.

After every step the harness compares the state with its history; here, that every open task and timer of the state is
one the outside knows, that every token waits for something, and that a refused command changes nothing."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, get_args

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engines.flow import effects, events
from engines.flow.definition import Flow
from engines.flow.state import State
from tests.engines.flow.graphs import flows
from tests.engines.flow.harness import Run, compiled, person

PEOPLE = ("ann", "bob", "cat", "dan", "eve", "ivy")
WAITING_FOR_OTHERS = {"join", "scope", "repeat", "failed", "called", "message", "children"}


def command(run: Run, data: Any) -> events.Event:
    """Something that somebody may try now, allowed or not."""

    def pick(choices: Any) -> Any:
        return data.draw(st.sampled_from(list(choices)))

    who, other = person(pick(PEOPLE)), person(pick(PEOPLE))
    tasks = list(run.state.tasks) or ["k1"]
    task = pick([*tasks, *list(run.closed)[-3:]])
    holder = run.state.tasks[task].person if task in run.state.tasks else who
    by = pick([holder, holder, holder, who])
    token = pick([*run.state.tokens, "t1"])
    node = pick(run.program.nodes)
    kinds: list[Any] = [
        lambda: events.Decide(task, by, pick(["approve", "reject", "submit", "done"]), "so"),
        lambda: events.Decide(task, by, "submit" if kind_of(run, task) == "fill" else "approve", "so"),
        lambda: events.Return(task, by, node, pick(["step_by_step", "straight"]), "so"),
        lambda: events.Resubmit(task, by),
        lambda: events.Transfer(task, by, other, delegate=pick([True, False])),
        lambda: events.Transfer(task, who, other, operator=True),
        lambda: events.AddSigners(task, by, (other, who), pick(["before", "after"]), pick(["any", "all"])),
        lambda: events.RemoveSigner(task, by),
        lambda: events.RemoveSigner(task, who, operator=True),
        lambda: events.TakeBack(task, pick([by, closed_by(run, task)])),
        lambda: events.Urge(who, pick([None, task])),
        lambda: events.Comment(who, "hm", task),
        lambda: events.CopyTo(who, (other,)),
        lambda: events.Read(task, by),
        lambda: events.HandOver(holder, other, who),
        lambda: events.Retry(token, who),
        lambda: events.Skip(token, who, pick(["done", "approved", "rejected", "submitted"])),
        lambda: events.Jump(token, node, who),
        lambda: events.TimerFired(pick([*run.timers, "t1.w"])),
        lambda: events.MessageArrived("ping"),
        lambda: events.Called(token),
        lambda: events.Failed(token, "http_500", {"zh-CN": "", "en": ""}, pick([True, False])),
        lambda: events.ChildDone(token, f"{token}.0", "done"),
        lambda: events.RecordChanged(),
        lambda: events.Migrate({}, 2),
    ]
    made: events.Event = pick(kinds)()
    return made


def kind_of(run: Run, task: str) -> str:
    return run.tasks[task].kind if task in run.tasks else ""


def closed_by(run: Run, task: str) -> str:
    end = run.closed.get(task)
    return (end.by if end else None) or person("ann")


def check(run: Run) -> None:
    state = run.state
    assert set(state.timers) == set(run.timers)
    assert set(state.tasks) == set(run.tasks)
    if state.result is not None:
        assert (state.tokens, state.scopes, run.timers) == ({}, {}, {})
        assert all(not task.token for task in state.tasks.values())
        return
    held = {task.token for task in state.tasks.values() if not task.waiting}
    held |= {timer.partition(".")[0] for timer in state.timers}
    held |= {scope.owner for scope in state.scopes.values()}
    for task in state.tasks.values():
        assert not task.token or task.token in state.tokens
    for scope in state.scopes.values():
        assert scope.owner in state.tokens
        assert state.tokens[scope.owner].phase in ("scope", "repeat", "failed")
    for name, token in state.tokens.items():
        assert name in held or token.phase in WAITING_FOR_OTHERS, (name, token)
        assert not token.scope or token.scope in state.scopes


def follow(run: Run) -> dict[str, tuple[str, bool]]:
    """The rows of open tasks as the outside keeps them, from effects alone."""
    rows: dict[str, tuple[str, bool]] = {}
    for effect in run.effects:
        match effect:
            case effects.OpenTask():
                rows[effect.task] = (effect.person, effect.waiting)
            case effects.ChangeTask(task, waiting, who):
                old = rows[task]
                rows[task] = (who or old[0], old[1] if waiting is None else waiting)
            case effects.CloseTask(task):
                del rows[task]
    return rows


@settings(deadline=None, max_examples=80, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
          print_blob=True)  # fmt: skip
@given(flows(depth=2), st.data())
def test_whatever_people_do_nothing_is_lost(flow: Flow, data: Any) -> None:
    run = Run(compiled(flow))
    run.record["amount"] = Decimal(data.draw(st.sampled_from([0, 1, 2, 3])))
    run.start()
    for _ in range(data.draw(st.integers(1, 25))):
        before = (run.state, len(run.facts))
        event = command(run, data)
        try:
            if isinstance(event, events.TimerFired):
                run.timers.pop(event.timer, None)
            run.send(event)
        except events.Refused as refused:
            assert (run.state, len(run.facts)) == before
            assert set(refused.detail) == {"zh-CN", "en"}
        check(run)
        assert follow(run) == {name: (task.person, task.waiting) for name, task in run.state.tasks.items()}
    assert run.replayed() == run.state
    assert State.from_json(run.state.to_json()) == run.state


def test_the_command_of_every_kind_is_among_those_tried() -> None:
    """A new event must be thought of here."""
    tried = {
        "Decide", "Return", "Resubmit", "Transfer", "AddSigners", "RemoveSigner", "TakeBack", "Urge", "Comment",
        "CopyTo", "Read", "HandOver", "Retry", "Skip", "Jump", "TimerFired", "MessageArrived", "Called", "Failed",
        "ChildDone", "RecordChanged", "Migrate",
    }  # fmt: skip
    elsewhere = {"Start", "Resolved", "Written", "Found", "Listed", "Withdraw", "Cancel"}
    assert tried | elsewhere == {kind.__name__ for kind in get_args(events.Event)}
