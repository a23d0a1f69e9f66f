"""Links to views, as those who design the app make, list and end them.

A link keeps the view as it is at that moment: what somebody changes in the view later shows strangers nothing more. Its
rows and fields are those that whoever made it may see *when it is looked at*: with a role taken away the link shows
less, and when its maker has left it shows nothing. The address is shown once and only its hash is kept.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Any

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints
from sqlalchemy import Row, delete, func, insert, select

from dougong.audit.service import record
from dougong.kit import public_link
from dougong.kit.db import Transaction
from dougong.kit.errors import Conflict, FieldError, Invalid, NotFound, say
from dougong.kit.ids import is_id, new_id
from dougong.kit.types import iso_instant
from dougong.kit.web import Actor
from dougong.records.reading.callers import Caller
from dougong.records.view_links.models import view_link
from dougong.records.view_settings import must_fit
from engines.form.fields.attachment import AttachmentField
from engines.form.fields.button import ButtonField
from engines.form.fields.encrypted import EncryptedField
from engines.form.fields.image import ImageField
from engines.form.fields.signature import SignatureField
from engines.form.views import ViewSettings

MOST_DAYS = 366
MOST_LINKS = 50
_NEVER = (EncryptedField, AttachmentField, ImageField, SignatureField)
_DRAWN_BY = {
    "kanban": ("group_by",),
    "calendar": ("date",),
    "gantt": ("date", "end"),
    "tree": ("parent",),
    "map": ("location",),
}
"""Without these fields nothing of such a view can be drawn."""
FED = frozenset({"calendar", "gantt"})
"""Views that calendar programs can subscribe to."""
_l = view_link.c
Document = dict[str, Any]
Key = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,47}$")]


class ViewLinkBody(BaseModel):
    """A new link. `fields`: what may be seen, whatever the view names; `settings` without what it names beside them."""

    model_config = ConfigDict(extra="forbid")

    label: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]
    settings: ViewSettings
    fields: Annotated[list[Key], Field(min_length=1, max_length=200)]
    password: Annotated[str, StringConstraints(min_length=6, max_length=128)] | None = None
    expires_at: AwareDatetime


def listing(tx: Transaction, app: str, form: str) -> Document:
    """`GET …/view-links`, the newest first."""
    rows = tx.execute(select(view_link).where(_l.app == app, _l.form == form).order_by(_l.id.desc()))
    return {"items": [_document(row) for row in rows]}


def create(
    tx: Transaction, actor: Actor, caller: Caller, form: str, body: ViewLinkBody, password_hash: str | None, root: str
) -> Document:
    """A new link; its address is in this answer and nowhere else. `password_hash`: made before the transaction."""
    if not tx.now < body.expires_at <= tx.now + timedelta(days=MOST_DAYS):
        raise _wrong("expires_at", f"有效期须在 {MOST_DAYS} 天以内。", f"A link lasts at most {MOST_DAYS} days.")
    if body.settings.type == "pivot":
        raise _wrong("settings", "请用仪表盘共享透视表。", "Share a pivot table as a dashboard.")
    must_fit(body.settings, caller, form)
    shown = _shown(caller, form, body.fields)
    _must_be_drawn(caller, form, body.settings, shown)
    app = caller.app.key
    count = select(func.count()).where(_l.app == app, _l.form == form)
    if tx.execute(count).scalar_one() >= MOST_LINKS:
        raise Conflict(say("公开链接已达上限。", "The form has as many links as it can."), "too_many_links")
    kept = body.settings.without(lambda name: name not in shown)
    token, link_id = public_link.new_token(), new_id()
    tx.execute(
        insert(view_link).values(
            id=link_id,
            app=app,
            form=form,
            label=body.label,
            settings=kept.model_dump(mode="json", exclude_defaults=True),
            fields=shown,
            token_hash=public_link.hashed(token),
            password_hash=password_hash,
            expires_at=body.expires_at,
            created_by=actor.person_id,
            created_at=tx.now,
        )
    )
    record(tx, actor, "view_link.create", f"{app}/{form}", {"link": link_id, "fields": shown}, app=app)
    made = tx.execute(select(view_link).where(_l.id == link_id)).one()
    found = {**_document(made), "url": f"{root}/public/views/{token}"}
    if kept.type in FED and kept.date is not None and password_hash is None:
        found["feed"] = f"{root}/api/v1/public/views/{token}/calendar.ics"
    return found


def remove(tx: Transaction, actor: Actor, app: str, form: str, link_id: str) -> None:
    """The address leads nowhere from now on."""
    mine = (_l.id == link_id, _l.app == app, _l.form == form)
    if not is_id(link_id) or not tx.execute(delete(view_link).where(*mine)).rowcount:
        raise no_such_link()
    record(tx, actor, "view_link.delete", f"{app}/{form}", {"link": link_id}, app=app)


def no_such_link() -> NotFound:
    """One answer for every reason why not."""
    return NotFound(say("链接不存在或已失效。", "This link does not exist or is no longer valid."), "link_not_found")


def _shown(caller: Caller, form: str, wanted: list[str]) -> list[str]:
    rights = caller.access.field_rights(form)
    fields = caller.app.forms[form].by_key
    for key in wanted:
        if key not in fields or rights.get(key, "none") == "none":
            raise _wrong("fields", f"没有字段“{key}”。", f"There is no field “{key}”.")
        if isinstance(fields[key], ButtonField):
            raise _wrong("fields", "按钮不能通过链接共享。", "Buttons can't be shared.")
        if any(isinstance(each, _NEVER) for each in (fields[key], *getattr(fields[key], "fields", ()))):
            raise _wrong("fields", "文件和加密字段不能通过链接共享。", "Files and encrypted fields can't be shared.")
    return list(dict.fromkeys(wanted))


def _must_be_drawn(caller: Caller, form: str, settings: ViewSettings, shown: list[str]) -> None:
    own = caller.app.forms[form].by_key
    for role in _DRAWN_BY.get(settings.type, ()):
        key = getattr(settings, role)
        if key is None or key in shown:
            continue
        if key not in own:
            raise _wrong(
                "settings",
                "此视图按系统字段（如创建时间）显示，系统字段不能共享；请在视图设置中换成表单里的字段。",
                "This view is drawn by a system field (such as the time of creation), which can't be shared; "
                "choose a field of the form in the view's settings.",
            )
        zh, en = own[key].name("zh-CN"), own[key].name("en")
        raise _wrong(
            "fields", f"视图按“{zh}”显示，请把它也设为可见字段。", f"The view is drawn by “{en}”: show it too."
        )


def _wrong(field: str, zh: str, en: str) -> Invalid:
    return Invalid(say(zh, en), "bad_link", [FieldError(field, "bad_link", say(zh, en))])


def _document(row: Row[Any]) -> Document:
    return {
        "id": row.id,
        "label": row.label,
        "type": row.settings.get("type", "grid"),
        "fields": row.fields,
        "has_password": row.password_hash is not None,
        "expires_at": iso_instant(row.expires_at),
        "created_by": row.created_by,
        "created_at": iso_instant(row.created_at),
    }
