"""Links of a form for those who design it: made, changed, listed with their counts; addresses, recipients, prefill."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

import orjson
from sqlalchemy import Row, delete, func, insert, select, update

from dougong.apps.catalog import AppCatalog
from dougong.audit.service import record
from dougong.files.service import claim, facts_of
from dougong.identity.passwords import hash_password
from dougong.kit import public_link
from dougong.kit.db import Transaction
from dougong.kit.errors import Conflict, FieldError, Invalid, NotFound, say
from dougong.kit.ids import is_id, new_id
from dougong.kit.sealing import Holder
from dougong.kit.types import dump_json, iso_instant
from dougong.kit.web import Actor
from dougong.records.public.checking import must_fit, warnings
from dougong.records.public.models import form_link, form_link_day, form_link_recipient
from dougong.records.public.settings import LinkBody, LinkChange, NewRecipients, Prefill, settings_of
from dougong.records.public.variant import variant_catalog
from engines.form.keys import make_key

MOST_LINKS = 100
MOST_RECIPIENTS = 10_000
SHOWN_DAYS = 30
PICTURES = ("logo", "cover")
_ADDRESS, _RECIPIENT, _PREFILL = "address", "recipient", "prefill"
_l, _r, _d = form_link.c, form_link_recipient.c, form_link_day.c
Document = dict[str, Any]


def place_of(link_id: str) -> str:
    """Where the link's secret lies, for the vault."""
    return f"form_link:{link_id}"


def secret_of(tx: Transaction, row: Row[Any]) -> str:
    return tx.vault.open(row.secret, place_of(row.id))


def holders(tx: Transaction) -> Iterator[Holder]:
    """The secrets of all links."""
    for row in tx.execute(select(_l.id, _l.secret)).all():
        yield Holder({"secret": (row.secret, place_of(row.id))}, update(form_link).where(_l.id == row.id).values)


def address_token(secret: str) -> str:
    """The unguessable part of the address, made of the secret: it can be shown again, and goes with it."""
    return public_link.sign(secret, _ADDRESS, "f").removeprefix("f.")


def listing(tx: Transaction, catalog: AppCatalog, form: str, root: str) -> Document:
    """`GET …/links`: with address and counts, the newest first."""
    rows = tx.execute(select(form_link).where(_l.app == catalog.key, _l.form == form).order_by(_l.id.desc())).all()
    return {"items": [document(tx, catalog, row, root) for row in rows]}


def find(tx: Transaction, catalog: AppCatalog, form: str, link_id: str) -> Row[Any]:
    """One of the form's links; 404 otherwise."""
    mine = (_l.id == link_id, _l.app == catalog.key, _l.form == form)
    row = tx.execute(select(form_link).where(*mine)).first() if is_id(link_id) else None
    if row is None:
        raise NotFound(say("没有这个公开链接。", "There is no such public link."), "link_not_found")
    return row


def create(
    tx: Transaction, actor: Actor, catalog: AppCatalog, form: str, body: LinkBody, password_hash: str | None, root: str
) -> Document:
    """A new link with its address. `password_hash`: made outside of the transaction, see `hashed_password`."""
    return document(tx, catalog, find(tx, catalog, form, add(tx, actor, catalog, form, body, password_hash)), root)


def add(
    tx: Transaction, actor: Actor, catalog: AppCatalog, form: str, body: LinkBody, password_hash: str | None
) -> str:
    """A new link; its key is free on this form. → its id"""
    count = tx.execute(select(func.count()).where(_l.app == catalog.key, _l.form == form)).scalar_one()
    if count >= MOST_LINKS:
        raise Conflict(say("公开链接已达上限。", "The form has as many links as it can."), "too_many_links")
    link_id, secret = new_id(), public_link.new_token()
    values = _stored(tx, catalog, form, link_id, body, actor)
    values |= {"id": link_id, "app": catalog.key, "form": form, "answers": 0, "version": 1}
    values |= {"secret": tx.vault.seal(secret, place_of(link_id)), "password_hash": password_hash}
    values |= {"address_hash": public_link.hashed(address_token(secret)), "created_at": tx.now}
    values["key"] = _free_key(tx, catalog.key, form, body)
    tx.execute(insert(form_link).values(**values, created_by=actor.person_id))
    record(tx, actor, "form_link.create", f"{catalog.key}/{form}", {"link": link_id}, app=catalog.key)
    return link_id


def _free_key(tx: Transaction, app: str, form: str, body: LinkBody) -> str:
    """The key that was asked for, or one made of the label; never one that the form has already."""
    taken = set(tx.execute(select(_l.key).where(_l.app == app, _l.form == form)).scalars())
    if body.key is not None and body.key in taken:
        sentence = say(f"标识“{body.key}”已被使用。", f"The key “{body.key}” is in use.")
        raise Invalid(sentence, "duplicate_key", [FieldError("key", "duplicate_key", sentence)])
    return body.key or make_key(body.label, {key for key in taken if key}, fallback="link")


