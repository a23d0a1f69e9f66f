"""Commands of people and operators: return, resubmit, take back, withdraw, hand over, urge, comment, jump, cancel …"""

from decimal import Decimal
from typing import Any

import pytest

from engines.flow import events
from engines.flow.events import Refused
from engines.flow.returning import preview_return, return_targets
from tests.engines.flow.harness import Run, flow_of, line, person, to

START: dict[str, Any] = {"id": "start", "type": "start"}
END: dict[str, Any] = {"id": "end", "type": "end"}


def approval(name: str, who: str | None = None, **more: Any) -> dict[str, Any]:
    return {"id": name, "type": "approval", "assignees": to(who or name), "comment": "optional", **more}


def three(**more: Any) -> Any:
    return line(approval("a"), approval("b"), approval("c"), **more)


def forked() -> Any:
    """start → a → fork → (b1 → b2 | c) → join → d → end"""
    nodes = [START, approval("a"), {"id": "fork", "type": "branch", "mode": "parallel"}, approval("b1"), approval("b2"),
             approval("c"), {"id": "join", "type": "branch", "mode": "parallel"}, approval("d"), END]  # fmt: skip
    edges = [("start", "a"), ("a", "fork"), ("fork", "b1"), ("b1", "b2"), ("b2", "join"), ("fork", "c"), ("c", "join"),
             ("join", "d"), ("d", "end")]  # fmt: skip
    return flow_of(nodes, edges)


def back(run: Run, who: str, target: str, **more: Any) -> Run:
    run.send(events.Return(run.task(who), person(who), target, **more))
    return run


def refused(run: Run, event: events.Event) -> str:
    before = (run.state, len(run.facts))
    with pytest.raises(Refused) as caught:
        run.send(event)
    assert (run.state, len(run.facts)) == before
    assert set(caught.value.detail) == {"zh-CN", "en"}
    return caught.value.code


# return ----------------------------------------------------------------------------------------------


def test_step_by_step_goes_through_every_step_again() -> None:
    run = Run.of(three()).start().approve("a").approve("b")
    assert return_targets(run.program, run.state, run.task("c")) == ("start", "a", "b")
    back(run, "c", "a", comment="look again")
    assert run.open() == {person("a"): "a"}
    assert "b" not in run.state.steps
    assert [notice.people for notice in run.notices if notice.what == "returned"] == [(person("a"),)]
    assert run.approve("a").approve("b").approve("c").result == "approved"


def test_straight_goes_back_to_who_returned_it() -> None:
    run = Run.of(three()).start().approve("a").approve("b")
    back(run, "c", "a", resubmit="straight")
    assert run.approve("a").open() == {person("c"): "c"}
    assert run.approve("c").result == "approved"


@pytest.mark.parametrize(("resubmit", "then"), [("step_by_step", "a"), ("straight", "b")])
def test_back_to_the_start_is_the_initiators_to_send_on(resubmit: Any, then: str) -> None:
    run = Run.of(three()).start().approve("a")
    back(run, "b", "start", resubmit=resubmit)
    task = run.task("ivy")
    assert run.tasks[task].kind == "resubmit"
    assert refused(run, events.Resubmit(task, person("b"))) == "not_yours"
    run.send(events.Resubmit(task, person("ivy"), "better now"))
    assert run.open() == {person(then): then}


@pytest.mark.parametrize(("setting", "then"), [("straight", "c"), ("step_by_step", "b")])
@pytest.mark.parametrize("asked", ["step_by_step", "straight"])
def test_a_step_can_leave_no_choice_of_how_it_comes_back(setting: str, then: str, asked: Any) -> None:
    run = Run.of(line(approval("a"), approval("b"), approval("c", resubmit=setting))).start().approve("a").approve("b")
    back(run, "c", "a", resubmit=asked)
    assert run.approve("a").open() == {person(then): then}


def test_a_return_in_a_parallel_branch_leaves_the_other_branch_alone() -> None:
    run = Run.of(forked()).start().approve("a").approve("b1")
    task = run.task("b2")
    inside = preview_return(run.program, run.state, task, "b1")
    assert (inside.cancelled, inside.kept) == ((), (run.task("c"),))
    outside = preview_return(run.program, run.state, task, "a")
    assert (outside.cancelled, outside.kept) == ((run.task("c"),), ())
    straight = preview_return(run.program, run.state, task, "a", "straight")
    assert (straight.cancelled, straight.kept) == ((), (run.task("c"),))
    assert back(run, "b2", "b1").at() == ["b1", "c"]


