"""Who may press the button that a flow draws itself. (Button fields have rights of their own: `records.pressing`.)

Whoever reads the record may press a button whose flow changes no records. One whose flow does asks for more, on this
very record: the right to update it, or a grant that names the flow in `press`.
"""

from __future__ import annotations

from sqlalchemy import or_, select

from dougong.access.compiler import Access
from dougong.access.grants import Grant
from dougong.flows.live import Live
from dougong.kit.errors import NotAllowed, say
from dougong.records import guard
from dougong.records.work import Work
from engines.flow.changes import changes_records
from engines.flow.triggers import OnButton
from engines.form.labels import LANGS, label_text


def place_of(live: Live) -> str:
    """Where the flow's button stands: `record`, `list`, `both`, `field`; empty for flows without one."""
    return live.flow.trigger.place if isinstance(live.flow.trigger, OnButton) else ""


def might_press(access: Access, form: str, live: Live) -> bool:
    """Whether there can be a record on which the button may be pressed."""
    if not access.may(form, "read"):
        return False
    if place_of(live) == "field" or not changes_records(live.flow):
        return True
    return access.may(form, "update") or bool(_naming(access, form, live))


def may_press(work: Work, form: str, record_id: str, live: Live) -> bool:
    """Whether the button may be pressed on this record, which the caller reads."""
    if not changes_records(live.flow) or guard.covers(work, form, "update", record_id):
        return True
    grants = _naming(work.access, form, live)
    if not grants:
        return False
    table = work.access.catalog.table(form)
    rows = or_(*(work.access.scope_of(grant, form, table) for grant in grants))
    found = work.tx.execute(select(table.c["id"]).where(table.c["id"] == record_id, rows), dict(work.access.params))
    return found.first() is not None


def must_press(work: Work, form: str, record_id: str, live: Live) -> None:
    """403 for whoever reads the record and may not press."""
    if may_press(work, form, record_id, live):
        return
    trigger = live.flow.trigger
    label = trigger.label if isinstance(trigger, OnButton) else ""
    named = {lang: label_text(label if isinstance(label, str) else dict(label), lang) or live.key for lang in LANGS}
    raise NotAllowed(
        say(f"你没有使用按钮“{named['zh-CN']}”的权限。", f"You may not press “{named['en']}”."), "not_pressable"
    )


def _naming(access: Access, form: str, live: Live) -> list[Grant]:
    return [grant for grant in access.granted(form, "read") if grant.presses(live.key)]
