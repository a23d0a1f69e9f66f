"""What a public link may do, as grants of the one compiler: `public:<link>` and nothing of whoever holds it.

It adds records of its form (the link's fields only) and sees none of them; of linked forms it sees the records that
may be chosen, and of those one field. Somebody who may change their own answer sees and changes that record alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from dougong.access.compiler import Access
from dougong.access.grants import Grant, GrantSet, Principal
from dougong.apps.catalog import AppCatalog
from dougong.kit.db import Transaction
from dougong.kit.ids import is_id
from dougong.kit.web import Actor
from dougong.records.public.columns import columns_asked
from dougong.records.public.settings import LinkSettings
from dougong.records.work import Listener, Work
from engines.form.definition import Form
from engines.form.fields.link import LinkField


def stranger(link: str, label: str, settings: LinkSettings, language: str, ip: str = "", agent: str = "") -> Actor:
    """Nobody in person, by this link."""
    return Actor(
        person_id="",
        name=label,
        email="",
        is_admin=False,
        department_id=None,
        locale=language,
        timezone=settings.timezone,
        ip=ip,
        user_agent=agent,
        door="public",
    )


def work_of(
    tx: Transaction,
    catalog: AppCatalog,
    link: str,
    actor: Actor,
    grants: Iterable[Grant],
    listeners: Sequence[Listener] = (),
    uploader: str | None = None,
) -> Work:
    """The unit of work of an answer. `catalog`: with the form as the link asks for it."""
    access = Access(catalog.tables, GrantSet(grants, catalog.grants.closed), principal(link, actor), tx.now)
    return Work(tx, catalog, actor, access, "public", listeners, uploader=uploader)


def principal(link: str, actor: Actor) -> Principal:
    """The link, and nobody's rights beside it. A signed-in person is known by id and name to formulas."""
    return Principal(
        person_id=actor.person_id or None,
        name=actor.name if actor.person_id else None,
        email=actor.email or None,
        is_everyone=False,
        tz=actor.timezone,
        locale=actor.locale,
        public=link,
    )


def adding(link: str, form: Form, settings: LinkSettings) -> Grant:
    """Records of the form, seen by nobody who adds them. Locked, hidden and channel fields are written by the server
    from signed or declared parameters; what people send for them never gets this far (`answers.taken`)."""
    written = _names(form, settings) | {channel.field for channel in settings.channels}
    preset: dict[str, Any] = {"owner": settings.owner} if settings.owner else {}
    return _grant(link, "add", form=form.key, ops={"create"}, rows="none", write=written, set=preset)


def changing(link: str, form: Form, settings: LinkSettings, record_id: str) -> Grant:
    """One's own answer."""
    asked = settings.model_copy(update={"fields": tuple(f for f in settings.fields if f.mode == "ask")})
    names = _names(form, asked)
    own = f"id = '{record_id}'"
    return _grant(
        link, "own", form=form.key, ops={"read", "update"}, rows="formula", formula=own, read=names, write=names
    )


def choosing(link: str, catalog: AppCatalog, form: Form, settings: LinkSettings) -> dict[str, Grant]:
    """By link field (`customer`, `lines.product`): the records it offers, with their title and nothing else."""
    found: dict[str, Grant] = {}
    for path, field in link_fields(form, settings):
        target = catalog.forms.get(field.form)
        choice = settings.choices.get(path)
        if target is None or choice is None:
            continue  # without a list of its own a link offers nothing
        title = choice.title or getattr(target.title_field(), "key", None)
        choosing = catalog.compiled[form.key].choosing.get(path)
        fixed = field.filter if choosing is None or not choosing.asks else None  # else it hangs on what is filled in
        conditions = [text for text in (fixed, choice.filter) if text]
        if choice.ids:
            conditions.append("id in ({})".format(", ".join(f"'{each}'" for each in choice.ids)))
        scope: dict[str, Any] = {"rows": "all"}
        if conditions:
            scope = {"rows": "formula", "formula": " and ".join(f"({text})" for text in conditions)}
        read = {title} if title else set()
        found[path] = _grant(link, f"choose:{path}"[:64], form=target.key, ops={"read"}, read=read, **scope)
    return found


def naming(
    link: str, catalog: AppCatalog, form: Form, settings: LinkSettings, values: Mapping[str, Any]
) -> Iterator[Grant]:
    """The records that a signed address names in fields nobody is asked for: they need not be on offer, the signature
    vouches for them. Only these are seen, and of them the title alone."""
    unsigned = {channel.field for channel in settings.channels}
    for each in settings.fields:
        field = form.field(each.field)
        given = values.get(each.field) if each.field not in unsigned else None
        if each.mode == "ask" or not isinstance(field, LinkField) or not given:
            continue
        target = catalog.forms.get(field.form)
        ids = [one for one in (given if isinstance(given, list) else [given]) if isinstance(one, str) and is_id(one)]
        if target is None or not ids:
            continue
        title = getattr(target.title_field(), "key", None)
        named = "id in ({})".format(", ".join(f"'{one}'" for one in ids))
        read = {title} if title else set()
        where: dict[str, Any] = {"rows": "formula", "formula": named}
        yield _grant(link, f"name:{each.field}"[:64], form=target.key, ops={"read"}, read=read, **where)


def link_fields(form: Form, settings: LinkSettings) -> Iterable[tuple[str, LinkField]]:
    """The linked fields that people fill in by this link, by path."""
    for each in settings.fields:
        field = form.field(each.field)
        if each.mode != "ask":
            continue
        if isinstance(field, LinkField):
            yield field.key, field
        for path, column in columns_asked(form, each.field, each.columns):
            if isinstance(column, LinkField):
                yield path, column


def _names(form: Form, settings: LinkSettings) -> set[str]:
    """Fields and columns, as grants name them."""
    names: set[str] = set()
    for each in settings.fields:
        if form.field(each.field) is None:
            continue
        names |= {f"{each.field}.{column}" for column in each.columns} if each.columns else {each.field}
    return names


def _grant(link: str, name: str, **parts: Any) -> Grant:
    return Grant(id=name, to=(f"public:{link}",), **parts)
