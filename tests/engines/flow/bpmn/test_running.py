"""A file of another product, read, compiled, and run by the engine."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engines.flow.bpmn import read_bpmn
from engines.flow.events import MessageArrived
from tests.engines.flow.harness import Run, person

FILE = """<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
  xmlns:flowable="http://flowable.org/bpmn" targetNamespace="x">
  <process id="leave" name="请假">
    <startEvent id="start" flowable:initiator="who" />
    <userTask id="boss" name="经理审批" flowable:assignee="{ann}" />
    <boundaryEvent id="late" attachedToRef="boss"><timerEventDefinition><timeDuration>P2D</timeDuration>
    </timerEventDefinition></boundaryEvent>
    <exclusiveGateway id="ok" default="no" />
    <parallelGateway id="fork" /><parallelGateway id="join" />
    <userTask id="hand" name="交接" flowable:assignee="${{who}}" />
    <receiveTask id="paid" name="paid" />
    <endEvent id="end" /><endEvent id="stop"><terminateEventDefinition /></endEvent>
    <sequenceFlow id="f1" sourceRef="start" targetRef="boss" />
    <sequenceFlow id="f2" sourceRef="boss" targetRef="ok" />
    <sequenceFlow id="f3" sourceRef="late" targetRef="stop" />
    <sequenceFlow id="yes" sourceRef="ok" targetRef="fork">
      <conditionExpression><![CDATA[${{approved == true && amount > 3}}]]></conditionExpression>
    </sequenceFlow>
    <sequenceFlow id="no" sourceRef="ok" targetRef="stop" />
    <sequenceFlow id="f5" sourceRef="fork" targetRef="hand" /><sequenceFlow id="f6" sourceRef="fork" targetRef="paid" />
    <sequenceFlow id="f7" sourceRef="hand" targetRef="join" /><sequenceFlow id="f8" sourceRef="paid" targetRef="join" />
    <sequenceFlow id="f9" sourceRef="join" targetRef="end" />
  </process>
</definitions>""".format(ann=person("ann"))


@pytest.fixture
def run() -> Run:
    reading = read_bpmn(FILE.encode())
    assert [found.code for found in reading.problems] == ["guessed_approval"]
    assert reading.flow is not None
    return Run.of(reading.flow, record={"amount": 5}).start("ivy")


def test_an_imported_flow_runs_to_its_end(run: Run) -> None:
    run.decide("ann", "approve")
    assert run.open() == {person("ivy"): "hand"}
    run.decide("ivy", "submit")
    assert run.result is None
    run.send(MessageArrived("paid"))
    assert run.result == "approved"


def test_what_was_rejected_takes_the_other_way_of_the_gateway(run: Run) -> None:
    run.decide("ann", "reject", comment="no")
    assert (run.result, run.open()) == ("rejected", {})


def test_its_boundary_timer_ends_it(run: Run) -> None:
    run.fire(within=timedelta(days=2))
    assert run.open() == {}
    assert run.result is not None
