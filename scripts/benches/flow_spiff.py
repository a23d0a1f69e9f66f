"""The tiny process on SpiffWorkflow: `flow.py` runs this with a library folder of its own and reads what it prints."""

from __future__ import annotations

import importlib
import json
import time
from collections.abc import Callable
from io import BytesIO
from typing import Any

SECONDS = 3.0
HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"
  xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" id="d" targetNamespace="bench">"""


def tiny() -> str:
    """start → user task → exclusive gateway → user task → end."""
    return (
        HEAD
        + """
<bpmn:process id="tiny" isExecutable="true">
  <bpmn:startEvent id="start"><bpmn:outgoing>f1</bpmn:outgoing></bpmn:startEvent>
  <bpmn:sequenceFlow id="f1" sourceRef="start" targetRef="a"/>
  <bpmn:userTask id="a" name="a"><bpmn:incoming>f1</bpmn:incoming><bpmn:outgoing>f2</bpmn:outgoing></bpmn:userTask>
  <bpmn:sequenceFlow id="f2" sourceRef="a" targetRef="x"/>
  <bpmn:exclusiveGateway id="x" default="f5"><bpmn:incoming>f2</bpmn:incoming>
    <bpmn:outgoing>f3</bpmn:outgoing><bpmn:outgoing>f5</bpmn:outgoing></bpmn:exclusiveGateway>
  <bpmn:sequenceFlow id="f3" sourceRef="x" targetRef="b">
    <bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">ok == True</bpmn:conditionExpression>
  </bpmn:sequenceFlow>
  <bpmn:sequenceFlow id="f5" sourceRef="x" targetRef="end"/>
  <bpmn:userTask id="b" name="b"><bpmn:incoming>f3</bpmn:incoming><bpmn:outgoing>f4</bpmn:outgoing></bpmn:userTask>
  <bpmn:sequenceFlow id="f4" sourceRef="b" targetRef="end"/>
  <bpmn:endEvent id="end"><bpmn:incoming>f4</bpmn:incoming><bpmn:incoming>f5</bpmn:incoming></bpmn:endEvent>
</bpmn:process></bpmn:definitions>"""
    )


def linear(count: int) -> str:
    """So many user tasks one after another."""
    ids = ["start", *(f"u{n}" for n in range(count)), "end"]
    parts = ['<bpmn:process id="tiny" isExecutable="true">']
    for place, name in enumerate(ids):
        kind = "startEvent" if place == 0 else "endEvent" if place == len(ids) - 1 else "userTask"
        flows = (f"<bpmn:incoming>f{place - 1}</bpmn:incoming>" if place else "") + (
            f"<bpmn:outgoing>f{place}</bpmn:outgoing>" if place < len(ids) - 1 else ""
        )
        parts.append(f'<bpmn:{kind} id="{name}">{flows}</bpmn:{kind}>')
        if place < len(ids) - 1:
            parts.append(f'<bpmn:sequenceFlow id="f{place}" sourceRef="{name}" targetRef="{ids[place + 1]}"/>')
    return HEAD + "".join(parts) + "</bpmn:process></bpmn:definitions>"


class Peer:
    """The library's engine, driven as ours is: a command is one user task done."""

    def __init__(self) -> None:
        self.serializer = module("SpiffWorkflow.bpmn.serializer").BpmnWorkflowSerializer()
        self._ready = module("SpiffWorkflow.util.task").TaskState.READY

    def spec(self, text: str) -> Any:
        """A process ready to run."""
        parser = module("SpiffWorkflow.bpmn.parser.BpmnParser").BpmnParser()
        parser.add_bpmn_xml(module("lxml.etree").parse(BytesIO(text.encode())), filename="tiny.bpmn")
        return parser.get_spec("tiny")

    def begin(self, spec: Any) -> Any:
        """A new instance, at its first user task."""
        workflow = module("SpiffWorkflow.bpmn.workflow").BpmnWorkflow(spec)
        workflow.do_engine_steps()
        return workflow

    def step(self, workflow: Any) -> bool:
        """One user task is done. False: there is none left."""
        ready = workflow.get_tasks(state=self._ready, manual=True)
        if not ready:
            return False
        ready[0].data["ok"] = True
        ready[0].run()
        workflow.do_engine_steps()
        return True

    def whole(self, spec: Any, *, through_json: bool) -> int:
        """An instance from start to end. → how many commands it took"""
        workflow, commands = self.begin(spec), 1
        while True:
            if through_json:
                workflow = self.serializer.deserialize_json(self.serializer.serialize_json(workflow))
            if not self.step(workflow):
                return commands
            commands += 1

    def after(self, finished: int) -> tuple[float, int]:
        """Microseconds of one stored command after so many finished ones, and the length of the state."""
        workflow = self.begin(self.spec(linear(finished + 1)))
        for _ in range(finished):
            self.step(workflow)
        document = self.serializer.serialize_json(workflow)

        def once() -> int:
            read = self.serializer.deserialize_json(document)
            self.step(read)
            self.serializer.serialize_json(read)
            return 1

        return 1e6 / rate(once), len(document)


def module(name: str) -> Any:
    """A module of the folder that `flow.py` has fetched."""
    return importlib.import_module(name)


def rate(work: Callable[[], int]) -> float:
    """How much of it a second of CPU time: others use this machine too."""
    work()
    done, began = 0, time.process_time()
    while time.process_time() - began < SECONDS:
        done += work()
    return done / (time.process_time() - began)


def main() -> None:
    peer = Peer()
    process = peer.spec(tiny())
    found = {
        "steps_per_s": rate(lambda: peer.whole(process, through_json=False)),
        "steps_per_s_through_json": rate(lambda: peer.whole(process, through_json=True)),
    }
    found["instances_per_s"] = found["steps_per_s"] / 3
    for finished in (2, 10, 100):
        found[f"us_after_{finished}"], size = peer.after(finished)
        found[f"state_bytes_after_{finished}"] = float(size)
    print(json.dumps({key: round(value, 1) for key, value in found.items()}))


if __name__ == "__main__":
    main()
