"""The state is small, flat in history, versioned, and never changed in place."""

import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engines.flow import events, state
from engines.flow.advance import environment, listens
from engines.flow.facts import _APPLY as CHANGING
from engines.flow.facts import TELLING, Fact, apply
from engines.flow.memory import Done, Memory
from engines.flow.state import Scope, State, Token, pack, unpack
from tests.engines.flow.harness import NOW, Run, flow_of, line, person, to

START: dict[str, Any] = {"id": "start", "type": "start"}
END: dict[str, Any] = {"id": "end", "type": "end"}


def looped(kind: str) -> Any:
    """A person works again and again until `vip`."""
    nodes = [START, {"id": "m", "type": "branch"}, {"id": "a", "type": kind, "assignees": to("ann")},
             {"id": "x", "type": "branch"}, END]  # fmt: skip
    edges = [("start", "m"), ("m", "a"), ("a", "x"), ("x", "end", "vip"), ("x", "m", "default")]
    return flow_of(nodes, edges)


@pytest.mark.parametrize("kind", ["fill", "approval"])
def test_a_step_costs_the_same_after_1000_steps_as_after_2(kind: str) -> None:
    run = Run.of(looped(kind), checked=False).start()
    verb = "submit" if kind == "fill" else "approve"

    def cost() -> tuple[int, int, int]:
        facts, asked = len(run.facts), len(run.effects)
        run.decide("ann", verb)
        size = len(json.dumps(run.state.to_json(), separators=(",", ":")))
        return len(run.facts) - facts, len(run.effects) - asked, size

    run.decide("ann", verb)
    early = cost()
    for _ in range(1_000):
        run.decide("ann", verb)
    late = cost()
    assert late[:2] == early[:2]
    assert late[2] <= early[2] + 20, "only the numbers in the ids have grown"


@pytest.mark.parametrize("kind", ["fill", "approval"])
def test_ten_active_tokens_fit_into_1200_bytes(kind: str) -> None:
    names = [f"step{index}" for index in range(10)]
    nodes = [START, {"id": "p", "type": "branch", "mode": "parallel"},
             *({"id": name, "type": kind, "assignees": to(name)} for name in names),
             {"id": "j", "type": "branch", "mode": "parallel"}, END]  # fmt: skip
    edges = [("start", "p"), *(("p", name) for name in names), *((name, "j") for name in names), ("j", "end")]
    run = Run.of(flow_of(nodes, edges)).start()
    assert len(run.state.tokens) == len(run.state.tasks) == 10
    assert len(json.dumps(run.state.to_json(), separators=(",", ":")).encode()) <= 1_200


def test_advance_leaves_the_state_it_was_given_alone() -> None:
    run = Run.of(line({"id": "a", "type": "approval", "assignees": to("ann", "bob"), "mode": "all"})).start()
    before, text = run.state, json.dumps(run.state.to_json())
    run.approve("ann").approve("bob")
    assert json.dumps(before.to_json()) == text


def test_every_kind_of_fact_is_known() -> None:
    assert not TELLING & set(CHANGING)
    with pytest.raises(ValueError, match="unknown kind"):
        apply(State(), Fact("nonsense", {}))


def test_json_and_back() -> None:
    noted = Memory.of({"a": Done("approved", (person("ann"),))})
    full = State(
        seq=9, initiator=person("ivy"), started_at=NOW.isoformat(), version=3,
        tokens={"t7": Token("a", "fill", {"x": 1}, "s8", "b#1", "ok", person("ann"), (person("bob"),), "t3", "c")},
        scopes={"s8": Scope("sub", "t5", 2, {"n": "1"}, "approved", Memory.of({"f": Done("found", (), ("r1",), 3)}))},
        timers={"t7.s0": None}, variables={"v": {"n": "1.5"}}, steps=noted,
        chosen={"a": (person("bob"),)}, undos={"k1": {"tokens": ["t7"], "node": "a"}}, decision="approved",
        decided=True, hops=4, result=None,
    )  # fmt: skip
    assert State.from_json(json.loads(json.dumps(full.to_json()))) == full
    assert State.from_json(State().to_json()) == State()