def test_a_token_at_the_join_is_judged_by_the_way_it_came() -> None:
    run = Run.of(forked()).start().approve("a").approve("b1").approve("c")
    back(run, "b2", "b1")
    assert run.at() == ["b1", "join"]
    assert run.approve("b1").approve("b2").open() == {person("d"): "d"}
    whole = Run.of(forked()).start().approve("a").approve("b1").approve("c")
    assert back(whole, "b2", "a").at() == ["a"]
    assert whole.approve("a").at() == ["b1", "c"]


def test_straight_out_of_a_branch_comes_back_into_it() -> None:
    run = Run.of(forked()).start().approve("a").approve("b1").approve("c")
    back(run, "b2", "a", resubmit="straight")
    assert run.at() == ["a", "join"]
    assert run.approve("a").approve("b2").approve("d").result == "approved"


def test_the_preview_says_what_a_return_does() -> None:
    for target in ("start", "a", "b1"):
        run = Run.of(forked()).start().approve("a").approve("b1")
        mine = run.task("b2")
        foreseen = preview_return(run.program, run.state, mine, target)
        back(run, "b2", target)
        cancelled = {task for task, end in run.closed.items() if end.status == "cancelled"}
        assert set(foreseen.cancelled) == cancelled
        assert run.closed[mine].status == "returned"
        assert set(foreseen.kept) <= set(run.state.tasks)


def test_a_return_out_of_a_sub_process_takes_the_whole_of_it_back() -> None:
    nodes = [START, approval("a"), {"id": "sub", "type": "subprocess", "each": {"over": "people"}}, END,
             {"id": "s", "type": "start", "parent": "sub"}, {**approval("x"), "parent": "sub"},
             {**approval("y"), "parent": "sub"}, {"id": "e", "type": "end", "parent": "sub"}]  # fmt: skip
    edges = [("start", "a"), ("a", "sub"), ("sub", "end"), ("s", "x"), ("x", "y"), ("y", "e")]
    run = Run.of(flow_of(nodes, edges), record={"people": ["p", "q"]}).start().approve("a").approve("x")
    task = run.task("y")
    assert return_targets(run.program, run.state, task) == ("start", "a", "x")
    assert preview_return(run.program, run.state, task, "a").cancelled == (run.task("x"),)
    assert preview_return(run.program, run.state, task, "x").kept == (run.task("x"),)
    assert refused(run, events.Return(task, person("y"), "a", "straight")) == "straight_not_possible"
    back(run, "y", "x")
    assert run.at() == ["sub", "x", "x"]
    run.approve("x")
    back(run, "y", "a")
    assert (run.at(), run.state.scopes) == (["a"], {})


def test_what_a_return_may_not() -> None:
    run = Run.of(line(approval("a"), approval("b", return_to=["a"]), approval("c", verbs=["approve"])))
    run.start().approve("a")
    assert return_targets(run.program, run.state, run.task("b")) == ("a",)
    assert refused(run, events.Return(run.task("b"), person("b"), "start")) == "no_such_step"
    assert refused(run, events.Return(run.task("b"), person("b"), "c")) == "no_such_step"
    assert refused(run, events.Return(run.task("b"), person("eve"), "a")) == "not_yours"
    run.approve("b")
    assert refused(run, events.Return(run.task("c"), person("c"), "a")) == "verb_not_allowed"
    by_clock = Run.of(three()).start(by=None)
    assert return_targets(by_clock.program, by_clock.state, by_clock.task("a")) == ()


# taking back, withdrawing ----------------------------------------------------------------------------


def test_taking_back_while_nothing_has_happened_behind() -> None:
    run = Run.of(three()).start()
    task = run.task("a")
    run.approve("a")
    run.send(events.TakeBack(task, person("a"), "wait"))
    assert (run.open(), run.state.decision, run.state.steps) == ({person("a"): "a"}, None, {})
    assert run.reject("a").result == "rejected"


def test_taking_back_through_a_branch_withdraws_all_that_came_of_it() -> None:
    run = Run.of(forked()).start()
    task = run.task("a")
    run.approve("a")
    assert run.at() == ["b1", "c"]
    run.send(events.TakeBack(task, person("a")))
    assert run.open() == {person("a"): "a"}


