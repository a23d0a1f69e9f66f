"""What we write as BPMN we read back unchanged; what another tool has changed in it is taken over."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings

from engines.flow.bpmn import CannotWrite, read_bpmn, write_bpmn
from engines.flow.bpmn.speak import TAGS
from engines.flow.definition import Flow
from tests.engines.flow.bpmn.flows import EVERYTHING, NODES, random_flows
from tests.engines.flow.graphs import flows


def back(flow: Flow) -> Flow:
    reading = read_bpmn(write_bpmn(flow))
    assert reading.problems == ()
    assert reading.flow is not None
    return reading.flow


def test_a_flow_with_every_node_type_and_setting_comes_back_the_same() -> None:
    assert {node["type"] for node in NODES} == {*TAGS, "branch"}
    assert back(EVERYTHING).to_json() == EVERYTHING.to_json()


@pytest.mark.parametrize("node", NODES, ids=lambda node: f"{node['type']}-{node['id']}")
def test_every_node_type_alone_comes_back_the_same(node: dict[str, object]) -> None:
    host = {"id": "host", "type": "fill", "assignees": []}
    nodes = [{**node, "parent": None}, host]
    if "on" in node:
        nodes[0]["on"] = "host"
    flow = Flow.model_validate({"key": "one", "trigger": {"on": "call"}, "nodes": nodes})
    assert back(flow) == flow


@given(random_flows())
@settings(max_examples=150, deadline=None)
def test_any_flow_comes_back_the_same(flow: Flow) -> None:
    assert back(flow).to_json() == flow.to_json()


@given(flows())
@settings(max_examples=60, deadline=None)
def test_a_block_structured_flow_comes_back_the_same(flow: Flow) -> None:
    assert back(flow).to_json() == flow.to_json()


@given(flows())
@settings(max_examples=60, deadline=None)
def test_other_tools_see_the_same_structure_in_what_we_write(flow: Flow) -> None:
    """Read without our JSON: gateways, scopes, boundaries and ways are what they were."""
    plain = re.sub(rb"(?s)<bpmn:extensionElements>.*?</bpmn:extensionElements>", b"", write_bpmn(flow))
    reading = read_bpmn(plain)
    assert reading.flow is not None
    assert not {found.code for found in reading.problems if found.level == "error"} - {"replaced"}
    other = reading.flow.by_id
    for node in flow.nodes:
        same = other[f"node_{node.id}"]
        assert same.parent == (node.parent and f"node_{node.parent}")
        for kind, setting in (("branch", "mode"), ("boundary", "catch"), ("wait", "when"), ("wait", "message")):
            if node.type == kind:
                assert getattr(same, setting) == getattr(node, setting)
        if node.type == "boundary":
            assert same.type == "boundary" and same.on == f"node_{node.on}"
    splits = {edge.target: edge.source for edge in reading.flow.edges if edge.target.endswith("_split")}
    now = {(splits.get(edge.source, edge.source), edge.target, edge.when) for edge in reading.flow.edges}
    was = {(f"node_{edge.source}", f"node_{edge.target}", edge.when) for edge in flow.edges}
    assert was <= now


@given(random_flows())
@settings(max_examples=50, deadline=None)
def test_what_is_written_is_plain_xml_with_unique_ids_and_no_loose_ends(flow: Flow) -> None:
    root = ElementTree.fromstring(write_bpmn(flow))  # noqa: S314 - written here
    ids = [element.get("id") for element in root.iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    for element in root.iter():
        for reference in ("sourceRef", "targetRef", "attachedToRef", "default", "bpmnElement", "messageRef"):
            assert element.get(reference) in (None, *ids)
    drawn = [element for element in root.iter() if element.tag.endswith("BPMNShape")]
    assert len(drawn) == len(flow.nodes)


def test_a_flow_that_can_not_be_drawn_is_not_written() -> None:
    def flow(**parts: object) -> Flow:
        return Flow.model_validate({"key": "f", "trigger": {"on": "call"}, **parts})

    start = {"id": "a", "type": "start"}
    for broken in (
        flow(nodes=[start, start]),
        flow(nodes=[{**start, "parent": "nowhere"}]),
        flow(nodes=[{"id": "a", "type": "subprocess", "parent": "a"}]),
        flow(nodes=[start], edges=[{"from": "a", "to": "b"}]),
        flow(nodes=[{"id": "a", "type": "boundary", "on": "b", "catch": "error"}]),
    ):
        with pytest.raises(CannotWrite) as found:
            write_bpmn(broken)
        assert found.value.detail["zh-CN"] and found.value.detail["en"]


def changed(pattern: str, replacement: str, flow: Flow = EVERYTHING) -> Flow:
    """The flow read again after another tool has changed its file."""
    text = write_bpmn(flow).decode()
    assert re.search(pattern, text), pattern
    reading = read_bpmn(re.sub(pattern, replacement, text, count=1).encode())
    assert reading.flow is not None
    return reading.flow


@pytest.mark.parametrize(
    ("pattern", "replacement", "node", "setting", "value"),
    [
        ('name="经理 &amp; &lt;审批&gt;"', 'name="总监"', "ask", "label", "总监"),
        (r">P2D<", ">PT36H<", "pause", "for", "36 hours"),
        (r">DATEADD[^<]*<", ">due<", "until", "until", "due"),
        (r'calledElement="other_flow"', 'calledElement="third"', "call", "flow", "third"),
        (r">R3/PT1.5H<", ">R5/PT2H<", "late", "after", "2 hours"),
        (r'cancelActivity="false"', 'cancelActivity="true"', "late", "interrupt", True),
        (r">participants<", ">lines.id<", "sub", "each", {"over": "lines.id", "mode": "sequential"}),
        (r"<bpmn:terminateEventDefinition />", "", "kill", "terminate", False),
        (r">Node_fill</bpmn:flowNodeRef>", ">Node_give</bpmn:flowNodeRef>", "fill", "assignees", [{"role": "sales"}]),
        (r'<bpmn:lane id="Lane_sales" name="sales">', '<bpmn:lane id="x" name="buyers">', "fill", "assignees",
         [{"role": "buyers"}]),
        (r">x = 1\nif", ">x = 2\nif", "run", "code", "x = 2\nif x < 2 and x > 0:\n    y = '&'"),
    ],
)  # fmt: skip
def test_what_another_tool_has_changed_is_taken_over(
    pattern: str, replacement: str, node: str, setting: str, value: object
) -> None:
    flow = changed(pattern, replacement)
    data = flow.by_id[node].model_dump(mode="json", by_alias=True, exclude_none=True)
    if setting == "each":
        data["each"].pop("until", None)
    if setting == "assignees":
        data["assignees"] = [{"role": one["role"]} for one in data["assignees"]]
    assert data[setting] == value
    untouched = {one.id for one in flow.nodes} - {node, "give"}
    assert all(flow.by_id[one] == EVERYTHING.by_id[one] for one in untouched)


def test_a_gateway_of_another_kind_and_a_changed_condition_are_taken_over() -> None:
    text = write_bpmn(EVERYTHING).decode()
    text = text.replace("bpmn:inclusiveGateway", "bpmn:exclusiveGateway")
    text = text.replace("amount &gt; 3 &amp;  2<", "amount &gt; 9<")
    flow = read_bpmn(text.encode()).flow
    assert flow is not None
    branch = flow.by_id["branch"]
    assert branch.type == "branch" and branch.mode == "exclusive"
    assert flow.edges[5].when == "amount > 9"


def test_a_task_turned_into_another_kind_is_read_as_that() -> None:
    flow = changed(
        r"(?s)<bpmn:sendTask id=\"Node_tell\"(.*?)</bpmn:sendTask>", r'<bpmn:userTask id="Node_tell"\1</bpmn:userTask>'
    )
    assert flow.by_id["tell"].type == "fill"


def test_a_copy_made_by_another_tool_gets_an_id_of_its_own() -> None:
    text = write_bpmn(EVERYTHING).decode()
    copy = re.search(r"(?s)<bpmn:callActivity.*?</bpmn:callActivity>", text)
    assert copy
    twice = text.replace(copy[0], copy[0] + copy[0].replace("Node_call", "Activity_1abc"))
    flow = read_bpmn(twice.encode()).flow
    assert flow is not None
    called = flow.by_id["activity_1abc"]
    assert called.type == "call" and called.flow == "other_flow"
    assert flow.by_id["call"] == EVERYTHING.by_id["call"]


def test_a_shape_moved_in_another_tool_keeps_its_place() -> None:
    text = write_bpmn(EVERYTHING).decode()
    bounds = re.search(r'bpmnElement="Node_cc">\s*<dc:Bounds x="([^"]*)"', text)
    assert bounds
    moved = text.replace(bounds[0], bounds[0].replace(f'x="{bounds[1]}"', 'x="5000.0"'))
    flow = read_bpmn(moved.encode()).flow
    assert flow is not None
    assert flow.layout["cc"].x == 5000 - 60
    assert flow.layout["ask"] == EVERYTHING.layout["ask"]


def test_damaged_settings_are_reported_and_the_element_is_read_as_plain_bpmn() -> None:
    text = write_bpmn(EVERYTHING).decode().replace('"type":"cc"', '"type":"nonsense"')
    reading = read_bpmn(text.encode())
    assert [(found.code, found.element) for found in reading.problems][:1] == [("settings", "Node_cc")]
    assert reading.flow is not None
    assert reading.flow.by_id["cc"].type == "notify"