def test_an_old_document_is_lifted_and_one_from_the_future_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(state.UPGRADES, 0, lambda old: {**old, "v": 1, "seq": old["counter"]})
    assert State.from_json({"v": 0, "counter": 5, "at": ""}).seq == 5
    with pytest.raises(ValueError, match="version 99"):
        State.from_json({"v": 99, "seq": 1, "at": ""})


def test_a_document_of_version_1_kept_a_row_for_each_step_and_is_read_as_it_was() -> None:
    ann = person("ann")
    old = {
        "v": 1, "seq": 9, "at": NOW.isoformat(), "tokens": {"t8": ["c", "called", None, "s7"], "t6": ["sub", "scope"]},
        "steps": {"a": ["approved", [ann]], "b": ["done"], "f": ["found", [], ["r1", "r2"], 7], "n": [None, []]},
        "scopes": {"s7": ["sub", "t6", 2, None, None, {"g": ["rejected", [ann]]}], "s5": ["sub", "t6"]},
    }  # fmt: skip
    read = State.from_json(old)
    assert dict(read.steps) == {
        "a": Done("approved", (ann,)), "b": Done("done"), "f": Done("found", (), ("r1", "r2"), 7), "n": Done(),
    }  # fmt: skip
    assert dict(read.scopes["s7"].steps) == {"g": Done("rejected", (ann,))}
    assert (read.scopes["s7"].index, len(read.scopes["s5"].steps)) == (2, 0)
    assert State.from_json(json.loads(json.dumps(read.to_json()))) == read


WORDS = st.text(min_size=1, max_size=8)
LINES = st.dictionaries(
    st.from_regex(r"\A[a-z][a-z0-9_]{0,5}\Z"),
    st.builds(Done, st.none() | WORDS, st.lists(WORDS, max_size=3).map(tuple), st.lists(WORDS, max_size=3).map(tuple),
              st.integers(0, 9)),
    max_size=6,
)  # fmt: skip


@given(LINES, LINES, st.data())
def test_the_lines_of_earlier_steps_are_read_as_they_were_noted(
    first: dict[str, Done], second: dict[str, Done], data: st.DataObject
) -> None:
    memory = Memory.of(first)
    for node, done in second.items():
        memory = memory.noting(node, done)
    known = {**first, **second}
    assert dict(memory) == known
    assert len(memory) == len(known)
    gone = data.draw(st.sets(st.sampled_from(sorted(known)) if known else st.nothing()))
    assert dict(memory.without(gone)) == {node: done for node, done in known.items() if node not in gone}
    new = {node: f"z_{node}" for node in gone}
    assert dict(memory.renamed(new)) == {new.get(node, node): done for node, done in known.items()}
    assert "a-" not in memory


