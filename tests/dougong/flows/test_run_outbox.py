"""What leaves an instance: calls, scripts, children, messages; what fails, what nobody knows, what is tried again."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from sqlalchemy import insert, select, update

from dougong.flows import relay
from dougong.flows.models import flow_fact, flow_instance, flow_outbox
from dougong.kit import jobs
from dougong.kit.config import Settings
from dougong.kit.ids import new_id
from dougong.kit.jobs import AT_ONCE
from dougong.kit.jobs_model import job
from dougong.kit.runner import Runner
from engines.flow.events import Decide
from tests.dougong.aging import choose, later, run
from tests.dougong.flows.run_office import Office, flow_of, office, settings
from tests.dougong.flows.test_run_tasks import get, post

__all__ = ["office", "settings"]
LATER = {"id": "later", "type": "wait", "for": "30 days"}


@contextmanager
def other_system(*answers: tuple[int, bytes]) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """A server that gives these answers in turn (the last one for ever), and what it was asked."""
    asked: list[dict[str, Any]] = []
    left = list(answers)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            asked.append({"path": self.path, "headers": dict(self.headers), "body": body.decode()})
            status, content = left.pop(0) if len(left) > 1 else left[0]
            if status == 0:
                self.connection.close()
                return
            self.send_response(status)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: Any) -> None:
            """Nobody reads it."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}", asked
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def deliver(office: Office, allow: str = "127.0.0.1") -> int:
    return relay.deliver_due(office.database, {Settings: Settings(outbound_allow=allow)})


def make_due(office: Office) -> None:
    with office.database.transaction() as tx:
        waiting = flow_outbox.c.state == "pending"
        tx.execute(update(flow_outbox).where(waiting).values(next_at=AT_ONCE))


def http(url: str, **more: Any) -> dict[str, Any]:
    return {"id": "call", "type": "http", "url": url, "timeout": 2, "retries": 2, "backoff": "1 minute", **more}


def test_a_call_fills_its_texts_carries_one_key_and_saves_what_was_answered(office: Office) -> None:
    with other_system((200, b'{"data": {"no": "A-7", "price": 12.5}}')) as (url, asked):
        node = http(
            url + "/deals/{id}?n={name}",
            body='{"name": "{name}", "amount": {amount}}',
            save={"number": "data.no", "price": "data.price"},
        )
        variables = [{"key": "number", "type": "text"}, {"key": "price", "type": "number"}]
        sets = [{"field": "note", "value": "flow.number"}, {"field": "amount", "value": "flow.price"}]
        write = {"id": "write", "type": "update", "set": sets}
        record_id = office.deal(name='一 "号"&', amount=3)
        instance = office.begin(office.publish(flow_of("call", node, write, variables=variables)), record_id)
        assert deliver(office) == 1
        (call,) = asked
        assert call["path"] == f"/deals/{record_id}?n=%E4%B8%80%20%22%E5%8F%B7%22%26"
        assert call["body"] == '{"name": "一 \\"号\\"&", "amount": 3}'
        assert call["headers"]["Idempotency-Key"].startswith(f"{instance}:")
        record = office.record(record_id)
        assert (record["note"], record["amount"]) == ("A-7", 12.5)
        assert office.instance(instance).result == "done"


def test_a_failure_that_may_pass_is_tried_again_with_the_same_key(office: Office) -> None:
    with other_system((503, b""), (200, b"{}")) as (url, asked):
        instance = office.begin(office.publish(flow_of("call", http(url))), office.deal())
        assert deliver(office) == 1
        (row,) = office.outbox(instance)
        assert (row.state, row.attempts) == ("pending", 1)
        assert row.next_at - office.database.clock() > timedelta(seconds=50)
        assert deliver(office) == 0
        make_due(office)
        assert deliver(office) == 1
        assert len({call["headers"]["Idempotency-Key"] for call in asked}) == 1
        assert office.instance(instance).status == "ended"


