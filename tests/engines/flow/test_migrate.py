"""Moving instances to another version: as a whole or not at all, with reasons."""

from typing import Any

import pytest

from engines.flow import events
from engines.flow.definition import Flow
from engines.flow.migrate import migration_report
from tests.engines.flow.harness import Run, compiled, flow_of, line, person, to

START: dict[str, Any] = {"id": "start", "type": "start"}
END: dict[str, Any] = {"id": "end", "type": "end"}


def approval(name: str, who: str | None = None, **more: Any) -> dict[str, Any]:
    return {"id": name, "type": "approval", "assignees": to(who or name), "comment": "optional", **more}


def migrate(run: Run, flow: Flow, **mapping: str) -> Run:
    run.program = compiled(flow)
    run.send(events.Migrate(mapping, 2, person("op")))
    return run


def status(run: Run, flow: Flow, **mapping: str) -> tuple[str, list[tuple[str, str, str]]]:
    report = migration_report(run.program, compiled(flow), run.state, mapping)
    return report.status, [(move.node, move.verdict, move.code) for move in report.moves]


def test_R054_an_approval_put_in_later_is_asked_by_running_instances_too() -> None:
    run = Run.of(line(approval("a"), approval("c"))).start()
    newer = line(approval("a"), approval("b"), approval("c"))
    assert status(run, newer) == ("as_is", [("a", "as_is", "")])
    task = run.task("a")
    migrate(run, newer)
    assert (run.state.version, run.task("a")) == (2, task)
    assert run.approve("a").approve("b").approve("c").result == "approved"
    assert run.replayed() == run.state


def test_a_step_that_is_gone_needs_a_place() -> None:
    run = Run.of(line(approval("a"), approval("b"))).start().approve("a")
    newer = line(approval("a"), approval("x", "b"))
    assert status(run, newer) == ("mapping", [("b", "impossible", "missing")])
    assert status(run, newer, b="x") == ("as_is", [("b", "as_is", "")])
    before = run.state
    with pytest.raises(events.Refused) as caught:
        migrate(run, newer)
    assert (run.state, caught.value.code) == (before, "cannot_migrate")
    assert "«b»" in caught.value.detail["en"]
    migrate(run, newer, b="x")
    assert run.state.steps.keys() == {"a"}
    assert run.approve("b").result == "approved"


def test_and_back_again() -> None:
    old, newer = line(approval("a")), line(approval("x", "a"), approval("y"))
    run = Run.of(old).start()
    migrate(run, newer, a="x")
    migrate(run, old, x="a")
    assert run.approve("a").result == "approved"


def test_another_type_is_begun_anew_when_nothing_is_under_way() -> None:
    run = Run.of(line(approval("a"))).start()
    newer = line({"id": "a", "type": "fill", "assignees": to("bob")})
    assert status(run, newer) == ("as_is", [("a", "anew", "")])
    migrate(run, newer)
    assert run.open() == {person("bob"): "a"}
    assert run.submit("bob").result == "done"


def test_a_call_under_way_cannot_become_something_else() -> None:
    run = Run.of(line({"id": "h", "type": "http", "url": "x"})).start()
    assert status(run, line(approval("h"))) == ("cannot", [("h", "impossible", "type")])
    with pytest.raises(events.Refused):
        migrate(run, line(approval("h")))


def test_a_join_needs_its_edges() -> None:
    def fork(*names: str) -> Flow:
        nodes = [START, {"id": "p", "type": "branch", "mode": "parallel"}, *(approval(name) for name in names),
                 {"id": "j", "type": "branch", "mode": "parallel"}, END]  # fmt: skip
        edges = [("start", "p"), *(("p", name) for name in names), *((name, "j") for name in names), ("j", "end")]
        return flow_of(nodes, edges)

    run = Run.of(fork("a", "b")).start().approve("a")
    assert status(run, fork("c", "b"))[0] == "cannot"
    assert status(run, fork("c", "b"), a="c")[0] == "as_is"
    migrate(run, fork("c", "b", "d"), a="c")
    assert run.at() == ["b", "j"], "nobody was ever sent to d"
    run.send(events.Jump(run.token("b"), "d", person("op")))
    migrated = Run.of(fork("a", "b")).start().approve("a")
    migrate(migrated, fork("c", "b"), a="c")
    assert migrated.approve("b").result == "approved"


def test_a_join_that_waits_for_nobody_any_more_fires_at_the_migration() -> None:
    def fork(mode: str, *more: Any) -> Flow:
        nodes = [START, {"id": "p", "type": "branch", "mode": "inclusive"}, approval("a"), approval("b"),
                 {"id": "j", "type": "branch", "mode": "inclusive"}, approval("c"), END]  # fmt: skip
        edges = [("start", "p"), ("p", "a", "TRUE"), ("p", "b", "TRUE"), ("a", "j"), ("b", mode), ("j", "c"),
                 ("c", "end"), *more]  # fmt: skip
        return flow_of(nodes, edges)

    run = Run.of(fork("j")).start().approve("a")
    assert run.at() == ["b", "j"]
    migrate(run, fork("end", ("b", "j", "FALSE")))
    assert run.at() == ["b", "j"]
    migrate(run, fork("end", ("p", "j", "default")))
    assert run.at() == ["b", "c"]


def test_into_another_sub_process_there_is_no_way() -> None:
    inside = [{"id": "s", "type": "start", "parent": "sub"}, {**approval("a"), "parent": "sub"},
              {"id": "e", "type": "end", "parent": "sub"}]  # fmt: skip
    nodes = [START, {"id": "sub", "type": "subprocess"}, END, *inside]
    edges = [("start", "sub"), ("sub", "end"), ("s", "a"), ("a", "e")]
    run = Run.of(line(approval("a"))).start()
    assert status(run, flow_of(nodes, edges)) == ("cannot", [("a", "impossible", "scope")])
    within = Run.of(flow_of(nodes, edges)).start()
    renamed = [{**node, "id": {"sub": "part"}.get(node["id"], node["id"]),
                **({"parent": "part"} if "parent" in node else {})} for node in nodes]  # fmt: skip
    changed = [tuple({"sub": "part"}.get(end, end) for end in edge) for edge in edges]
    assert status(within, flow_of(renamed, changed), sub="part")[0] == "as_is"
    migrate(within, flow_of(renamed, changed), sub="part")
    assert within.approve("a").result == "approved"


def test_timers_follow_the_new_version() -> None:
    rung = {"after": "1 day", "do": "remind"}
    run = Run.of(line(approval("a", sla=[rung, {"after": "2 days", "do": "approve"}]))).start()
    kept = run.timers[f"{run.token('a')}.s0"]
    migrate(run, line(approval("a", sla=[rung])))
    assert list(run.timers.values()) == [kept]
    nodes = [START, approval("a"), {"id": "late", "type": "boundary", "on": "a", "catch": "timer", "after": "1 day"},
             END]  # fmt: skip
    migrate(run, flow_of(nodes, [("start", "a"), ("a", "end"), ("late", "end")]))
    assert list(run.timers) == [f"{run.token('a')}.b.late"]
    run.fire()
    assert run.result == "done"


def test_repeated_steps_stay_repeated() -> None:
    each = {"over": "people"}
    run = Run.of(line(approval("a", each=each)), record={"people": ["x", "y"]}).start().approve("a")
    assert status(run, line(approval("a")))[0] == "cannot"
    migrate(run, line(approval("a", each=each), approval("b")))
    assert run.approve("a").approve("b").result == "approved"
