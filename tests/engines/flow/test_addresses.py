"""The step that makes out the address of a public form."""

from datetime import timedelta
from decimal import Decimal

from engines.flow import effects, events
from engines.flow.program import lint
from tests.engines.flow.harness import NOW, Run, flow_of, line, to


def test_an_address_is_asked_for_with_its_values_and_kept_in_its_variable() -> None:
    node = {
        "id": "sign", "type": "address", "form": "task", "link": "web", "expires": "2 days", "variable": "url",
        "page": "'https://shop.example/' & amount",
        "set": [{"field": "n", "value": "amount + 1"}, {"field": "name", "value": "NULL"}],
    }  # fmt: skip
    nodes = [{"id": "start", "type": "start"}, node,
             {"id": "f", "type": "fill", "assignees": to("ann")}, {"id": "end", "type": "end"}]  # fmt: skip
    edges = [("start", "sign"), ("sign", "f", "flow.url = 'https://x'"), ("sign", "end", "default"), ("f", "end")]
    run = Run.of(flow_of(nodes, edges, variables=[{"key": "url", "type": "text"}]), record={"amount": Decimal(2)})
    run.start()
    (asked,) = run.outbox
    assert isinstance(asked, effects.MakeAddress)
    assert (asked.node, dict(asked.values)) == ("sign", {"n": Decimal(3)}), "blank values are left out"
    assert (asked.until, asked.page) == (NOW + timedelta(days=2), "https://shop.example/2")
    run.send(events.Called(asked.token, {"url": "https://x"}))
    assert run.at() == ["f"]
    (nowhere,) = lint(line({**node, "set": [], "page": None}))
    assert (nowhere.code, nowhere.place) == ("unknown_variable", "variable")
