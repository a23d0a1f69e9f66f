"""Branches and joins, loops, races, scopes, repeated steps."""

from decimal import Decimal
from typing import Any

import pytest

from engines.flow import events
from engines.flow.program import build
from engines.formula import DictScope
from tests.engines.flow.harness import FIELDS, Run, flow_of, line, person, to

START: dict[str, Any] = {"id": "start", "type": "start"}
END: dict[str, Any] = {"id": "end", "type": "end"}


def branch(name: str, mode: str = "exclusive") -> dict[str, Any]:
    return {"id": name, "type": "branch", "mode": mode}


def fill(name: str, who: str | None = None, **more: Any) -> dict[str, Any]:
    return {"id": name, "type": "fill", "assignees": to(who or name), **more}


def both(mode: str, *, conditions: tuple[str, ...] = ("a", "b")) -> Any:
    """start → split → a, b → join → c → end"""
    nodes = [START, branch("split", mode), fill("a"), fill("b"), branch("join", mode), fill("c"), END]
    into: list[Any] = [("split", "a"), ("split", "b")]
    if mode == "inclusive":
        into = [("split", "a", "amount > 1"), ("split", "b", "amount > 5"), ("split", "c", "default")]
    return flow_of(nodes, [("start", "split"), *into, ("a", "join"), ("b", "join"), ("join", "c"), ("c", "end")])


def test_parallel_branches_wait_for_each_other() -> None:
    run = Run.of(both("parallel")).start()
    assert run.at() == ["a", "b"]
    assert run.submit("b").at() == ["a", "join"]
    assert run.submit("a").at() == ["c"]
    assert run.submit("c").result == "done"


@pytest.mark.parametrize(("amount", "open_at"), [(9, ["a", "b"]), (3, ["a"]), (0, ["c"])])
def test_inclusive_takes_what_holds_and_joins_what_was_taken(amount: int, open_at: list[str]) -> None:
    run = Run.of(both("inclusive"), record={"amount": Decimal(amount)}).start()
    assert run.at() == open_at
    for name in [name for name in open_at if name != "c"]:
        run.submit(name)
    assert run.at() == ["c"]
    assert run.submit("c").result == "done"


def test_an_inclusive_join_is_looked_at_when_the_last_other_token_dies() -> None:
    nodes = [START, branch("split", "inclusive"), fill("a"), fill("b"), branch("x"), branch("join", "inclusive"), END,
             {"id": "stop", "type": "end"}]  # fmt: skip
    edges = [
        ("start", "split"), ("split", "a", "TRUE"), ("split", "b", "TRUE"), ("a", "join"), ("b", "x"),
        ("x", "join", "vip"), ("x", "stop", "default"), ("join", "end"),
    ]  # fmt: skip
    run = Run.of(flow_of(nodes, edges)).start().submit("a")
    assert run.at() == ["b", "join"]
    assert run.submit("b").result == "done", "b died elsewhere, so nothing more can come"


@pytest.mark.parametrize("command", ["jump", "skip", "cancelled child scope"])
def test_an_inclusive_join_is_looked_at_when_a_token_is_moved(command: str) -> None:
    nodes = [START, branch("split", "inclusive"), fill("a"), fill("b"), fill("aside"), branch("join", "inclusive"),
             fill("c"), END]  # fmt: skip
    edges = [
        ("start", "split"), ("split", "a", "TRUE"), ("split", "b", "TRUE"), ("split", "aside", "vip"), ("a", "join"),
        ("b", "join"), ("aside", "end"), ("join", "c"), ("c", "end"),
    ]  # fmt: skip
    run = Run.of(flow_of(nodes, edges)).start().submit("a")
    token = run.token("b")
    if command == "jump":
        run.send(events.Jump(token, "aside", person("op")))
        assert run.at() == ["aside", "c"]
    else:
        run.send(events.Skip(token, person("op")))
        assert run.at() == ["c"]


