"""What each type of step does: its effects, its outcome, what later steps can ask about it."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from engines.flow import effects, events
from engines.flow.assignees import LeastLoaded, Person, Supervisor
from tests.engines.flow.harness import NOW, Run, compiled, flow_of, line, person, to


def test_a_flow_of_nothing_ends_at_once_as_done() -> None:
    run = Run.of(line()).start()
    assert (run.result, run.released, run.at()) == ("done", None, [])


def test_a_gate_is_released_when_approved_and_dropped_when_not() -> None:
    flow = line({"id": "a", "type": "approval", "assignees": to("ann")}, trigger={"on": "update", "mode": "gate"})
    assert Run.of(flow).start().approve("ann").released is True
    assert Run.of(flow).start().reject("ann").released is False
    withdrawn = Run.of(flow).start()
    withdrawn.send(events.Withdraw(person("ivy")))
    assert (withdrawn.result, withdrawn.released, withdrawn.tasks) == ("withdrawn", False, {})


def test_an_approval_asks_tells_and_ends_with_the_decision() -> None:
    run = Run.of(line({"id": "a", "type": "approval", "assignees": to("ann", "bob")})).start()
    assert run.open() == {person("ann"): "a", person("bob"): "a"}
    assert [notice.what for notice in run.notices] == ["task"]
    run.approve("bob", comment="fine")
    assert (run.result, run.tasks) == ("approved", {})
    assert run.state.steps["a"].by == (person("bob"),)
    assert {(task.status, task.by) for task in run.closed.values()} == {
        ("approved", person("bob")), ("cancelled", None),
    }  # fmt: skip
    assert run.notices[-1].what == "approved"
    assert run.notices[-1].people == (person("ivy"),)


def test_a_rejection_without_an_edge_ends_the_whole_flow_as_rejected() -> None:
    nodes = [
        {"id": "start", "type": "start"}, {"id": "sub", "type": "subprocess"}, {"id": "end", "type": "end"},
        {"id": "s", "type": "start", "parent": "sub"}, {"id": "e", "type": "end", "parent": "sub"},
        {"id": "a", "type": "approval", "parent": "sub", "assignees": to("ann")},
    ]  # fmt: skip
    edges = [("start", "sub"), ("sub", "end"), ("s", "a"), ("a", "e", "outcome = 'approved'")]
    assert Run.of(flow_of(nodes, edges)).start().reject("ann").result == "rejected"
    assert Run.of(flow_of(nodes, edges)).start().approve("ann").result == "approved"


@pytest.mark.parametrize(
    ("empty", "result", "at"),
    [("approve", "approved", []), ("reject", "rejected", []), ("wait", None, ["a"]), ("fail", None, ["a"])],
)
def test_nobody_to_approve(empty: str, result: str | None, at: list[str]) -> None:
    flow = line({"id": "a", "type": "approval", "assignees": [{"field": "owner"}], "empty": empty})
    run = Run.of(flow).start()
    assert (run.result, run.at(), bool(run.state.failed)) == (result, at, empty == "fail")
    if empty == "wait":
        run.change(owner=person("ann"))
        assert run.open() == {person("ann"): "a"}
    if empty == "fail":
        run.record["owner"] = person("ann")
        run.send(events.Retry(run.token("a"), person("op")))
        assert run.approve("ann").result == "approved"


def test_nobody_to_approve_goes_to_the_fallback_else_to_the_administrators() -> None:
    node = {"id": "a", "type": "approval", "assignees": [{"field": "owner"}]}
    assert Run.of(line(node, administrators=to("boss"))).start().open() == {person("boss"): "a"}
    assert Run.of(line(node | {"fallback": to("eve")}, administrators=to("boss"))).start().open() == {
        person("eve"): "a"
    }
    asked = [e for e in Run.of(line(node)).start().effects if isinstance(e, effects.Resolve)]
    assert [(one.request, one.assignees == ()) for one in asked] == [("", False), ("fallback", True)]


def test_the_supervisor_is_asked_when_the_initiator_would_approve_their_own_request() -> None:
    def resolve(effect: effects.Resolve) -> tuple[str, ...]:
        boss = any(isinstance(one, Supervisor) for one in effect.assignees)
        return (person("boss"),) if boss else (person("ivy"), person("ann"))

    node = {"id": "a", "type": "approval", "assignees": to("ann"), "mode": "all", "own": "supervisor"}
    run = Run.of(line(node), resolve=resolve).start("ivy")
    assert run.open() == {person("boss"): "a", person("ann"): "a"}


def test_who_approved_before_is_not_asked_again() -> None:
    flow = line(
        {"id": "a", "type": "approval", "assignees": to("ann")},
        {"id": "b", "type": "approval", "assignees": to("ann"), "repeat": "skip"},
    )
    assert Run.of(flow).start().approve("ann").result == "approved"


def test_fill_any_is_done_by_the_first_and_all_by_the_last() -> None:
    node: dict[str, Any] = {"id": "f", "type": "fill", "assignees": to("ann", "bob")}
    assert Run.of(line(node)).start().submit("bob").result == "done"
    run = Run.of(line(node | {"mode": "all"})).start().submit("bob")
    assert run.open() == {person("ann"): "f"}
    assert run.submit("ann").result == "done"


def test_a_filled_record_can_be_one_that_a_step_found() -> None:
    flow = line(
        {"id": "look", "type": "find", "form": "deal", "where": "TRUE"},
        {"id": "f", "type": "fill", "assignees": to("ann"), "record": "look"},
    )
    run = Run.of(flow, found=("r7", "r8")).start()
    assert [task.record for task in run.tasks.values()] == ["r7"]


def test_cc_and_assign_open_tasks_nobody_waits_for() -> None:
    flow = line(
        {"id": "own", "type": "assign", "assignees": to("ann", "bob")},
        {"id": "copy", "type": "cc", "assignees": to("cat")},
    )
    run = Run.of(flow).start()
    assert run.result == "done"
    assert [(write.form, write.records, write.values) for write in run.writes] == [(None, (), {"owner": person("ann")})]
    assert sorted(task.kind for task in run.tasks.values()) == ["cc", "todo"]
    run.decide("ann", "done")
    run.send(events.Read(run.task("cat"), person("cat")))
    assert (run.tasks, run.state.tasks) == ({}, {})
    assert {task.status for task in run.closed.values()} == {"done", "read"}


def test_find_create_and_update_pass_records_on() -> None:
    nodes = [
        {"id": "start", "type": "start"},
        {"id": "look", "type": "find", "form": "deal", "where": "amount > 1", "limit": 5},
        {"id": "change", "type": "update", "step": "look", "set": [{"field": "stage", "value": "'won'"}]},
        {"id": "make", "type": "create", "form": "task", "set": [{"field": "n", "value": "steps.look.count + 1"}]},
        {"id": "own", "type": "update", "set": [{"field": "name", "value": "steps.make.id & '!'"}]},
        {"id": "end", "type": "end"},
    ]
    edges = [
        ("start", "look"), ("look", "change", "outcome = 'found'"), ("look", "end", "default"), ("change", "make"),
        ("make", "own"), ("own", "end"),
    ]  # fmt: skip
    run = Run.of(flow_of(nodes, edges), found=("r8", "r9")).start()
    assert [(w.node, w.form, w.records, dict(w.values)) for w in run.writes] == [
        ("change", "deal", ("r8", "r9"), {"stage": "won"}),
        ("make", "task", None, {"n": Decimal(3)}),
        ("own", None, (), {"name": "r2!"}),
    ]
    assert Run.of(flow_of(nodes, edges)).start().path() == ["look"]


def test_create_makes_one_record_per_element() -> None:
    node = {
        "id": "make", "type": "create", "form": "task", "each": {"over": "people"},
        "set": [{"field": "name", "value": "each.item & each.index & '/' & each.total"}],
    }  # fmt: skip
    run = Run.of(line(node), record={"people": ["a", "b"]}).start()
    assert [(w.values["name"], w.item, w.index) for w in run.writes] == [("a1/2", "a", 0), ("b2/2", "b", 1)]
    assert run.state.steps["make"].count == 2
    empty = Run.of(line(node), record={"people": None}).start()
    assert (empty.result, empty.writes) == ("done", [])


def test_a_refused_write_fails_the_step_until_an_operator_helps() -> None:
    flow = line({"id": "up", "type": "update", "set": [{"field": "stage", "value": "'won'"}]})
    run = Run.of(flow, refuse_writes="no_grant").start()
    (name,) = run.state.failed
    assert run.state.tokens[name].data["code"] == "no_grant"
    run.refuse_writes = ""
    run.send(events.Retry(name, person("op")))
    assert run.result == "done"
    skipped = Run.of(flow, refuse_writes="no_grant").start()
    skipped.send(events.Skip(skipped.token("up"), person("op")))
    assert skipped.result == "done"


def test_notify_hands_its_message_to_the_outbox() -> None:
    run = Run.of(line({"id": "n", "type": "notify", "to": to("ann"), "title": "hello"})).start()
    assert run.outbox == [effects.Send(f"{run.outbox[0].token}.send", run.outbox[0].token, "n", (person("ann"),))]
    assert run.result == "done"


def test_send_names_the_record_of_a_step() -> None:
    flow = line(
        {"id": "look", "type": "find", "form": "deal", "where": "TRUE"},
        {"id": "say", "type": "send", "message": "paid", "record": "look"},
    )
    run = Run.of(flow, found=("r5",)).start()
    assert [(m.message, m.record) for m in run.outbox] == [("paid", "r5")]


def test_http_sets_declared_variables_and_later_steps_read_them() -> None:
    nodes = [
        {"id": "start", "type": "start"},
        {"id": "ask", "type": "http", "url": "https://example.com", "save": {"score": "score"}},
        {"id": "f", "type": "fill", "assignees": to("ann")}, {"id": "end", "type": "end"},
    ]  # fmt: skip
    edges = [("start", "ask"), ("ask", "f", "flow.score > 1.5"), ("ask", "end", "default"), ("f", "end")]
    flow = flow_of(nodes, edges, variables=[{"key": "score", "type": "number"}])
    run = Run.of(flow).start()
    (call,) = run.outbox
    run.send(events.Called(call.token, {"score": 2.5, "other": 1}))
    assert run.at() == ["f"]
    run.send(events.Called(call.token, {"score": 0}))
    assert run.at() == ["f"], "an answer that comes twice counts once"
    strange = Run.of(flow).start()
    strange.send(events.Called(strange.outbox[0].token, {"score": "many"}))
    assert next(iter(strange.state.failed.values())).data["code"] == "bad_value"


def test_an_analysis_ends_as_done_refused_or_failed_and_tells_its_figures() -> None:
    node = {
        "id": "abc", "type": "analyse", "subject": "deal", "write": {"stage": "class"}, "save": {"n": "written"},
        "analysis": {"kind": "abc", "orders": {"form": "task", "subject": "deal", "date": "at", "value": "n"}},
    }  # fmt: skip
    nodes = [{"id": "start", "type": "start"}, node, {"id": "end", "type": "end"},
             {"id": "sorry", "type": "end", "result": "rejected"}]  # fmt: skip
    edges = [("start", "abc"), ("abc", "end", "outcome = 'done' and flow.n = 3"), ("abc", "sorry", "default")]
    flow = flow_of(nodes, edges, variables=[{"key": "n", "type": "number"}])
    run = Run.of(flow).start()
    (asked,) = run.outbox
    assert (type(asked), asked.node, run.at()) == (effects.Analyse, "abc", ["abc"])
    run.send(events.Called(asked.token, {"subjects": 9, "written": 3}))
    assert run.result == "done"
    assert run.state.steps["abc"].count == 3
    refused = Run.of(flow).start()
    why = {"zh-CN": "数据太少", "en": "too few"}
    refused.send(events.Called(refused.outbox[0].token, {"why": why}))
    assert refused.result == "rejected"
    assert [fact.data["why"] for fact in refused.facts if fact.kind == "analysed"] == [why]
    failed = Run.of(flow).start()
    failed.send(events.Failed(failed.outbox[0].token, "forbidden", why))
    assert failed.result == "rejected"


def test_a_failed_call_takes_its_edge_or_waits_for_an_operator() -> None:
    node = {"id": "ask", "type": "http", "url": "https://example.com"}
    nodes = [{"id": "start", "type": "start"}, node, {"id": "end", "type": "end"},
             {"id": "sorry", "type": "end", "result": "rejected"}]  # fmt: skip
    edges = [("start", "ask"), ("ask", "end", "outcome = 'ok'"), ("ask", "sorry", "outcome = 'failed'")]
    run = Run.of(flow_of(nodes, edges)).start()
    run.send(events.Failed(run.outbox[0].token, "http_500", {"en": "", "zh-CN": ""}))
    assert run.result == "rejected"
    stuck = Run.of(line(node)).start()
    first = stuck.outbox[0]
    stuck.send(events.Failed(first.token, "timeout", {"en": "", "zh-CN": ""}, unknown=True))
    assert stuck.state.failed
    stuck.send(events.Retry(first.token, person("op")))
    again = stuck.outbox[1]
    assert again.key != first.key
    assert again.same_as == first.key, "it may have happened: the other system can tell"
    stuck.send(events.Called(first.token))
    assert stuck.result is None, "nobody waits for the first try any more"
    stuck.send(events.Called(again.token))
    assert stuck.result == "done"


def test_waiting_for_a_time_a_date_a_condition_and_a_message() -> None:
    run = Run.of(line({"id": "w", "type": "wait", "for": "2 days"})).start()
    assert run.timers[f"{run.token('w')}.w"].due == NOW + timedelta(days=2)
    run.fire()
    assert (run.result, run.state.steps["w"].outcome) == ("done", "elapsed")
    past = Run.of(line({"id": "w", "type": "wait", "until": "due"}), record={"due": date(2026, 1, 1)})
    assert past.start().result == "done"
    held = Run.of(line({"id": "w", "type": "wait", "when": "amount > 5"}), record={"amount": Decimal(1)}).start()
    assert held.change(amount=Decimal(2)).result is None
    assert held.change(amount=Decimal(6)).result == "done"
    told = Run.of(line({"id": "w", "type": "wait", "message": "paid"})).start()
    told.send(events.MessageArrived("other"))
    assert told.result is None
    told.send(events.MessageArrived("paid"))
    assert told.result == "done"


def test_a_date_that_moves_takes_its_timer_along() -> None:
    run = Run.of(line({"id": "w", "type": "wait", "until": "due"})).start()
    assert run.timers == {}, "a blank date is waited for"
    run.change(due=date(2026, 12, 1))
    run.change(due=date(2026, 12, 1))
    run.change(due=date(2026, 12, 24))
    assert [timer.due for timer in run.timers.values()] == [datetime(2026, 12, 24, tzinfo=UTC)]
    run.fire()
    assert run.result == "done"


def test_a_timer_that_is_faster_than_the_word_of_a_change_asks_for_the_date_again() -> None:
    run = Run.of(line({"id": "w", "type": "wait", "until": "due"}), record={"due": date(2026, 12, 1)}).start()
    run.record["due"] = None
    run.fire()
    assert (run.result, run.timers) == (None, {})
    run.change(due=date(2026, 12, 24))
    run.record["due"] = date(2026, 12, 31)
    run.fire()
    assert [timer.due for timer in run.timers.values()] == [datetime(2026, 12, 31, tzinfo=UTC)]
    run.fire()
    assert run.result == "done"


def test_children_are_counted_once_each() -> None:
    flow = line({"id": "c", "type": "call", "flow": "other", "each": {"over": "people"}})
    run = Run.of(flow, record={"people": ["a", "b", "c"]}).start()
    token = run.token("c")
    keys = [child.key for child in run.outbox]
    assert [child.item for child in run.outbox] == ["a", "b", "c"]
    for key in (keys[1], keys[1], keys[0]):
        run.send(events.ChildDone(token, key, "done"))
    assert run.result is None
    run.send(events.ChildDone(token, keys[2], "rejected"))
    assert (run.result, run.state.steps["c"].outcome) == ("rejected", "rejected")


def test_children_one_after_another_until_enough() -> None:
    each = {"over": "people", "mode": "sequential", "until": "each.approved >= 2"}
    flow = line({"id": "c", "type": "call", "flow": "other", "each": each})
    run = Run.of(flow, record={"people": ["a", "b", "c"]}).start()
    token = run.token("c")
    for expected in (1, 2):
        assert len(run.outbox) == expected
        run.send(events.ChildDone(token, run.outbox[-1].key, "approved"))
    assert (run.result, run.state.steps["c"].outcome) == ("done", "approved")


def test_ten_thousand_children_have_a_small_state() -> None:
    flow = line({"id": "c", "type": "call", "flow": "other", "each": {"over": "amount"}})
    run = Run.of(flow, record={"amount": Decimal(10_000)}).start()
    assert len(run.outbox) == 10_000
    run.send(events.ChildDone(run.token("c"), run.outbox[9_999].key, "done"))
    assert len(str(run.state.to_json())) < 4_000


def test_a_call_that_nobody_waits_for_goes_on() -> None:
    run = Run.of(line({"id": "c", "type": "call", "flow": "other", "wait": False})).start()
    assert (run.result, len(run.outbox), run.outbox[0].wait) == ("done", 1, False)


def test_children_are_cancelled_with_their_call() -> None:
    run = Run.of(line({"id": "c", "type": "call", "flow": "other", "each": {"over": "amount"}}),
                 record={"amount": Decimal(2)}).start()  # fmt: skip
    run.send(events.ChildDone(run.token("c"), run.outbox[0].key, "done"))
    keys = [child.key for child in run.outbox]
    run.send(events.Cancel(person("op")))
    assert [e.key for e in run.outbox if isinstance(e, effects.CancelChild)] == keys[1:]


def test_the_chosen_and_the_same_as_before() -> None:
    flow = line(
        {"id": "a", "type": "approval", "assignees": [{"chosen_by": "initiator"}]},
        {"id": "b", "type": "approval", "assignees": [{"chosen_by": "previous"}]},
        {"id": "c", "type": "approval", "assignees": [{"same_as": "a"}]},
    )
    run = Run.of(flow).start(chosen={"a": (person("ann"),)})
    run.approve("ann", chosen=(person("bob"),)).approve("bob")
    assert run.open() == {person("ann"): "c"}


def test_a_rule_table_is_decided_by_the_engine() -> None:
    table = [{"when": "vip", "assignees": to("ann")}, {"when": "amount > 5", "assignees": to("bob")}]
    pool = [{"table": table, "otherwise": to("cat")}]
    flow = line({"id": "a", "type": "approval", "assignees": [{"least_loaded": pool}]})

    def asked(**record: Any) -> list[str]:
        run = Run.of(flow, record=record, resolve=lambda e: ()).start()
        (pool,) = next(e for e in run.effects if isinstance(e, effects.Resolve)).assignees
        assert isinstance(pool, LeastLoaded)
        return [one.person for one in pool.least_loaded if isinstance(one, Person)]

    assert asked(vip=True) == [person("ann")]
    assert asked(amount=Decimal(9)) == [person("bob")]
    assert asked() == [person("cat")]


def test_a_formula_that_fails_is_an_operators_matter() -> None:
    nodes = [{"id": "start", "type": "start"}, {"id": "b", "type": "branch"}, {"id": "end", "type": "end"}]
    edges = [("start", "b"), ("b", "end", "1 / amount > 2"), ("b", "end", "default")]
    run = Run.of(flow_of(nodes, edges), record={"amount": Decimal(0)}).start()
    (token,) = run.state.failed.values()
    assert (token.node, token.data["code"]) == ("b", "formula")
    run.record["amount"] = Decimal(5)
    run.send(events.Retry(run.token("b"), person("op")))
    assert run.result == "done"


def test_the_engine_gives_the_same_answer_each_time() -> None:
    flow = line({"id": "a", "type": "approval", "assignees": to("ann", "bob"), "mode": "all"})
    one, two = (Run(compiled(flow)).start().approve("ann").reject("bob") for _ in range(2))
    assert (one.effects, one.facts) == (two.effects, two.facts)
