"""Traces as a collector gets them: requests, their statements, jobs; nothing of a record; nothing when it is off."""

import json
import re
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar

import pytest

from dougong.kit import spans, tracing
from dougong.kit.config import Settings
from dougong.kit.timing import TIMING
from tests.dougong.people import Company
from tests.dougong.records.conftest import CUSTOMER, build_app

PARENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"


class Collector(BaseHTTPRequestHandler):
    """Takes what comes, as a collector does."""

    spans: ClassVar[list[dict[str, Any]]] = []
    asked: ClassVar[list[tuple[str, str | None]]] = []

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        self.asked.append((self.path, self.headers["authorization"]))
        for resource in body["resourceSpans"]:
            assert {"key": "service.name", "value": {"stringValue": "dougong"}} in resource["resource"]["attributes"]
            for scope in resource["scopeSpans"]:
                self.spans.extend(scope["spans"])
        self.send_response(200)
        self.send_header("content-length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def collector() -> Iterator[str]:
    Collector.spans.clear()
    Collector.asked.clear()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Collector)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    tracing.close_tracing()
    server.shutdown()
    server.server_close()


def facts(span: dict[str, Any]) -> dict[str, str]:
    return {each["key"]: next(iter(each["value"].values())) for each in span["attributes"]}


def test_a_request_is_a_trace_with_its_statements_and_without_a_value(
    settings: Settings, company: Company, collector: str
) -> None:
    shop = build_app(company, "shop", "商店", {"customer": CUSTOMER})
    browser, path = shop.builder.browser, shop.records("customer")
    assert TIMING.statement is None, "nothing is made where nobody collects"
    told = {"otlp_endpoint": collector, "otlp_headers": "Authorization=Bearer s3cret", "outbound_allow": "127.0.0.1"}
    tracing.open_tracing(Settings(**{**settings.model_dump(), **told}))
    answer = browser.post(path, json={"name": "甲公司"}, headers={"traceparent": PARENT})
    assert answer.status_code == 201
    assert browser.get(f"{path}/{answer.json()['id']}").status_code == 200
    assert browser.get("/api/v1/apps/nowhere/forms/x/records").status_code == 404
    tracing.close_tracing()
    assert set(Collector.asked) == {("/v1/traces", "Bearer s3cret")}
    made, read, lost = [each for each in Collector.spans if each["kind"] == spans.SERVER]
    assert made["name"] == "POST /api/v1/apps/{app}/forms/{form}/records"
    assert facts(made)["dougong.request_id"] == answer.headers["x-request-id"]
    assert (made["traceId"], made["parentSpanId"]) == tuple(PARENT.split("-")[1:3])
    assert "parentSpanId" not in read and read["traceId"] not in (made["traceId"], lost["traceId"])
    assert [facts(each)["http.response.status_code"] for each in (made, read, lost)] == ["201", "200", "404"]
    for each in (made, read):
        inside = [other for other in Collector.spans if other.get("parentSpanId") == each["spanId"]]
        assert inside and {other["traceId"] for other in inside} == {each["traceId"]}
        for other in inside:
            assert int(each["startTimeUnixNano"]) <= int(other["endTimeUnixNano"]) <= int(each["endTimeUnixNano"])
    assert {"INSERT", "SELECT"} <= {each["name"] for each in Collector.spans}
    everything = json.dumps(Collector.spans, ensure_ascii=False)
    assert "甲公司" not in everything and answer.json()["id"] not in everything
    assert all(re.fullmatch("[0-9a-f]{32}", each["traceId"]) for each in Collector.spans)


def test_in_private_mode_traces_go_nowhere_but_to_a_listed_host_and_nobody_waits(
    settings: Settings, collector: str
) -> None:
    told = {"otlp_endpoint": collector, "private": True}
    tracing.open_tracing(Settings(**{**settings.model_dump(), **told}))
    (tracer,) = tracing._TRACER
    with spans.span("job x", {}, root=True), spans.span("flow step", {}) as inner:
        assert inner is not None
    with spans.span("alone", {}) as alone:
        assert alone is None, "what belongs to nothing is no trace"
    tracing.close_tracing()
    assert (Collector.asked, tracer.sent, tracer.dropped) == ([], 0, 2)
    with pytest.raises(ValueError, match="otlp_endpoint"):
        Settings(otlp_endpoint="collector:4318")
