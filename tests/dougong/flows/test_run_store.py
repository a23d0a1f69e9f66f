"""One command, one transaction: instances begin, are decided, write records, and what is done twice happens once."""

from engines.flow.events import Decide
from tests.dougong.flows.run_office import Office, flow_of, office, settings

__all__ = ["office", "settings"]


def test_an_approval_opens_a_task_and_its_decision_ends_the_flow(office: Office) -> None:
    boss = office.hire("老板", "boss")
    ask = {"id": "ok", "type": "approval", "label": "审批", "assignees": [{"role": "boss"}]}
    flow_id = office.publish(flow_of("ask", ask, title="请批 {name}"))
    record_id = office.deal(name="大单")
    instance = office.begin(flow_id, record_id)
    (task,) = office.tasks(instance)
    assert (task.person, task.kind, task.title["zh-CN"]) == (boss.id, "approval", "请批 大单")
    office.execute(instance, Decide(task.task, boss.id, "approve"))
    done = office.instance(instance)
    assert (done.status, done.result) == ("ended", "approved")
    assert office.tasks(instance) == []
