"""What time does to an open step: SLA ladders (R62) and boundaries."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from engines.flow import effects, events
from tests.engines.flow.harness import NOW, Run, flow_of, line, person, to

START: dict[str, Any] = {"id": "start", "type": "start"}
END: dict[str, Any] = {"id": "end", "type": "end"}


def approval(*sla: dict[str, Any], **more: Any) -> Any:
    return line({"id": "a", "type": "approval", "assignees": to("ann", "bob"), "mode": "all", "sla": list(sla), **more})


def told(run: Run, what: str) -> list[tuple[str, ...]]:
    return [notice.people for notice in run.notices if notice.what == what]


def test_reminders_repeat_as_often_as_wanted_and_only_while_the_task_is_open() -> None:
    run = Run.of(approval({"after": "1 hour", "do": "remind", "every": "30 minutes", "repeat": 2})).start()
    assert [timer.deadline for timer in run.timers.values()] == [True], "the only time there is to count down to"
    run.fire()
    assert run.now == NOW + timedelta(hours=1)
    assert told(run, "reminder") == [(person("ann"),), (person("bob"),)]
    run.approve("ann")
    run.fire()
    assert run.now == NOW + timedelta(minutes=90)
    run.fire()
    assert told(run, "reminder")[2:] == [(person("bob"),), (person("bob"),)]
    assert run.timers == {}


def test_people_are_shown_a_countdown_to_the_rungs_that_act() -> None:
    boss = {"to": to("boss")}
    rungs = [{"after": "1 hour", "do": "remind"}, {"after": "2 hours", "do": "notify", **boss},
             {"after": "3 hours", "do": "escalate", **boss}, {"after": "4 hours", "do": "reject"}]  # fmt: skip
    run = Run.of(approval(*rungs)).start()
    assert [run.timers[f"{run.token('a')}.s{n}"].deadline for n in range(4)] == [False, False, True, True]


def test_escalation_gives_the_task_to_others_as_well_and_transfer_instead() -> None:
    run = Run.of(approval({"after": "1 day", "do": "escalate", "to": to("boss")})).start().approve("ann")
    run.fire()
    assert set(run.open()) == {person("bob"), person("boss")}
    assert told(run, "escalated") == [(person("boss"),)]
    assert run.approve("boss").result == "approved"
    other = Run.of(approval({"after": "1 day", "do": "transfer", "to": to("boss")})).start().approve("ann")
    other.fire()
    assert other.open() == {person("boss"): "a"}


@pytest.mark.parametrize(("verb", "result"), [("approve", "approved"), ("reject", "rejected")])
def test_the_last_rung_decides_by_itself(verb: str, result: str) -> None:
    run = Run.of(approval({"after": "2 business days", "do": verb})).start().approve("ann")
    run.fire()
    assert (run.result, run.tasks) == (result, {})
    assert run.now == datetime(2026, 11, 25, 9, tzinfo=NOW.tzinfo), "09:00, two workdays later (the calendar is UTC)"


def test_a_fill_step_is_submitted_transferred_and_told_by_its_ladder() -> None:
    rungs = [
        {"after": "1 hour", "do": "notify", "to": to("boss"), "message": "late"},
        {"after": "2 hours", "do": "escalate", "to": to("bob")},
        {"after": "3 hours", "do": "transfer", "to": to("cat")},
        {"after": "4 hours", "do": "submit"},
    ]
    run = Run.of(line({"id": "f", "type": "fill", "assignees": to("ann"), "sla": rungs})).start()
    run.fire()
    assert [(n.people, n.text) for n in run.notices if n.what == "escalated"] == [
        ((person("boss"),), {"zh-CN": "late", "en": "late"})
    ]
    run.fire()
    assert set(run.open()) == {person("ann"), person("bob")}
    run.fire()
    assert set(run.open()) == {person("cat")}
    run.fire()
    assert (run.result, run.tasks, run.timers) == ("done", {}, {})


def test_timers_of_the_ladder_go_with_the_step() -> None:
    run = Run.of(approval({"after": "1 hour", "do": "remind"}, {"after": "2 hours", "do": "approve"})).start()
    timers = list(run.timers)
    run.reject("ann")
    assert (run.timers, run.state.timers) == ({}, {})
    for timer in timers:
        before = run.state
        run.send(events.TimerFired(timer))
        assert run.state == before


def test_a_timer_fired_twice_or_never_set_changes_nothing() -> None:
    run = Run.of(approval({"after": "1 hour", "do": "remind"})).start()
    name = run.fire()
    seen = (run.state, len(run.facts))
    for timer in (name, "t1.w", "nonsense", ""):
        assert run.send(events.TimerFired(timer)).effects == []
    assert (run.state, len(run.facts)) == seen


def around(host: dict[str, Any], **boundary: Any) -> Any:
    nodes = [START, host, {"id": "b", "type": "boundary", "on": host["id"], **boundary},
             {"id": "other", "type": "fill", "assignees": to("eve")}, END]  # fmt: skip
    return flow_of(nodes, [("start", host["id"]), (host["id"], "end"), ("b", "other"), ("other", "end")])


FILL: dict[str, Any] = {"id": "f", "type": "fill", "assignees": to("ann")}


def test_an_interrupting_timer_withdraws_the_step() -> None:
    run = Run.of(around(FILL, catch="timer", after="1 day")).start()
    run.fire()
    assert (run.at(), run.open()) == (["other"], {person("eve"): "other"})
    in_time = Run.of(around(FILL, catch="timer", after="1 day")).start().submit("ann")
    assert (in_time.result, in_time.timers) == ("done", {})


def test_a_timer_that_does_not_interrupt_sends_out_a_second_token_again_and_again() -> None:
    run = Run.of(around(FILL, catch="timer", after="1 day", interrupt=False, repeat=2)).start()
    for times in (1, 2, 3):
        run.fire()
        assert run.at() == ["f", *["other"] * times]
    assert run.timers == {}
    run.submit("ann")
    assert run.result is None
    for _ in range(3):
        run.submit("eve")
    assert run.result == "done"


@pytest.mark.parametrize("interrupt", [True, False])
def test_a_message_boundary(interrupt: bool) -> None:
    run = Run.of(around(FILL, catch="message", message="paid", interrupt=interrupt)).start()
    run.send(events.MessageArrived("other"))
    assert run.at() == ["f"]
    run.send(events.MessageArrived("paid"))
    assert run.at() == (["other"] if interrupt else ["f", "other"])


def test_an_error_boundary_catches_what_fails_on_or_inside_the_step() -> None:
    update = {"id": "u", "type": "update", "set": [{"field": "stage", "value": "'won'"}]}
    run = Run.of(around(update, catch="error"), refuse_writes="no_grant").start()
    assert (run.at(), run.state.failed) == (["other"], {})
    inside = [{"id": "s", "type": "start", "parent": "sub"}, {**update, "parent": "sub"},
              {"id": "e", "type": "end", "parent": "sub"}]  # fmt: skip
    flow = around({"id": "sub", "type": "subprocess"}, catch="error")
    nodes = [*(node.model_dump(by_alias=True, exclude_defaults=True) | {"type": node.type} for node in flow.nodes)]
    edges = [(edge.source, edge.target) for edge in flow.edges]
    whole = flow_of([*nodes, *inside], [*edges, ("s", "u"), ("u", "e")])
    run = Run.of(whole, refuse_writes="no_grant").start()
    assert (run.at(), run.state.scopes) == (["other"], {})


def test_a_boundary_on_a_repeated_step_stands_once_for_all_elements() -> None:
    host = FILL | {"each": {"over": "people"}}
    run = Run.of(around(host, catch="timer", after="1 day"), record={"people": ["x", "y", "z"]}).start()
    assert (len(run.tasks), len(run.timers)) == (3, 1)
    run.fire()
    assert (run.at(), run.open(), run.state.scopes) == (["other"], {person("eve"): "other"}, {})


def test_the_clock_counts_in_the_flows_calendar() -> None:
    run = Run.of(line({"id": "w", "type": "wait", "for": "8 business hours"}))
    run.now = datetime(2026, 11, 27, 15, tzinfo=NOW.tzinfo)  # a Friday; the world's zone is UTC, 9–12 and 13–18
    run.start()
    (timer,) = [effect for effect in run.effects if isinstance(effect, effects.SetTimer)]
    assert timer.due == datetime(2026, 11, 30, 15, tzinfo=NOW.tzinfo)