def test_when_nobody_knows_whether_it_happened_an_operator_is_told_and_a_retry_keeps_the_key(office: Office) -> None:
    with other_system((0, b""), (0, b""), (0, b""), (200, b"{}")) as (url, asked):
        instance = office.begin(office.publish(flow_of("call", http(url))), office.deal())
        for _ in range(3):
            make_due(office)
            deliver(office)
        (row,) = office.outbox(instance)
        assert (row.state, row.attempts) == ("unknown", 3)
        (failure,) = get(office.admin, "/apps/crm/flow-failures")["items"]
        assert failure["unknown"] is True and failure["instance"]["id"] == instance
        assert [each["id"] for each in get(office.admin, "/apps/crm/flow-instances?status=failed")["items"]] == [
            instance
        ]
        assert get(office.admin, "/apps/crm/flow-instances?status=stuck")["items"] == []
        post(office.admin, f"/instances/{instance}:retry", {"token": failure["token"]})
        deliver(office)
        assert len({call["headers"]["Idempotency-Key"] for call in asked}) == 1
        assert office.instance(instance).result == "done"
        actions = [row["action"] for row in get(office.admin, "/audit")["items"]]
        assert "flow_instance.retry" in actions


def test_an_internal_address_is_refused_at_once(office: Office) -> None:
    with other_system((200, b"{}")) as (url, asked):
        instance = office.begin(office.publish(flow_of("call", http(url))), office.deal())
        deliver(office, allow="")
        assert asked == []
        assert office.outbox(instance)[0].state == "failed"
        assert office.instance(instance).failed == 1


def test_a_script_computes_in_its_own_process_and_can_not_read_files(office: Office) -> None:
    good = {
        "id": "script", "type": "script", "code": "out = sum(range(int(amount))) + 0.5", "inputs": {"amount": "amount"},
        "outputs": ["out"],
    }  # fmt: skip
    write = {"id": "write", "type": "update", "set": [{"field": "amount", "value": "flow.out"}]}
    variables = [{"key": "out", "type": "number"}]
    record_id = office.deal(amount=5)
    office.begin(office.publish(flow_of("script", good, write, variables=variables)), record_id)
    deliver(office)
    assert office.record(record_id)["amount"] == 10.5
    bad = {**good, "code": "out = open('/etc/passwd').read()"}
    variables = [{"key": "out", "type": "text"}]
    instance = office.begin(office.publish(flow_of("bad", bad, variables=variables)), record_id)
    deliver(office)
    (failure,) = get(office.admin, f"/instances/{instance}")["failures"]
    assert failure["code"] == "script_error"
    loop = {**good, "code": "n = 0\nwhile True:\n    n = n + 1", "timeout": 1}
    instance = office.begin(office.publish(flow_of("loop", loop, variables=variables)), record_id)
    for _ in range(3):
        make_due(office)
        deliver(office)
    assert get(office.admin, f"/instances/{instance}")["failures"]


def test_children_run_and_report_once_and_a_missing_one_fails_the_step(office: Office) -> None:
    office.publish(flow_of("kid", {"id": "bump", "type": "update", "set": [{"field": "kids", "value": "kids + 1"}]}))
    kid = {"id": "kid", "type": "call", "flow": "kid"}
    record_id = office.deal()
    parent = office.begin(office.publish(flow_of("parent", kid)), record_id)
    deliver(office)
    assert office.record(record_id)["kids"] == 1
    assert office.instance(parent).result in ("done", "approved")
    (child,) = office.of("kid")
    assert (child.parent_id, child.depth, child.root_id) == (parent, 1, parent)
    lost = office.begin(office.publish(flow_of("lost", {**kid, "flow": "nobody"})), record_id)
    deliver(office)
    assert office.instance(lost).failed == 1


def test_flows_that_call_each_other_without_end_are_stopped(office: Office) -> None:
    office.publish(flow_of("kid", {"id": "again", "type": "call", "flow": "kid"}))
    office.begin(office.publish(flow_of("parent", {"id": "kid", "type": "call", "flow": "kid"})), office.deal())
    for _ in range(30):
        make_due(office)
        deliver(office)
    children = office.of("kid")
    assert len(children) == 16
    assert [child.failed for child in children] == [0] * 15 + [1]


def test_a_waiting_flow_wakes_when_its_record_changes_or_a_message_comes(office: Office) -> None:
    record_id = office.deal()
    held = office.begin(
        office.publish(flow_of("held", {"id": "w", "type": "wait", "when": "stage = 'won'"})), record_id
    )
    told = office.begin(office.publish(flow_of("told", {"id": "w", "type": "wait", "message": "paid"})), record_id)
    office.begin(office.publish(flow_of("tell", {"id": "s", "type": "send", "message": "paid"})), record_id)
    deliver(office)
    assert office.instance(told).status == "ended" and office.instance(held).status == "running"
    version = office.record(record_id)["version"]
    answer = office.admin.browser.patch(
        f"/api/v1/apps/crm/forms/deal/records/{record_id}", json={"stage": "won", "version": version}
    )
    assert answer.status_code == 200
    assert deliver(office) == 1
    assert office.instance(held).status == "ended"