def test_of_a_hundred_steps_behind_it_a_step_reads_none(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a step costs must not grow with the different steps before it: their lines are passed on as one text."""
    names = [f"a{n}" for n in range(101)]
    run = Run.of(line(*({"id": name, "type": "approval", "assignees": to("ann")} for name in names)), checked=False)
    run.start()
    for _ in names[1:]:
        run.approve("ann")
    document = json.loads(json.dumps(run.state.to_json()))
    read: list[str] = []
    monkeypatch.setattr("engines.flow.memory._read", lambda row: read.append(row))
    run.state = State.from_json(document)
    run.approve("ann")
    written = run.state.to_json()
    assert (run.result, read) == ("approved", [])
    assert isinstance(written["steps"], str)
    assert written["steps"].count(";") == 101


@pytest.mark.parametrize(
    "value", [None, True, "x", Decimal("1.50"), NOW, NOW.date(), ["a", Decimal(1), None], [NOW.date()]]
)
def test_values_are_packed_as_json_and_back(value: Any) -> None:
    assert unpack(json.loads(json.dumps(pack(value)))) == value


def test_what_is_no_value_is_not_packed() -> None:
    with pytest.raises(TypeError):
        pack(object())


def test_variables_keep_their_type() -> None:
    kinds = ["text", "number", "boolean", "date", "datetime", "person", "list"]
    flow = line({"id": "w", "type": "wait", "message": "m"},
                variables=[{"key": f"v_{kind}", "type": kind} for kind in kinds])  # fmt: skip
    given = {
        "v_text": "x", "v_number": 2.5, "v_boolean": False, "v_date": "2026-11-22", "other": 1,
        "v_datetime": "2026-11-22T08:00:00+08:00", "v_person": person("ann"), "v_list": ["a"],
    }  # fmt: skip
    run = Run.of(flow).start()
    run.send(events.MessageArrived("m", given))
    assert {key: unpack(value) for key, value in run.state.variables.items()} == {
        "v_text": "x", "v_number": Decimal("2.5"), "v_boolean": False, "v_date": NOW.date().replace(day=22),
        "v_datetime": NOW.replace(day=22, hour=0), "v_person": person("ann"), "v_list": ["a"],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "value"),
    [("number", "many"), ("number", True), ("boolean", "yes"), ("date", "tomorrow"), ("datetime", "2026-11-22T08:00"),
     ("text", {"a": 1}), ("text", "x" * 40_000), ("list", "x"), ("list", [{}]), ("number", float("nan"))],
)  # fmt: skip
def test_a_value_of_another_type_fails_the_step(kind: str, value: Any) -> None:
    flow = line({"id": "w", "type": "wait", "message": "m"}, variables=[{"key": "v", "type": kind}])
    run = Run.of(flow).start()
    run.send(events.MessageArrived("m", {"v": value}))
    (token,) = run.state.failed.values()
    assert token.data["code"] == "bad_value"


def test_what_an_instance_listens_to() -> None:
    flow = flow_of(
        [START, {"id": "p", "type": "branch", "mode": "parallel"}, {"id": "w", "type": "wait", "when": "vip"},
         {"id": "m", "type": "wait", "message": "paid"}, {"id": "f", "type": "fill", "assignees": to("ann")},
         {"id": "b", "type": "boundary", "on": "f", "catch": "message", "message": "stop"},
         {"id": "j", "type": "branch", "mode": "inclusive"}, END],
        [("start", "p"), ("p", "w"), ("p", "m"), ("p", "f"), ("w", "j"), ("m", "j"), ("f", "j"), ("b", "j"),
         ("j", "end")],
    )  # fmt: skip
    run = Run.of(flow).start()
    heard = listens(run.program, run.state)
    assert (heard.record, heard.messages) == (True, {"paid", "stop"})
    run.change(vip=True)
    run.send(events.MessageArrived("stop"))
    heard = listens(run.program, run.state)
    assert (heard.record, heard.messages) == (False, {"paid"})


def test_the_effect_of_a_step_that_has_gone_on_still_sees_what_the_step_saw() -> None:
    """A message is filled in after the whole event: its token, even its scope, may be gone by then."""
    nodes = [START, {"id": "sub", "type": "subprocess", "each": {"over": "people"}}, END,
             {"id": "s", "type": "start", "parent": "sub"}, {"id": "e", "type": "end", "parent": "sub"},
             {"id": "look", "type": "find", "form": "deal", "where": "TRUE", "parent": "sub"},
             {"id": "n", "type": "notify", "title": "hello {each.item}", "parent": "sub"}]  # fmt: skip
    edges = [("start", "sub"), ("sub", "end"), ("s", "look"), ("look", "n"), ("n", "e")]
    run = Run.of(flow_of(nodes, edges), record={"people": ["x", "y"]}, found=("r1", "r2"))
    seen = []

    def keep(effect: Any) -> None:
        env = environment(run.program, run.state, effect.token, now=run.now, world=run.world)
        names = ("each.item", "each.index", "outcome", "steps.look.count", "name")
        seen.append([env.get(tuple(name.split("."))) for name in names])

    run.kept = keep
    run.start()
    assert run.result == "done"
    assert seen == [["x", 1, "found", 2, None], ["y", 2, "found", 2, None]]