def change(
    tx: Transaction,
    actor: Actor,
    catalog: AppCatalog,
    form: str,
    link_id: str,
    body: LinkChange,
    password_hash: str | None,
    root: str,
) -> Document:
    """The link as it should become; 409 when somebody else has changed it."""
    find(tx, catalog, form, link_id)
    values = _stored(tx, catalog, form, link_id, body, actor)
    if body.password is not None:
        values["password_hash"] = password_hash
    wanted = (_l.id == link_id, _l.version == body.version)
    if not tx.execute(update(form_link).where(*wanted).values(**values, version=body.version + 1)).rowcount:
        raise Conflict(
            say("此链接已被他人修改，请刷新后重试。", "Somebody else has changed this link; reload it."),
            "version_conflict",
        )
    record(tx, actor, "form_link.update", f"{catalog.key}/{form}", {"link": link_id}, app=catalog.key)
    return document(tx, catalog, find(tx, catalog, form, link_id), root)


def remove(tx: Transaction, actor: Actor, catalog: AppCatalog, form: str, link_id: str) -> None:
    """The address leads nowhere from now on; the records stay."""
    find(tx, catalog, form, link_id)
    tx.execute(delete(form_link).where(_l.id == link_id))
    record(tx, actor, "form_link.delete", f"{catalog.key}/{form}", {"link": link_id}, app=catalog.key)


def hashed_password(body: LinkBody) -> str | None:
    """Takes 50 ms: before the transaction."""
    return hash_password(body.password) if body.password else None


def document(tx: Transaction, catalog: AppCatalog, row: Row[Any], root: str) -> Document:
    """A link as its designers see it."""
    settings = settings_of(row.settings)
    found: Document = {
        "id": row.id,
        "key": row.key,
        "label": row.label,
        "active": row.active,
        "settings": settings.model_dump(mode="json"),
        "has_password": row.password_hash is not None,
        "url": (signal_address if settings.signals else address)(secret_of(tx, row), root),
        "answers": row.answers,
        "views": tx.execute(select(func.coalesce(func.sum(_d.views), 0)).where(_d.link_id == row.id)).scalar_one(),
        "version": row.version,
        "created_by": row.created_by,
        "created_at": iso_instant(row.created_at),
        "warnings": [],
    }
    if row.form in catalog.forms:
        variant = variant_catalog(catalog, row.form, row.id, row.version, settings)
        found["warnings"] = warnings(variant.compiled[row.form], settings)
    return found


def address(secret: str, root: str, **parameters: str) -> str:
    """The link as people open it."""
    query = "&".join(f"{name}={quote(value, safe='')}" for name, value in parameters.items())
    return f"{root}/public/forms/{address_token(secret)}" + (f"?{query}" if query else "")


# -- recipients ---------------------------------------------------------------------------------------------------
def add_recipients(tx: Transaction, actor: Actor, row: Row[Any], body: NewRecipients) -> None:
    """Each gets a one-time address."""
    there = tx.execute(select(func.count()).where(_r.link_id == row.id)).scalar_one()
    if there + len(body.labels) > MOST_RECIPIENTS:
        raise Conflict(say("收件人过多。", "There are too many recipients."), "too_many_recipients")
    entries = [{"id": new_id(), "link_id": row.id, "label": label, "created_at": tx.now} for label in body.labels]
    tx.execute(insert(form_link_recipient), entries)
    detail = {"link": row.id, "recipients": len(entries)}
    record(tx, actor, "form_link.recipients", f"{row.app}/{row.form}", detail, app=row.app)


def recipients(tx: Transaction, row: Row[Any], root: str) -> Document:
    """With their addresses; `used_at` is when the answer came."""
    secret = secret_of(tx, row)
    found = tx.execute(select(form_link_recipient).where(_r.link_id == row.id).order_by(_r.id))
    return {
        "items": [
            {
                "id": each.id,
                "label": each.label,
                "url": address(secret, root, to=recipient_token(secret, each.id)),
                "used_at": iso_instant(each.used_at) if each.used_at else None,
            }
            for each in found
        ]
    }


def remove_recipient(tx: Transaction, row: Row[Any], recipient: str) -> None:
    """Their address leads nowhere from now on."""
    mine = (_r.id == recipient, _r.link_id == row.id)
    if not is_id(recipient) or not tx.execute(delete(form_link_recipient).where(*mine)).rowcount:
        raise NotFound(say("没有这个收件人。", "There is no such recipient."))


def recipient_token(secret: str, recipient: str) -> str:
    return public_link.sign(secret, _RECIPIENT, recipient)