def test_inclusive_joins_that_wait_for_each_other_do_not_wait_for_ever() -> None:
    nodes = [START, branch("split", "parallel"), fill("a"), fill("b"), branch("one", "inclusive"),
             branch("two", "inclusive"), branch("x"), branch("y"), fill("m"), fill("n"), END]  # fmt: skip
    edges = [
        ("start", "split"), ("split", "a"), ("split", "b"), ("a", "one"), ("b", "two"), ("one", "x"), ("two", "y"),
        ("x", "m", "vip"), ("m", "two"), ("x", "end", "default"), ("y", "n", "vip"), ("n", "one"),
        ("y", "end", "default"),
    ]  # fmt: skip
    assert Run.of(flow_of(nodes, edges)).start().submit("a").submit("b").result == "done"


def test_an_inclusive_join_inside_a_loop_does_not_wait_for_the_next_round() -> None:
    nodes = [START, branch("m"), branch("p", "parallel"), fill("slow"), branch("o", "inclusive"), fill("a"), fill("b"),
             branch("oj", "inclusive"), fill("c"), branch("j", "parallel"), branch("x"), fill("w"), END]  # fmt: skip
    edges = [
        ("start", "m"), ("m", "p"), ("p", "slow"), ("p", "o"), ("o", "a", "TRUE"), ("o", "b", "TRUE"), ("a", "oj"),
        ("b", "oj"), ("oj", "c"), ("c", "j"), ("slow", "j"), ("j", "x"), ("x", "w", "vip"), ("w", "m"),
        ("x", "end", "default"),
    ]  # fmt: skip
    run = Run.of(flow_of(nodes, edges)).start().submit("a")
    assert run.at() == ["b", "oj", "slow"]
    assert run.submit("b").at() == ["c", "slow"], (
        "slow could come round to the join, but only through what is behind it"
    )


def test_an_inclusive_join_waits_for_who_goes_round_a_loop_before_it() -> None:
    nodes = [START, branch("o", "inclusive"), fill("a"), branch("m"), fill("b"), branch("x"), fill("again"),
             branch("oj", "inclusive"), END]  # fmt: skip
    edges = [
        ("start", "o"), ("o", "a", "TRUE"), ("o", "m", "TRUE"), ("a", "oj"), ("m", "b"), ("b", "x"),
        ("x", "again", "vip"), ("again", "m"), ("x", "oj", "default"), ("oj", "end"),
    ]  # fmt: skip
    run = Run.of(flow_of(nodes, edges), record={"vip": True}).start().submit("b").submit("a")
    assert run.at() == ["again", "oj"]
    run.record["vip"] = False
    assert run.submit("again").submit("b").result == "done"


def test_two_edges_from_the_same_split_to_the_same_join_are_told_apart() -> None:
    nodes = [START, branch("split", "parallel"), branch("join", "parallel"), fill("c"), END]
    edges = [("start", "split"), ("split", "join"), ("split", "join"), ("join", "c"), ("c", "end")]
    run = Run.of(flow_of(nodes, edges)).start()
    assert run.at() == ["c"]


def test_a_loop_runs_until_its_condition_holds() -> None:
    nodes = [START, branch("again"), fill("a"), branch("enough"), END]
    edges = [("start", "again"), ("again", "a"), ("a", "enough"), ("enough", "end", "vip"),
             ("enough", "again", "default")]  # fmt: skip
    run = Run.of(flow_of(nodes, edges)).start()
    for _ in range(5):
        run.submit("a")
        assert run.at() == ["a"]
    run.record["vip"] = True
    assert run.submit("a").result == "done"


def test_the_first_to_happen_wins_a_race() -> None:
    nodes = [START, branch("race", "event"), {"id": "paid", "type": "wait", "message": "paid"},
             {"id": "late", "type": "wait", "for": "3 days"}, fill("a"), END]  # fmt: skip
    edges = [("start", "race"), ("race", "paid"), ("race", "late"), ("race", "a"), ("paid", "end"), ("late", "end"),
             ("a", "end")]  # fmt: skip
    by_message = Run.of(flow_of(nodes, edges)).start()
    by_message.send(events.MessageArrived("paid"))
    assert (by_message.result, by_message.path(), by_message.timers, by_message.tasks) == ("done", ["paid"], {}, {})
    by_time = Run.of(flow_of(nodes, edges)).start()
    by_time.fire()
    assert (by_time.result, by_time.path()) == ("done", ["late"])
    by_hand = Run.of(flow_of(nodes, edges)).start().submit("a")
    assert (by_hand.result, by_hand.path(), by_hand.timers) == ("done", ["a"], {})


