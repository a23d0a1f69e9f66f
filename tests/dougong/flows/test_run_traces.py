"""A trace goes on in what a request has asked for: its jobs, the deliveries of its flows, the systems they call."""

from sqlalchemy import select

from dougong.flows.store import RELAY
from dougong.kit import jobs, tracing
from dougong.kit.config import Settings
from dougong.kit.jobs_model import job
from dougong.kit.runner import Runner
from tests.dougong.flows.run_office import APP, Office, flow_of, office, settings
from tests.dougong.flows.test_run_outbox import http, other_system
from tests.dougong.kit.test_tracing import PARENT, Collector, collector, facts
from tests.dougong.settled import settle

__all__ = ["collector", "office", "settings"]


def run_jobs(office: Office, kind: str, told: Settings) -> None:
    """What waits of this kind, as a worker does it."""
    c = job.c
    with office.database.snapshot() as tx:
        waiting = list(tx.execute(select(c.id).where(c.kind == kind, c.state == "queued")).scalars())
    runner = Runner(office.database, {Settings: told})
    assert waiting
    for job_id in waiting:
        runner.run(job_id)
    runner.close()


def test_a_trace_goes_on_from_a_request_into_its_jobs_their_deliveries_and_whom_they_call(
    office: Office, collector: str
) -> None:
    with other_system((200, b"{}")) as (url, asked):
        office.publish(flow_of("call", http(url + "/call"), trigger={"on": "create"}))
        hook = {"form": "deal", "label": "ERP", "url": url + "/hook"}
        assert office.admin.browser.post(f"/api/v1/apps/{APP}/webhooks", json=hook).status_code == 201
        told = Settings(otlp_endpoint=collector, outbound_allow="127.0.0.1")
        tracing.open_tracing(told)
        path, given = f"/api/v1/apps/{APP}/forms/deal/records", {"traceparent": PARENT}
        assert office.admin.browser.post(path, json={"name": "甲"}, headers=given).status_code == 201
        run_jobs(office, RELAY, told)
        settle(office.database)
        with office.database.transaction() as tx:
            jobs.enqueue(tx, "records.webhooks")
        run_jobs(office, "records.webhooks", told)
        tracing.close_tracing()
    trace = PARENT.split("-")[1]
    named, by_id = ({each[key]: each for each in Collector.spans} for key in ("name", "spanId"))
    request = named[f"POST {path.replace(APP, '{app}').replace('deal', '{form}')}"]
    relay, delivery = named[f"job {RELAY}"], named["deliver http"]
    for each in (relay, delivery):
        step = by_id[each["parentSpanId"]]
        assert (each["traceId"], step["name"]) == (trace, "flow step"), "the step that has asked for it"
        assert step["parentSpanId"] == request["spanId"]
    called, hooked = (each["headers"]["traceparent"].split("-") for each in asked)
    assert [each["path"] for each in asked] == ["/call", "/hook"]
    inside = [each for each in Collector.spans if each.get("parentSpanId") == delivery["spanId"]]
    (call,) = [each for each in inside if each["name"] == "call POST"]
    assert called[1:3] == [trace, call["spanId"]] and facts(call)["http.response.status_code"] == "200"
    collecting, sent = named["job records.webhooks"], named["webhook"]
    assert "parentSpanId" not in collecting and collecting["traceId"] != trace, "it tells what many have changed"
    assert (sent["traceId"], sent["parentSpanId"]) == (collecting["traceId"], collecting["spanId"])
    assert hooked[1] == collecting["traceId"]
    with office.database.transaction() as tx:
        jobs.enqueue(tx, "records.webhooks")
        assert tx.execute(select(job.c.trace).order_by(job.c.id.desc()).limit(1)).scalar_one() is None
