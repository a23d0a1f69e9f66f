"""Files that are broken, too big or mean harm: a list of problems, never an exception, never a surprise."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engines.flow.bpmn import read_bpmn
from engines.flow.bpmn.xml import MAX_BYTES, MAX_DEPTH, MAX_ELEMENTS

HEAD = '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL">'
FILES = sorted((Path(__file__).parent / "files").iterdir())


def only_problem(data: bytes) -> tuple[str, int]:
    reading = read_bpmn(data)
    assert reading.flow is None
    (found,) = reading.problems
    assert found.level == "error"
    return found.code, found.line


@pytest.mark.parametrize(
    "doctype",
    [
        '<!DOCTYPE d [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>',
        '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE d SYSTEM "http://example.com/evil.dtd">',
        '<!DOCTYPE d [<!ENTITY % p SYSTEM "http://example.com/p"> %p;]>',
        "<!DOCTYPE definitions>",
    ],
)
def test_a_file_with_a_dtd_or_entities_is_refused(doctype: str) -> None:
    text = f"<?xml version='1.0'?>\n{doctype}{HEAD}<process id='p'/></definitions>"
    assert only_problem(text.encode()) == ("entities", 2)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "not_xml"),
        (b"not xml at all", "not_xml"),
        (b"<a><b></a>", "not_xml"),
        (f"{HEAD}<process id='p' id='p'/></definitions>".encode(), "not_xml"),
        (b"<?xml version='1.0' encoding='klingon'?><a/>", "not_xml"),
        (b"<?xml version='1.0' encoding='gbk'?><a>\xff\xff\xff</a>", "not_xml"),
        (b"<a>&nosuch;</a>", "not_xml"),
        (b"<html><body/></html>", "not_bpmn"),
        (b"<definitions xmlns='http://schema.omg.org/spec/BPMN/1.1'/>", "not_bpmn"),
        (f"{HEAD}</definitions>".encode(), "no_process"),
    ],
)
def test_what_is_no_bpmn_file_is_said_to_be_none(data: bytes, code: str) -> None:
    assert only_problem(data)[0] == code


def test_sizes_are_bounded() -> None:
    assert only_problem(b" " * (MAX_BYTES + 1))[0] == "too_big"
    deep = "<a>" * (MAX_DEPTH + 1) + "</a>" * (MAX_DEPTH + 1)
    assert only_problem(deep.encode())[0] == "too_big"
    many = f"{HEAD}<process id='p'>" + "<task/>" * (MAX_ELEMENTS + 1) + "</process></definitions>"
    assert only_problem(many.encode())[0] == "too_big"


def test_more_steps_than_a_flow_may_have_are_refused_at_once() -> None:
    tasks = "".join(f"<task id='会{at}'/>" for at in range(40_000))
    assert only_problem(f"{HEAD}<process id='p'>{tasks}</process></definitions>".encode())[0] == "too_big"
    ways = "<sequenceFlow id='f' sourceRef='a' targetRef='a'/>" * 3_000
    assert only_problem(f"{HEAD}<process id='p'><task id='a'/>{ways}</process></definitions>".encode())[0] == "too_big"


@pytest.mark.parametrize(
    "settings_",
    [
        '{"id":"a","type":"end","parent":"b","order":"x"}', "[]", "{", '{"id":"a"}', "[" * 100_000, "null",
        '{"id":"a","type":"wait","duration":"1 day"}', '{"id":"a","type":"end","label":{"zh-CN":[]}}',
        '{"trigger":{"on":"call"},"key":"k","placed":{"a":5,"b":[1],"c":[NaN,1],"d":[1e9,1]},"layout":{"a":3}}',
        '{"trigger":{"on":"call"},"key":"k","placed":[],"nodes":[1]}', '{"trigger":{"on":"call"},"key":7}',
    ],
)  # fmt: skip
def test_settings_of_ours_that_lie_are_never_trusted(settings_: str) -> None:
    text = (
        f"{HEAD}<process id='p' xmlns:d='urn:dougong:bpmn:1'><extensionElements><d:flow>{settings_}</d:flow>"
        f"</extensionElements><endEvent id='Node_a'><extensionElements><d:node order='99999999999999'>{settings_}"
        f"</d:node></extensionElements></endEvent><sequenceFlow id='f' sourceRef='Node_a' targetRef='Node_a'>"
        f"<extensionElements><d:edge>{settings_}</d:edge></extensionElements></sequenceFlow></process></definitions>"
    )
    reading = read_bpmn(text.encode())
    assert reading.problems
    assert reading.flow is not None
    assert all(node.parent is None for node in reading.flow.nodes)


def test_strange_structure_is_reported_not_crashed_on() -> None:
    text = f"""{HEAD}<process id='p'>
        <startEvent id='s'/><startEvent id='s2'/><task id='s'/><task/>
        <boundaryEvent id='b' attachedToRef='b'><timerEventDefinition/></boundaryEvent>
        <boundaryEvent id='c' attachedToRef='none'><errorEventDefinition/></boundaryEvent>
        <sequenceFlow id='f'/><sequenceFlow id='g' sourceRef='s' targetRef='s'/>
        <intermediateCatchEvent id='w'><timerEventDefinition><timeDuration>soon</timeDuration></timerEventDefinition>
        </intermediateCatchEvent><callActivity id='k' calledElement='${{which}}'/><choreographyTask id='x'/>
        </process></definitions>"""
    reading = read_bpmn(text.encode())
    codes = {found.code for found in reading.problems}
    assert {"two_starts", "double_id", "no_id", "timer", "no_host", "dangling", "replaced", "unsupported"} <= codes


@given(st.sampled_from(FILES), st.data())
@settings(max_examples=150, deadline=None)
def test_damaged_files_give_problems_and_never_an_exception(path: Path, data: st.DataObject) -> None:
    content = bytearray(path.read_bytes())
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(content) - 1))
        match data.draw(st.sampled_from(["cut", "flip", "double"])):
            case "cut":
                del content[at : at + data.draw(st.integers(1, 40))]
            case "flip":
                content[at] = data.draw(st.sampled_from(list(b"<>\"'&=/aZ0 {}")))
            case _:
                content[at:at] = content[at : at + data.draw(st.integers(1, 200))]
        if not content:
            break
    reading = read_bpmn(bytes(content))
    assert reading.flow is not None or reading.problems


NAMES = st.sampled_from(
    ["startEvent", "endEvent", "userTask", "serviceTask", "scriptTask", "sendTask", "receiveTask", "callActivity",
     "subProcess", "transaction", "adHocSubProcess", "exclusiveGateway", "parallelGateway", "complexGateway",
     "eventBasedGateway", "intermediateCatchEvent", "intermediateThrowEvent", "boundaryEvent", "sequenceFlow",
     "timerEventDefinition", "messageEventDefinition", "signalEventDefinition", "linkEventDefinition",
     "errorEventDefinition", "multiInstanceLoopCharacteristics", "laneSet", "lane", "flowNodeRef", "timeCycle",
     "conditionExpression", "documentation", "extensionElements", "unknownThing"]
)  # fmt: skip
IDS = st.sampled_from(["a", "b", "c", "Node_a", "会", "-1", ""])
WORDS = st.sampled_from(["", "a", "R3/PT1H", "P1D", "${x > 1}", "0 0 1 * * 2", "2026-01-01", "会" * 600, "x" * 5_000])


@st.composite
def elements(draw: st.DrawFn, depth: int = 3) -> str:
    name = draw(NAMES)
    attributes = "".join(
        f" {attribute}='{draw(values)}'"
        for attribute, values in (
            ("id", IDS), ("name", WORDS), ("sourceRef", IDS), ("targetRef", IDS), ("attachedToRef", IDS),
            ("default", IDS), ("messageRef", IDS), ("calledElement", WORDS),
        )
        if draw(st.booleans())
    )  # fmt: skip
    inside = "".join(draw(st.lists(elements(depth - 1), max_size=3))) if depth else draw(WORDS)
    return f"<{name}{attributes}>{inside.replace('&', '')}</{name}>" if depth else f"<{name}{attributes}>x</{name}>"


@given(st.lists(elements(), max_size=6))
@settings(max_examples=150, deadline=None)
def test_any_nesting_of_bpmn_elements_is_read_without_an_exception(parts: list[str]) -> None:
    reading = read_bpmn(f"{HEAD}<process id='p'>{''.join(parts)}</process></definitions>".encode())
    assert reading.flow is not None or reading.problems