def test_taking_back_is_too_late_after_a_decision_a_message_or_a_write() -> None:
    run = Run.of(three()).start()
    task = run.task("a")
    run.approve("a").approve("b")
    assert refused(run, events.TakeBack(task, person("a"))) == "task_closed"
    for node in (
        {"id": "n", "type": "notify", "title": "x"},
        {"id": "u", "type": "update", "set": [{"field": "stage", "value": "'x'"}]},
        {"id": "h", "type": "http", "url": "https://example.com"},
    ):
        sent = Run.of(line(approval("a"), node, approval("b"))).start()
        task = sent.task("a")
        sent.approve("a")
        assert refused(sent, events.TakeBack(task, person("a"))) == "task_closed"


def test_taking_back_inside_an_open_approval() -> None:
    run = Run.of(line({"id": "a", "type": "approval", "assignees": to("ann", "bob"), "mode": "all"})).start()
    task = run.task("ann")
    run.approve("ann")
    assert refused(run, events.TakeBack(task, person("bob"))) == "not_yours"
    run.send(events.TakeBack(task, person("ann")))
    assert set(run.open()) == {person("ann"), person("bob")}


@pytest.mark.parametrize(
    ("allowed", "before", "after"),
    [
        ("never", "withdraw_not_allowed", "withdraw_not_allowed"),
        ("before_first_decision", "", "withdraw_too_late"),
        ("always", "", ""),
    ],
)
def test_withdrawing(allowed: str, before: str, after: str) -> None:
    for decided, code in ((False, before), (True, after)):
        run = Run.of(three(withdraw=allowed)).start()
        if decided:
            run.approve("a")
        assert refused(run, events.Withdraw(person("eve"))) == "not_initiator"
        if code:
            assert refused(run, events.Withdraw(person("ivy"))) == code
            continue
        run.send(events.Withdraw(person("ivy"), "never mind"))
        assert (run.result, run.tasks, run.state.tokens) == ("withdrawn", {}, {})
        assert [n.people for n in run.notices if n.what == "withdrawn"] == [(person("b" if decided else "a"),)]


def test_what_the_initiator_filled_in_does_not_keep_them_from_withdrawing() -> None:
    run = Run.of(line({"id": "f", "type": "fill", "assignees": to("ivy", "eve"), "mode": "all"}, approval("a")))
    run.start().submit("ivy")
    assert not run.state.decided
    run.submit("eve")
    assert refused(run, events.Withdraw(person("ivy"))) == "withdraw_too_late"


# other verbs -----------------------------------------------------------------------------------------


def test_a_second_click_is_refused_as_closed() -> None:
    run = Run.of(three()).start()
    task = run.task("a")
    run.approve("a")
    assert refused(run, events.Decide(task, person("a"), "approve")) == "task_closed"
    assert refused(run, events.Decide("k999", person("a"), "approve")) == "no_such_task"
    assert refused(run, events.Decide(run.task("b"), person("eve"), "approve")) == "not_yours"
    assert refused(run, events.Decide(run.task("b"), person("b"), "submit")) == "verb_not_allowed"


def test_transfer_delegate_and_signers_make_tasks() -> None:
    run = Run.of(line(approval("a"))).start()
    run.send(events.Transfer(run.task("a"), person("a"), person("bob")))
    assert run.open() == {person("bob"): "a"}
    run.send(events.Transfer(run.task("bob"), person("bob"), person("cat"), delegate=True))
    assert {task.person for task in run.state.tasks.values() if not task.waiting} == {person("cat")}
    run.approve("cat")
    assert {task.person for task in run.state.tasks.values() if not task.waiting} == {person("bob")}
    run.send(events.AddSigners(run.task("bob"), person("bob"), (person("dan"),), "before"))
    added = next(name for name, task in run.state.tasks.items() if task.person == person("dan"))
    assert run.tasks[added].of == run.task("bob")
    run.send(events.RemoveSigner(added, person("bob")))
    run.send(events.Transfer(run.task("bob"), person("op"), person("eve"), operator=True))
    assert run.approve("eve").result == "approved"


def test_a_fill_task_can_be_given_away() -> None:
    run = Run.of(line({"id": "f", "type": "fill", "assignees": to("ann")})).start()
    task = run.task("ann")
    assert refused(run, events.Transfer(task, person("ann"), person("bob"), delegate=True)) == "verb_not_allowed"
    run.send(events.Transfer(task, person("ann"), person("bob")))
    assert run.submit("bob").result == "done"


