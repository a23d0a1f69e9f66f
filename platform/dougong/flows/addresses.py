"""Addresses of public forms that a flow signs: for the mails, messages and records of its later steps."""

from __future__ import annotations

from dougong.flows.running import Running
from dougong.kit.errors import Problem
from dougong.records.public import addresses
from engines.flow import effects
from engines.flow.events import Called, Event, Failed
from engines.flow.nodes.address import AddressNode
from engines.form.fields import FIELD_TYPES
from engines.formula import ErrorValue


def make(run: Running, effect: effects.MakeAddress) -> Event:
    """Signs the values of the step into an address of its link."""
    node = run.node(effect.node)
    assert isinstance(node, AddressNode)
    form = run.loaded.app.forms.get(node.form)
    values = {}
    for key, value in effect.values.items():
        field = form.field(key) if form is not None else None
        if field is not None and not isinstance(value, ErrorValue):
            values[key] = FIELD_TYPES[field.type].to_json(field, value)
    try:
        url = addresses.signed(run.tx, run.loaded.app, node.form, node.link, values, effect.until, effect.page)
    except Problem as problem:
        detail = problem.detail
        return Failed(effect.token, problem.code or problem.default_code, {str(key): detail[key] for key in detail})
    return Called(effect.token, {node.variable: url})
