"""What happens after what, on one page. Rooms publish; here it is said who listens.

| event                                   | reaction                                                             |
|-----------------------------------------|----------------------------------------------------------------------|
| a form is published (apps)              | its stored formulas are computed again, and those that read it        |
| a deleted form is purged (apps)          | its counters and saved views go                                       |
| a package with demo data is installed   | its rows go through the write pipeline (records)                       |
| a form is about to change (apps)        | flows, dashboards and saved views that would break are told          |
| a record changes (records)              | computed fields of other forms follow (inside records); `RECORD_LISTENERS` |
| a record's activity is asked for (records) | flows tell the steps they took with it (flows)                     |
| records are merged (records)            | instances of flows go with them (flows)                               |
| a button of a form is pressed (records) | the flow it starts begins (flows)                                     |
| a record is about to change (records)   | a gate of a flow may hold the change (flows)                          |
| an alert of a dashboard rings (reports) | flows that wait for its message start (flows)                         |
| a flow takes a step (flows)             | people are told, held changes are made or dropped, messages start flows |
"""

from __future__ import annotations

from collections.abc import Mapping

from dougong.accounts import personal_tasks, post
from dougong.accounts import tasks as account_tasks
from dougong.apps.dependencies import Use
from dougong.apps.hooks import ChangeReader, hooks
from dougong.apps.pages import part as page_part
from dougong.apps.upgrade import tasks as upgrade_tasks
from dougong.audit import keeping as audit_keeping
from dougong.flows import (
    analysing,
    calendars,
    clock_tasks,
    deeds,
    dependents,
    forgetting,
    gate,
    held_view,
    instances,
    measured,
    moving,
    notices,
    packaging,
    publishing,
    starting,
    substitutes,
    triggers,
    watching,
)
from dougong.flows import part as flow_part
from dougong.flows import tasks as flow_tasks
from dougong.flows.hooks import Message
from dougong.flows.hooks import hooks as flow_hooks
from dougong.kit.db import Transaction
from dougong.messaging import tasks as messaging_tasks
from dougong.operations.keeping import tasks as keeping_tasks
from dougong.operations.retention import tasks as retention_tasks
from dougong.operations.uninstalling import tasks as uninstalling_tasks
from dougong.records import demo, purge, tasks, view_uses
from dougong.records import forgetting as record_forgetting
from dougong.records.around import live as record_live
from dougong.records.around import tasks as around_tasks
from dougong.records.duplicates import tasks as duplicate_tasks
from dougong.records.editing import tasks as edit_tasks
from dougong.records.exporting import tasks as export_tasks
from dougong.records.feed import position
from dougong.records.hooks import hooks as record_hooks
from dougong.records.importing import tasks as import_tasks
from dougong.records.presets import packaging as record_templates
from dougong.records.printing import tasks as print_tasks
from dougong.records.public import packaging as public_links
from dougong.records.public import tasks as public_form_tasks
from dougong.records.samples import tasks as sample_tasks
from dougong.records.scheduled import tasks as scheduled_tasks
from dougong.records.webhooks import tasks as webhook_tasks
from dougong.records.work import Listener
from dougong.reports import dependents as dashboard_dependents
from dougong.reports import packaging as dashboard_packaging
from dougong.reports import part as dashboard_part
from dougong.reports import tasks as report_tasks
from dougong.reports.hooks import Rang
from dougong.reports.hooks import hooks as report_hooks
from engines.form.definition import Form

RECORD_LISTENERS: tuple[Listener, ...] = (watching.on_records, triggers.on_records, record_live.on_records)
"""Called inside the transaction of each change of records, in this order."""


JOBS = (
    account_tasks,
    personal_tasks,
    tasks,
    around_tasks,
    duplicate_tasks,
    edit_tasks,
    import_tasks,
    export_tasks,
    print_tasks,
    sample_tasks,
    upgrade_tasks,
    scheduled_tasks,
    public_form_tasks,
    webhook_tasks,
    flow_tasks,
    analysing,
    clock_tasks,
    substitutes,
    messaging_tasks,
    report_tasks,
    keeping_tasks,
    retention_tasks,
    uninstalling_tasks,
)

"""Modules that register jobs by being imported; every door needs all of them."""

KEEPERS = (record_forgetting, forgetting, post, audit_keeping)
"""Modules that say how long things are kept, besides those with jobs."""


def bind() -> None:
    """Binds the reactions above; called once by each door."""
    hooks.published = [tasks.after_publish]
    hooks.dropped = [purge.forget_form]
    hooks.parts = (dashboard_part.PART, flow_part.PART, page_part.PART)
    hooks.changes = ChangeReader(position.newest, position.changed_records)
    hooks.demo_loader = demo.load_demo
    hooks.demo_loaded = packaging.after_demo
    hooks.flow_exporter = packaging.export
    hooks.flow_installer = packaging.install
    hooks.modules_switched = publishing.modules_switched
    hooks.flow_run = deeds.has_started
    hooks.flow_uses = _broken_by_forms
    hooks.view_uses = view_uses.touched_views
    hooks.dashboard_exporter = dashboard_packaging.export
    hooks.dashboard_installer = dashboard_packaging.install
    hooks.record_template_exporter = record_templates.export
    hooks.record_template_installer = record_templates.install
    hooks.public_link_exporter = public_links.export
    hooks.public_link_installer = public_links.install
    record_hooks.hold = gate.hold
    record_hooks.flow_steps = instances.steps_of_record
    record_hooks.move_flows = moving.move_instances
    record_hooks.start_flow = starting.press_by_field
    record_hooks.calendar = calendars.default_calendar
    record_hooks.rule_forms = forgetting.rule_forms
    flow_hooks.listeners = RECORD_LISTENERS
    flow_hooks.held = held_view.of_instance
    flow_hooks.notice = notices.notice
    flow_hooks.send = notices.send
    flow_hooks.deliverers["send"] = notices.deliver
    flow_hooks.release = gate.release
    flow_hooks.message = starting.on_message
    flow_hooks.calendar = calendars.of_flow
    report_hooks.rang = _start_waiting
    report_hooks.sources = {"$todos": measured.todos, "$steps": measured.steps}


def _start_waiting(tx: Transaction, rang: Rang) -> None:
    """An alert rang: flows of the app whose trigger waits for its message start, without a record."""
    starting.on_message(tx, Message(rang.app, rang.message, None, rang.payload, rang.firing, "alert"))


def _broken_by_forms(tx: Transaction, app_key: str, forms: Mapping[str, Form], language: str) -> list[Use]:
    """What stands on forms and would break with these: flows, dashboards."""
    flows = dependents.broken_flows(tx, app_key, forms, language)
    return flows + dashboard_dependents.broken_dashboards(tx, app_key, forms, language)
