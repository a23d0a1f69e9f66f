"""Flows to write and read: one of every node type with every setting, and random ones (Hypothesis)."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from engines.flow.definition import Flow

PERSON = "01890a5d-ac96-774b-bcce-b302099a8057"
NODES: list[dict[str, Any]] = [
    {"id": "start", "type": "start", "label": {"zh-CN": "开始", "en": "Start"}},
    {
        "id": "ask", "type": "approval", "label": "经理 & <审批>", "description": {"en": "Only\nEnglish"},
        "assignees": [{"supervisor_of": "owner", "level": 2}, {"person": PERSON}], "mode": "ratio", "ratio": 0.6,
        "weights": {PERSON: 3}, "fields": {"amount": "read"}, "verbs": ["approve", "reject"], "return_to": ["fill"],
        "resubmit": "straight", "comment": "always", "empty": "wait", "fallback": [{"role": "boss"}], "own": "skip",
        "repeat": "skip", "each": {"over": "lines.id", "mode": "sequential", "until": "each.approved >= 2"},
        "sla_pause": "stage = '等客户'",
        "sla": [{"after": "8 business hours", "do": "remind", "every": "1 day", "repeat": 3, "message": "快!"}],
    },
    {"id": "fill", "type": "fill", "assignees": [{"role": "sales"}], "mode": "all", "fields": {"a": "require"},
     "record": "make"},
    {"id": "cc", "type": "cc", "assignees": [{"round_robin": [{"role": "sales"}], "key": "turn"}]},
    {"id": "branch", "type": "branch", "mode": "inclusive"},
    {"id": "race", "type": "branch", "mode": "event"},
    {"id": "make", "type": "create", "form": "task", "set": [{"field": "name", "value": "'a' & \"b\" & '<>'"}],
     "each": {"over": "3"}},
    {"id": "change", "type": "update", "form": "task", "where": "amount > 3 and name <> ''", "delete": True},
    {"id": "find", "type": "find", "form": "task", "where": "TRUE", "sort": "-amount", "limit": 5},
    {"id": "give", "type": "assign", "assignees": [{"least_loaded": [{"group": "销售A组"}]}], "field": "owner"},
    {"id": "tell", "type": "notify", "channels": ["mail", "wecom"], "title": {"zh-CN": "好", "en": "Well"},
     "text": "line one\r\nline two\ttabbed", "to": [{"field": "customer.owner"}], "address": "mail"},
    {"id": "pause", "type": "wait", "for": "2 business days"},
    {"id": "until", "type": "wait", "until": "DATEADD(due, -2, 'days')"},
    {"id": "when", "type": "wait", "when": "stage = 'won'\nor amount >= 3"},
    {"id": "hear", "type": "wait", "message": "paid__twice"},
    {"id": "http", "type": "http", "url": "https://example.com/{id}?a=1&b=2", "headers": {"x": "y"}, "body": "{}",
     "save": {"answer": "data.0"}, "retries": 0},
    {"id": "run", "type": "script", "code": "\nx = 1\nif x < 2 and x > 0:\n    y = '&'\n", "outputs": ["y"]},
    {"id": "count", "type": "analyse", "subject": "deal", "where": "amount > 0",
     "analysis": {"kind": "abc", "orders": {"form": "task", "subject": "deal", "date": "at", "value": "amount"}},
     "write": {"stage": "class"}, "translate": {"class": {"a": "<A>"}},
     "snapshot": {"form": "task", "subject": "deal", "set": {"name": "before.stage"}}, "save": {"y": "written"}},
    {"id": "call", "type": "call", "flow": "other_flow", "each": {"over": "lines.id"}, "wait": False},
    {"id": "sub", "type": "subprocess", "each": {"over": "participants", "mode": "sequential"}},
    {"id": "inner", "type": "start", "parent": "sub"},
    {"id": "deep", "type": "subprocess", "parent": "sub"},
    {"id": "deep_end", "type": "end", "parent": "deep"},
    {"id": "late", "type": "boundary", "on": "ask", "catch": "timer", "after": "1.5 hours", "interrupt": False,
     "repeat": 2},
    {"id": "late2", "type": "boundary", "on": "ask", "catch": "timer", "after": "1 week"},
    {"id": "stop", "type": "boundary", "on": "sub", "catch": "message", "message": "stop"},
    {"id": "broken", "type": "boundary", "on": "http", "catch": "error"},
    {"id": "say", "type": "send", "message": "paid", "record": "make"},
    {"id": "end", "type": "end", "result": "approved"},
    {"id": "kill", "type": "end", "terminate": True},
]  # fmt: skip
EDGES = [
    {"from": "start", "to": "ask"},
    {"from": "ask", "to": "fill", "when": "outcome = 'approved' and amount < 3", "label": {"zh-CN": "是", "en": "yes"}},
    {"from": "inner", "to": "deep"},
    {"from": "ask", "to": "kill", "default": True, "label": "no"},
    {"from": "fill", "to": "branch"},
    {"from": "branch", "to": "ask", "when": "amount > 3 &  2"},
    {"from": "branch", "to": "end", "default": True, "when": "TRUE"},
    {"from": "branch", "to": "race", "default": True},
    {"from": "late", "to": "kill", "when": " amount > 1 "},
    {"from": "race", "to": "pause", "default": True},
]
EVERYTHING = Flow.model_validate(
    {
        "key": "everything",
        "label": {"zh-CN": "全部", "en": "Everything"},
        "description": "All there is.\nIn two lines.",
        "form": "deal",
        "enabled": False,
        "trigger": {
            "on": "update",
            "fields": ["stage"],
            "when": "stage = 'quote' and old.stage = 'new'",
            "mode": "gate",
        },
        "nodes": NODES,
        "edges": EDGES,
        "variables": [{"key": "y", "type": "number"}],
        "calendar": "cn",
        "acts_as": "app",
        "title": "{name}",
        "withdraw": "always",
        "notify_initiator": False,
        "administrators": [{"email": "a@example.com"}],
        "layout": {"ask": {"x": 12.345678, "y": -7.1}, "sub": {"x": 1e-7, "y": 900}},
    }
)

TEXTS = st.text(max_size=12)
LABELS = TEXTS | st.dictionaries(st.sampled_from(["zh-CN", "en"]), TEXTS, min_size=1)
KEYS = st.from_regex(r"[a-z][a-z0-9_]{0,10}", fullmatch=True)
FORMULAS = st.text(min_size=1, max_size=12)
DURATIONS = st.builds(
    "{}{} {}".format,
    st.integers(0, 999_999),
    st.sampled_from(["", ".5", ".25"]),
    st.sampled_from(["minute", "hours", "business hours", "business days", "days", "week", "weeks"]),
)
EACH = st.fixed_dictionaries(
    {"over": FORMULAS, "mode": st.sampled_from(["parallel", "sequential"])}, optional={"until": FORMULAS}
)
ASSIGNEES = st.lists(
    st.one_of(KEYS.map(lambda k: {"role": k}), KEYS.map(lambda k: {"field": k}), st.just({"person": PERSON})),
    max_size=3,
)
KINDS: list[st.SearchStrategy[dict[str, Any]]] = [
    st.just({"type": "start"}),
    st.fixed_dictionaries({"type": st.just("end"), "terminate": st.booleans()}),
    st.fixed_dictionaries(
        {"type": st.sampled_from(["approval", "fill"]), "assignees": ASSIGNEES}, optional={"each": EACH}
    ),
    st.fixed_dictionaries({"type": st.sampled_from(["cc", "assign"]), "assignees": ASSIGNEES}),
    st.fixed_dictionaries(
        {"type": st.just("branch"), "mode": st.sampled_from(["exclusive", "parallel", "inclusive", "event"])}
    ),
    st.fixed_dictionaries(
        {"type": st.just("create"), "form": KEYS, "set": st.just([{"field": "a", "value": "1"}])},
        optional={"each": EACH},
    ),
    st.fixed_dictionaries({"type": st.just("update"), "where": FORMULAS}),
    st.fixed_dictionaries({"type": st.just("find"), "form": KEYS, "where": FORMULAS}),
    st.fixed_dictionaries({"type": st.just("notify"), "title": LABELS, "to": ASSIGNEES}),
    st.fixed_dictionaries({"type": st.just("wait"), "for": DURATIONS}),
    st.fixed_dictionaries({"type": st.just("wait"), "until": FORMULAS}),
    st.fixed_dictionaries({"type": st.just("wait"), "when": FORMULAS}),
    st.fixed_dictionaries({"type": st.just("wait"), "message": KEYS}),
    st.fixed_dictionaries({"type": st.just("http"), "url": FORMULAS}),
    st.fixed_dictionaries({"type": st.just("script"), "code": FORMULAS}),
    st.fixed_dictionaries({"type": st.just("call"), "flow": KEYS}, optional={"each": EACH}),
    st.fixed_dictionaries({"type": st.just("send"), "message": KEYS}),
    st.fixed_dictionaries({"type": st.just("subprocess")}, optional={"each": EACH}),
]
BOUNDARIES = st.one_of(
    st.fixed_dictionaries({"catch": st.just("timer"), "after": DURATIONS, "repeat": st.integers(0, 1_000)}),
    st.fixed_dictionaries({"catch": st.just("message"), "message": KEYS}),
    st.just({"catch": "error"}),
)


@st.composite
def random_flows(draw: st.DrawFn) -> Flow:
    """Any flow that can be drawn, sound or not: nodes of any type, in sub-processes of sub-processes, and edges
    between any two of them."""
    ids = draw(st.lists(KEYS, unique=True, max_size=12))
    nodes: list[dict[str, Any]] = []
    scopes: list[str | None] = [None]
    for node_id in ids:
        node = dict(draw(st.one_of(KINDS)))
        if nodes and draw(st.integers(0, 9)) == 0:
            host = draw(st.sampled_from(nodes))
            node = {"type": "boundary", "on": host["id"], "interrupt": draw(st.booleans()), **draw(BOUNDARIES)}
        node |= {"id": node_id, "label": draw(LABELS), "parent": draw(st.sampled_from(scopes))}
        if draw(st.booleans()):
            node["description"] = draw(LABELS)
        if node["type"] == "subprocess":
            scopes.append(node_id)
        nodes.append(node)
    end = st.sampled_from(ids or ["none"])
    edges = st.lists(
        st.fixed_dictionaries(
            {"from": end, "to": end}, optional={"when": FORMULAS, "default": st.booleans(), "label": LABELS}
        ),
        max_size=12 if ids else 0,
    )
    point = st.fixed_dictionaries({"x": st.floats(-90_000, 90_000), "y": st.floats(-90_000, 90_000)})
    return Flow.model_validate(
        {
            "key": draw(KEYS),
            "label": draw(LABELS),
            "trigger": {"on": "button", "label": draw(LABELS)},
            "nodes": nodes,
            "edges": draw(edges),
            "layout": draw(st.dictionaries(end, point, max_size=5)) if ids else {},
        }
    )
