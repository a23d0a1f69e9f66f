"""Lint of buttons that the form alone can't do: whether the flows that they start are there."""

from __future__ import annotations

from collections.abc import Iterator

from dougong.apps.hooks import hooks
from dougong.kit.db import Transaction
from engines.form.definition import Form
from engines.form.fields.button import ButtonField, StartFlow
from engines.form.labels import sentence
from engines.form.problems import Problem


def button_problems(tx: Transaction, app_id: str, form: Form) -> Iterator[Problem]:
    """Buttons whose flow is gone, unpublished, of another form, or doesn't begin with a button. Warnings: a package
    brings its forms before its flows, and a press says the same."""
    starting = [
        (index, field.action.flow)
        for index, field in enumerate(form.fields)
        if isinstance(field, ButtonField) and isinstance(field.action, StartFlow)
    ]
    if not starting:
        return
    store = next((part.store for part in hooks.parts if part.kind == "flow"), None)
    flows = {} if store is None else {key: definition for key, _n, definition in store.published(tx, app_id)}
    for index, key in starting:
        flow = flows.get(key)
        if flow is None:
            message = sentence(f"没有已发布的流程“{key}”。", f"There is no published flow “{key}”.")
        elif flow.get("form") != form.key or flow.get("trigger", {}).get("on") != "button":
            message = sentence(
                f"流程“{key}”不是由本表单的按钮发起的。", f"The flow “{key}” doesn't begin with a button of this form."
            )
        else:
            continue
        yield Problem(("fields", index, "action", "flow"), "unknown_flow", message, "warning")