def test_terminate_ends_the_whole_scope_and_nothing_else() -> None:
    inside = [
        {"id": "s", "type": "start", "parent": "sub"}, {**branch("p", "parallel"), "parent": "sub"},
        {**fill("a"), "parent": "sub"}, {**fill("b"), "parent": "sub"},
        {"id": "stop", "type": "end", "parent": "sub", "terminate": True, "result": "rejected"},
        {"id": "ok", "type": "end", "parent": "sub"},
    ]  # fmt: skip
    nodes = [START, {"id": "sub", "type": "subprocess"}, fill("c"), END, *inside]
    edges = [("start", "sub"), ("sub", "c", "outcome = 'rejected'"), ("sub", "end", "default"), ("c", "end"),
             ("s", "p"), ("p", "a"), ("p", "b"), ("a", "stop"), ("b", "ok")]  # fmt: skip
    run = Run.of(flow_of(nodes, edges)).start().submit("a")
    assert (run.at(), run.open()) == (["c"], {person("c"): "c"})
    quiet = Run.of(flow_of(nodes, edges)).start().submit("b")
    assert quiet.at() == ["a", "sub"]


REPEATED: dict[str, Any] = {"id": "a", "type": "approval", "assignees": to("ann")}


@pytest.mark.parametrize(
    ("verbs", "outcome"),
    [
        (["approve", "approve", "approve"], "approved"),
        (["approve", "reject", "approve"], "rejected"),
        (["reject", "reject", "reject"], "rejected"),
    ],
)
@pytest.mark.parametrize("mode", ["parallel", "sequential"])
def test_a_repeated_approval(mode: str, verbs: list[str], outcome: str) -> None:
    flow = line(REPEATED | {"each": {"over": "people", "mode": mode}})
    run = Run.of(flow, record={"people": ["x", "y", "z"]}).start()
    for index, verb in enumerate(verbs):
        assert len(run.tasks) == (len(verbs) - index if mode == "parallel" else 1)
        assert next(iter(run.tasks.values())).item == "xyz"[index]
        run.decide("ann", verb, comment="so")
    assert (run.result, run.state.scopes, run.state.steps["a"].outcome) == (outcome, {}, outcome)


def test_until_stops_the_rest() -> None:
    flow = line(REPEATED | {"each": {"over": "people", "until": "each.approved >= 2"}})
    run = Run.of(flow, record={"people": ["x", "y", "z"]}).start()
    run.approve("ann").reject("ann")
    assert run.result is None
    several = Run.of(flow, record={"people": ["x", "y", "z"]}).start().approve("ann").approve("ann")
    assert (several.result, several.tasks) == ("approved", {})


def test_repeating_over_nothing_goes_on() -> None:
    run = Run.of(line(REPEATED | {"each": {"over": "people"}})).start()
    assert run.result == "approved"


def sub_flow(**each: Any) -> Any:
    nodes = [
        START, {"id": "sub", "type": "subprocess", **each}, END, {"id": "s", "type": "start", "parent": "sub"},
        {**fill("a", "ann"), "parent": "sub"}, {**branch("b"), "parent": "sub"},
        {**fill("more", "bob"), "parent": "sub"}, {"id": "e", "type": "end", "parent": "sub"},
    ]  # fmt: skip
    edges = [("start", "sub"), ("sub", "end"), ("s", "a"), ("a", "b"), ("b", "more", "each.item = 'y'"),
             ("b", "e", "default"), ("more", "e")]  # fmt: skip
    return flow_of(nodes, edges)