def test_all_tasks_of_a_leaver_are_handed_over() -> None:
    nodes = [START, {"id": "own", "type": "assign", "assignees": to("ann")},
             {"id": "fork", "type": "branch", "mode": "parallel"}, approval("a", "ann"),
             {"id": "f", "type": "fill", "assignees": to("ann")}, END]  # fmt: skip
    edges = [("start", "own"), ("own", "fork"), ("fork", "a"), ("fork", "f"), ("a", "end"), ("f", "end")]
    run = Run.of(flow_of(nodes, edges)).start()
    run.send(events.HandOver(person("ann"), person("bob"), person("op")))
    assert {task.person for task in run.state.tasks.values()} == {person("bob")}
    assert len(run.state.tasks) == 3
    run.approve("bob", "a").submit("bob", "f")
    assert run.result == "approved"


def test_urge_comment_and_copy_move_nothing() -> None:
    run = Run.of(three()).start()
    before = run.at()
    run.send(events.Urge(person("ivy")))
    run.send(events.Comment(person("ivy"), "please"))
    run.send(events.CopyTo(person("ivy"), (person("eve"), person("eve"))))
    assert [n.people for n in run.notices if n.what == "urged"] == [(person("a"),)]
    assert (run.at(), len(run.state.tasks)) == (before, 2)
    run.approve("a").approve("b").approve("c")
    assert refused(run, events.Urge(person("ivy"))) == "not_running"
    run.send(events.Read(run.task("eve"), person("eve")))
    run.send(events.Comment(person("ivy"), "thanks"))
    assert run.tasks == {}


def test_nothing_moves_an_instance_that_has_ended() -> None:
    run = Run.of(three()).start().reject("a")
    for event in (
        events.Withdraw(person("ivy")), events.Cancel(person("op")), events.Retry("t1", "x"), events.Skip("t1", "x"),
        events.Jump("t1", "a", "x"), events.Migrate({}, 2),
    ):  # fmt: skip
        assert refused(run, event) == "not_running"
    assert refused(run, events.Start(None)) == "already_started"
    for event in (events.RecordChanged(), events.MessageArrived("m"), events.ChildDone("t1", "t1.0", "done"),
                  events.Called("t1"), events.Failed("t1", "x", {}), events.Written("t1"), events.Found("t1", ()),
                  events.Listed("t1", ()), events.Resolved("t1", ())):  # fmt: skip
        assert run.send(event).facts == []


# operators -------------------------------------------------------------------------------------------


def test_operators_jump_within_a_scope_only() -> None:
    run = Run.of(forked()).start()
    run.send(events.Jump(run.token("a"), "d", person("op")))
    assert run.open() == {person("d"): "d"}
    assert refused(run, events.Jump(run.token("d"), "nowhere", person("op"))) == "no_such_step"
    assert refused(run, events.Jump("t999", "a", person("op"))) == "no_such_token"
    assert refused(run, events.Retry(run.token("d"), person("op"))) == "not_failed"


def test_a_jump_to_a_join_takes_the_place_of_a_missing_edge() -> None:
    run = Run.of(forked()).start().approve("a").approve("c")
    run.send(events.Jump(run.token("b1"), "join", person("op")))
    assert run.open() == {person("d"): "d"}


def test_skipping_passes_a_step_as_if_it_had_ended() -> None:
    run = Run.of(line({"id": "w", "type": "wait", "for": "3 days"}, approval("a"))).start()
    run.send(events.Skip(run.token("w"), person("op")))
    assert (run.timers, run.open()) == ({}, {person("a"): "a"})
    run.send(events.Skip(run.token("a"), person("op"), "rejected"))
    assert (run.result, run.tasks) == ("rejected", {})
    waiting = Run.of(forked()).start().approve("a").approve("c")
    waiting.send(events.Skip(waiting.token("join"), person("op")))
    assert waiting.at() == ["b1", "d"]


def test_cancel_withdraws_everything() -> None:
    run = Run.of(forked()).start().approve("a")
    run.send(events.Cancel(person("op"), "wrong"))
    assert (run.result, run.tasks, run.timers, run.state.tokens) == ("cancelled", {}, {}, {})


def test_an_element_of_a_repeated_step_can_be_skipped() -> None:
    flow = line(approval("a", each={"over": "amount"}))
    run = Run.of(flow, record={"amount": Decimal(2)}).start()
    inner = [name for name, token in run.state.tokens.items() if token.phase == "approval"]
    run.send(events.Skip(inner[0], person("op")))
    assert run.approve("a").result == "approved"
