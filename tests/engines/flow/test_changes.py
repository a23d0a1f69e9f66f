"""Which flows change records: their buttons ask for more than the right to read."""

from typing import Any

import pytest

from engines.flow.changes import changes_records
from tests.engines.flow.harness import line, to

CHANGING: list[dict[str, Any]] = [
    {"id": "a", "type": "update", "set": [{"field": "size", "value": "1"}]},
    {"id": "a", "type": "update", "form": "other", "where": "TRUE", "delete": True},
    {"id": "a", "type": "assign", "assignees": to("ann")},
    {"id": "a", "type": "fill", "assignees": to("ann")},
    {"id": "a", "type": "call", "flow": "other"},
    {"id": "a", "type": "approval", "assignees": to("ann"), "fields": {"size": "write"}},
    {"id": "a", "type": "approval", "assignees": to("ann"), "fields": {"kind": "read", "size": "require"}},
]
HARMLESS: list[dict[str, Any]] = [
    {"id": "a", "type": "create", "form": "other", "set": [{"field": "size", "value": "1"}]},
    {"id": "a", "type": "find", "form": "other", "where": "TRUE"},
    {"id": "a", "type": "cc", "assignees": to("ann")},
    {"id": "a", "type": "notify", "to": to("ann"), "title": "x"},
    {"id": "a", "type": "approval", "assignees": to("ann"), "fields": {"size": "read", "kind": "hide"}},
]


@pytest.mark.parametrize("node", CHANGING, ids=lambda node: node["type"])
def test_steps_that_change_records_are_known(node: dict[str, Any]) -> None:
    assert changes_records(line(node))


@pytest.mark.parametrize("node", HARMLESS, ids=lambda node: node["type"])
def test_steps_that_leave_records_alone_are_known(node: dict[str, Any]) -> None:
    assert not changes_records(line(node))