@pytest.mark.parametrize("mode", ["parallel", "sequential"])
def test_a_repeated_sub_process_keeps_its_elements_apart(mode: str) -> None:
    run = Run.of(sub_flow(each={"over": "people", "mode": mode}), record={"people": ["x", "y"]}).start()
    run.submit("ann").submit("ann")
    assert run.open() == {person("bob"): "more"}
    assert run.submit("bob").result == "done"
    assert (run.state.scopes, run.replayed()) == ({}, run.state)


def test_steps_inside_a_scope_are_forgotten_with_it() -> None:
    run = Run.of(sub_flow(each={"over": "people"}), record={"people": ["u", "v", "w"]}).start()
    assert len(run.state.scopes) == 3
    for _ in range(3):
        run.submit("ann")
    assert set(run.state.steps) == {"sub"}


def test_spinning_is_stopped_with_a_reason_within_one_event_and_across_answers() -> None:
    nodes = [START, branch("again"), {"id": "look", "type": "find", "form": "deal", "where": "TRUE"}, branch("x"), END]
    edges = [("start", "again"), ("again", "x", "vip"), ("again", "look", "default"), ("look", "again"),
             ("x", "end", "amount > 1"), ("x", "again", "default")]  # fmt: skip
    for vip in (True, False):
        program = build(flow_of(nodes, edges), DictScope(FIELDS), None)[0]  # lint would refuse it
        run = Run(program, record={"vip": vip}, found=("r1",), checked=False).start()
        (token,) = run.state.failed.values()
        assert token.data["code"] == "too_many_steps"
        assert len(run.facts) < 30_000


@pytest.mark.parametrize(
    ("behind", "result"), [("branch that asks", "rejected"), ("fill", "rejected"), ("default", None)]
)
def test_a_plain_edge_is_not_for_what_was_rejected(behind: str, result: str | None) -> None:
    nodes = [START, {"id": "a", "type": "approval", "assignees": to("ann")}, branch("x"), fill("f"), END]
    asks = [("x", "f", "outcome = 'approved'"), ("x", "end", "default"), ("f", "end")]
    first = {"branch that asks": ("a", "x"), "fill": ("a", "f"), "default": ("a", "f", "default")}[behind]
    edges = [("start", "a"), first, *asks]
    if behind != "branch that asks":
        edges.append(("a", "x", "amount = 99"))
    run = Run.of(flow_of(nodes, edges)).start().reject("ann")
    assert run.result == result
    assert run.at() == (["f"] if behind == "default" else [])
    assert ("x" in [fact.data["node"] for fact in run.facts if fact.kind == "moved"]) == (behind == "branch that asks")


def test_a_rejection_that_was_dealt_with_inside_a_sub_process_does_not_end_the_flow() -> None:
    nodes = [START, {"id": "sub", "type": "subprocess"}, fill("c"), END, {"id": "s", "type": "start", "parent": "sub"},
             {"id": "a", "type": "approval", "parent": "sub", "assignees": to("ann")},
             {**fill("repair"), "parent": "sub"}, {"id": "e", "type": "end", "parent": "sub"}]  # fmt: skip
    edges = [("start", "sub"), ("sub", "c"), ("c", "end"), ("s", "a"), ("a", "e", "outcome = 'approved'"),
             ("a", "repair", "default"), ("repair", "e")]  # fmt: skip
    run = Run.of(flow_of(nodes, edges)).start().reject("ann").submit("repair")
    assert run.at() == ["c"]
    assert run.state.steps["sub"].outcome == "rejected"


def test_an_until_that_gives_an_error_stops_nothing_and_is_told() -> None:
    flow = line(REPEATED | {"each": {"over": "people", "until": "1 / (each.done - 1) > 5"}})
    run = Run.of(flow, record={"people": ["x", "y", "z"]}).start().approve("ann")
    assert [fact.data["code"] for fact in run.facts if fact.kind == "until_failed"] == ["formula"]
    assert run.approve("ann").approve("ann").result == "approved"
