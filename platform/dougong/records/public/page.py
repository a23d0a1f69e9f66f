"""What a public form's page is told: the link's own fields and programs that read nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import select

from dougong.apps.catalog import AppCatalog
from dougong.apps.models import app
from dougong.kit.db import Transaction
from dougong.kit.types import iso_instant
from dougong.records.public import door, links
from dougong.records.public.columns import columns_asked
from dougong.records.public.door import Guest, Opened, State
from dougong.records.public.settings import LinkSettings
from dougong.records.public.variant import follows_links
from dougong.records.runtime import known_definition, known_offers, known_programs
from engines.form.definition import Form
from engines.form.fields.link import LinkField
from engines.form.layout import Section, Tabs, placed_keys

_LINK_SECRETS = ("filter", "fill", "stamp", "on_delete")
_OWN = ("unique", "index", "later")
Document = dict[str, Any]


def document(tx: Transaction, link: Opened, guest: Guest, prefill: str | None) -> Document:
    """`GET /public/forms/{token}`: how it looks and its state; the form itself only when it is open to who asks."""
    state = door.state_of(tx, link, guest)
    found = _face(tx, link) | {"state": state, "visitor": link.visitor_token}
    if state == "open":
        door.counted(tx, link, views=1)
        found["form"] = _runtime(link, guest) | {"prefill": _prefill(tx, link, prefill)}
    return found


def own_document(tx: Transaction, link: Opened, guest: Guest) -> Document:
    """The same for somebody who changes an answer: also when nothing new is taken any more."""
    state: State = "open"
    form = _runtime(link, guest) | {"prefill": {}}
    return _face(tx, link) | {"state": state, "visitor": link.visitor_token, "form": form}


def _face(tx: Transaction, link: Opened) -> Document:
    settings, form = link.settings, link.catalog.forms[link.row.form]
    theme = settings.theme
    return {
        # labels in all their languages: the page has a switch
        "title": settings.title or form.label or form.key,
        "intro": settings.intro,
        "closed_text": settings.closed_text,
        "opens_at": iso_instant(settings.opens_at) if settings.opens_at else None,
        "closes_at": iso_instant(settings.closes_at) if settings.closes_at else None,
        "timezone": settings.timezone,
        "theme": {
            "color": theme.color,
            "accent": None if theme.color else _accent(tx, link.catalog),
            "background": theme.background,
            "logo": theme.logo is not None,
            "cover": theme.cover is not None,
        },
        "form": None,
    }


def _accent(tx: Transaction, catalog: AppCatalog) -> str | None:
    """The colour of the app, which a form without one of its own carries."""
    colour: str | None = tx.execute(select(app.c.color).where(app.c.id == catalog.app_id)).scalar_one()
    return colour


def _runtime(link: Opened, guest: Guest) -> Document:
    catalog, settings = link.catalog, link.settings
    compiled = catalog.compiled[link.row.form]
    known = known_names(compiled.form, settings)
    writable = set(settings.asked)
    person = guest.person if settings.who == "signed_in" else None
    user = {"id": person.person_id, "name": person.name, "email": person.email} if person else {}
    return {
        "runtime": {
            "definition": _definition(compiled.form, settings, known),
            "version": catalog.versions[link.row.form],
            "ops": ["create"],
            "fields": {name: "write" if name.partition(".")[0] in writable else "read" for name in sorted(known)},
            "programs": _programs(catalog, compiled.form, compiled.programs, known),
            "offers": known_offers(compiled, known),
            "user": user,
        },
        "pages": [
            {
                "label": page.label,
                "fields": [key for key in page.fields if key in known],
            }
            for page in settings.pages
        ],
        "channels": [channel.parameter for channel in settings.channels],
        "drafts": settings.drafts,
        "edits": settings.edit_days > 0,
        "once": settings.once or settings.who == "recipients",
    }


def known_names(form: Form, settings: LinkSettings) -> set[str]:
    """Fields and columns that the page shows."""
    names: set[str] = set()
    for each in settings.fields:
        field = form.field(each.field)
        if field is None or each.mode == "hidden":
            continue
        names |= {field.key, *(path for path, _column in columns_asked(form, field.key, each.columns))}
    return names


def _definition(form: Form, settings: LinkSettings, known: set[str]) -> Document:
    found = known_definition(form, known)
    modes = {each.field: each.mode for each in settings.fields}
    order = {key: number for number, key in enumerate(settings.shown)}
    found["fields"] = sorted((_field(field) for field in found["fields"]), key=lambda field: order[field["key"]])
    for field in found["fields"]:
        if modes[field["key"]] == "locked":
            field["readonly"] = True
    shown = [key for key in settings.shown if key in known]
    if _has_tabs(form.layout) or [key for key in placed_keys(form.layout) if key in known] != shown:
        found["layout"] = []  # one after the other: a stranger shouldn't look for required fields behind tabs
    for name in ("views", "unique", "title"):
        found.pop(name, None)
    return found


def _has_tabs(nodes: Iterable[Any]) -> bool:
    return any(isinstance(node, Tabs) or (isinstance(node, Section) and _has_tabs(node.items)) for node in nodes)


def _field(field: Document) -> Document:
    """A field without what says how other forms are read."""
    kept = {key: value for key, value in field.items() if key not in _OWN}
    if field["type"] == "link":
        kept = {key: value for key, value in kept.items() if key not in _LINK_SECRETS}
    if field["type"] == "formula":
        kept["formula"] = ""
    if isinstance(kept.get("default"), dict):
        kept["default"] = {"formula": ""}
    if field["type"] == "subform":
        kept["fields"] = [_field(column) for column in field["fields"]]
        kept.pop("rules", None)
        kept.pop("checks", None)
    return kept


def _programs(catalog: AppCatalog, form: Form, programs: Mapping[str, Any], known: set[str]) -> Document:
    """Only those that run on the page's own values: nothing behind a link is fetched for a stranger."""
    linked = _links(form)
    found = known_programs(programs, known)

    def own(ast: Mapping[str, Any]) -> bool:
        return not follows_links(ast.get("root", ast), linked)

    for part in ("formulas", "defaults"):
        found[part] = {path: ast for path, ast in found[part].items() if own(ast)}
    found["rules"] = [
        {**rule, "set": {key: ast for key, ast in rule.get("set", {}).items() if own(ast)}}
        for rule in found["rules"]
        if own(rule["when"])
    ]
    found["checks"] = [check for check in found["checks"] if own(check["assert"])]
    return found


def _links(form: Form) -> frozenset[str]:
    """By all the names that lead to them: from the record, from the rows they stand in, from the rows around."""
    names = {field.key for field in form.fields if isinstance(field, LinkField)}
    for path, subform in form.subforms.items():
        inside = path.split(".")
        for column in subform.fields:
            if isinstance(column, LinkField):
                names |= {".".join((*inside[at:], column.key)) for at in range(len(inside) + 1)}
    return frozenset(names)


def _prefill(tx: Transaction, link: Opened, signed: str | None) -> Document:
    """The signed values that the page shows."""
    shown = set(link.settings.shown)
    return {key: value for key, value in links.prefill_in(tx, link.secret, signed).items() if key in shown}