def test_a_call_of_a_withdrawn_step_never_leaves(office: Office) -> None:
    with other_system((200, b"{}")) as (url, asked):
        instance = office.begin(office.publish(flow_of("call", http(url))), office.deal())
        post(office.admin, f"/instances/{instance}:cancel", {"comment": "停"})
        assert deliver(office) == 0
        assert asked == []
        assert office.outbox(instance)[0].state == "cancelled"


@pytest.mark.parametrize("decided", [True, False])
def test_what_the_broker_forgot_the_sweeper_finds(office: Office, decided: bool) -> None:
    ask = {"id": "ask", "type": "approval", "assignees": [{"person": office.admin.id}]}
    kid = {"id": "kid", "type": "call", "flow": "kid"}
    office.publish(flow_of("kid", {"id": "bump", "type": "update", "set": [{"field": "kids", "value": "kids + 1"}]}))
    edges = [
        {"from": "start", "to": "ask"},
        {"from": "ask", "to": "kid", "when": "outcome = 'approved'"},
        {"from": "ask", "to": "end", "default": True},
        {"from": "kid", "to": "end"},
    ]
    instance = office.begin(office.publish(flow_of("main", ask, kid, edges=edges)), office.deal())
    (task,) = office.tasks(instance)
    office.execute(instance, Decide(task.task, office.admin.id, "approve" if decided else "reject", "…"))
    with office.database.snapshot() as tx:
        assert relay.is_due(tx) is decided
        assert (tx.execute(select(flow_outbox.c.id)).first() is not None) is decided


def test_what_was_sent_goes_some_time_after_its_flow_has_ended_and_what_nobody_settled_stays(office: Office) -> None:
    with other_system((200, b"{}")) as (url, _asked):
        call = office.publish(flow_of("call", http(url)))
        ended, running = office.begin(call, office.deal()), office.begin(office.publish(flow_of("wait", LATER)))
        assert deliver(office) == 1
    long_ago = office.database.clock() - timedelta(days=31)
    with office.database.transaction() as tx:
        tx.execute(update(flow_instance).where(flow_instance.c.id == ended).values(ended_at=long_ago))
    settings = Settings(keep_outbox_days=30)
    for expected in (1, 0):
        with office.database.transaction() as tx:
            job_id = jobs.enqueue(tx, "retention.run")
        assert job_id is not None
        Runner(office.database, {Settings: settings}).run(job_id)
        with office.database.snapshot() as tx:
            result = tx.execute(select(job.c.result).where(job.c.id == job_id)).scalar_one()
        assert result.get("flow_messages", 0) == expected
    assert office.outbox(ended) == []
    assert office.instance(running).status == "running"


def test_runs_that_ended_go_with_all_they_left_and_what_is_open_stays(office: Office) -> None:
    done = office.publish(flow_of("done"))
    waiting = office.publish(flow_of("wait", LATER))
    alone, child, unsettled, parent = (office.begin(done, office.deal()) for _ in range(4))
    running = office.begin(waiting, office.deal())
    with office.database.transaction() as tx:
        i = flow_instance.c
        tx.execute(update(flow_instance).where(i.id == child).values(parent_id=running, root_id=running))
        body = {"kind": "http", "body": {}, "attempts": 1, "next_at": tx.now, "created_at": tx.now}
        row = {"id": new_id(), "instance_id": unsettled, "key": "k", "state": "failed", **body}
        tx.execute(insert(flow_outbox).values(**row))
    choose(office.company, flow_runs=90)
    assert run(office.database).get("flow_runs", 0) == 0
    later(office.database, 91)
    assert run(office.database)["flow_runs"] == 2
    with office.database.snapshot() as tx:
        left = set(tx.execute(select(flow_instance.c.id)).scalars())
        facts = set(tx.execute(select(flow_fact.c.instance_id)).scalars())
    assert {alone, parent}.isdisjoint(left) and {child, unsettled, running} <= left
    assert facts <= left