def recipient_in(secret: str, token: str | None) -> str | None:
    """Whose address this is, if it is one."""
    return public_link.opened(secret, _RECIPIENT, token)


# -- values in the address ----------------------------------------------------------------------------------------
def prefilled(tx: Transaction, catalog: AppCatalog, row: Row[Any], body: Prefill, root: str) -> Document:
    """An address with values that nobody can change: they are signed."""
    settings, form = settings_of(row.settings), catalog.forms[row.form]
    unknown = [key for key in body.values if key not in settings.signed or key not in form.by_key]
    if unknown:
        sentence = say(f"字段“{unknown[0]}”不在此链接中。", f"“{unknown[0]}” is not on this link.")
        raise Invalid(sentence, "unknown_field", [FieldError(f"values.{unknown[0]}", "unknown_field", sentence)])
    if body.page is not None and settings.signals is None:
        sentence = say("此链接不能跳转。", "This link leads nowhere on.")
        raise Invalid(sentence, "leads_nowhere", [FieldError("page", "leads_nowhere", sentence)])
    secret = secret_of(tx, row)
    signed = packed(secret, body.values, int(body.expires_at.timestamp()) if body.expires_at else 0, body.page)
    if settings.signals is None:
        return {"url": address(secret, root, p=signed)}
    query = f"?p={quote(signed, safe='')}"
    base = signal_address(secret, root)
    return {"url": f"{base}/{'seen.gif' if body.page is None else 'open'}{query}"}


def signal_address(secret: str, root: str) -> str:
    """Where signals of the link are sent to."""
    return f"{root}/api/v1/signals/{address_token(secret)}"


def packed(secret: str, values: Mapping[str, Any], until: int, page: str | None = None) -> str:
    """Signed values; `until`: seconds since 1970, 0 for ever."""
    parts = [values, until] if page is None else [values, until, page]
    return public_link.sign(secret, _PREFILL, base64.urlsafe_b64encode(orjson.dumps(parts)).decode().rstrip("="))


def unpacked(secret: str, signed: str | None) -> tuple[dict[str, Any], int, str | None] | None:
    """Values, end and page of a signed address, ended or not; None for one that was changed."""
    text = public_link.opened(secret, _PREFILL, signed)
    if text is None:
        return None
    values, until, *page = orjson.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    return dict(values), int(until), page[0] if page else None


def prefill_in(tx: Transaction, secret: str, signed: str | None) -> dict[str, Any]:
    """The values of a signed address. Raises Invalid for one that was changed or has ended."""
    if not signed:
        return {}
    found = unpacked(secret, signed)
    if found is not None and (not found[1] or found[1] > tx.now.timestamp()):
        return found[0]
    raise Invalid(
        say("此地址已被改动或已过期，请索取新的地址。", "This address was changed or has expired; ask for a new one."),
        "bad_prefill",
    )


# -- counts -------------------------------------------------------------------------------------------------------
def statistics(tx: Transaction, row: Row[Any]) -> Document:
    """Views and answers of the last 30 days, in the link's zone."""
    today = tx.now.astimezone(ZoneInfo(settings_of(row.settings).timezone)).date()
    first = today - timedelta(days=SHOWN_DAYS - 1)
    found: Mapping[date, Row[Any]] = {
        each.day: each for each in tx.execute(select(form_link_day).where(_d.link_id == row.id, _d.day >= first)).all()
    }
    days = [first + timedelta(days=number) for number in range(SHOWN_DAYS)]
    return {
        "days": [
            {
                "day": day.isoformat(),
                "views": found[day].views if day in found else 0,
                "answers": found[day].answers if day in found else 0,
            }
            for day in days
        ]
    }


def _stored(
    tx: Transaction, catalog: AppCatalog, form: str, link_id: str, body: LinkBody, actor: Actor
) -> dict[str, Any]:
    settings = must_fit(tx, catalog, form, body.settings)
    pictures = [each for name in PICTURES if (each := getattr(settings.theme, name))]
    known = facts_of(tx, pictures)
    for each in pictures:
        facts = known.get(each)
        free = facts is not None and facts.record_id is None and facts.created_by == actor.person_id
        held = facts is not None and facts.record_id == link_id
        if not (free or held) or facts is None or not facts.type.startswith("image/") or "svg" in facts.type:
            sentence = say("图片不存在或不是图片。", "There is no such picture.")
            raise Invalid(sentence, "bad_picture", [FieldError("settings.theme", "bad_picture", sentence)])
    claim(tx, pictures, catalog.key, form, link_id, "link.theme")
    stored = orjson.loads(dump_json(settings.model_dump(mode="json")))
    return {"label": body.label, "active": body.active, "settings": stored, "updated_at": tx.now}
