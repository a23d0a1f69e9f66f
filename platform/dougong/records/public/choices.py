"""Records that a linked field of a public form offers: their title, found by it, and nothing else of them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from dougong.access.compiler import Access
from dougong.access.grants import Grant, GrantSet
from dougong.access.paths import row_formula
from dougong.kit.db import Transaction
from dougong.kit.errors import FieldError, NotFound, say
from dougong.kit.ids import is_id
from dougong.kit.web import Actor
from dougong.records.offering import Given, condition
from dougong.records.problems import invalid_record
from dougong.records.public.columns import columns_asked
from dougong.records.public.door import Opened
from dougong.records.public.rights import choosing, link_fields, principal
from dougong.records.work import Work
from engines.form.fields.link import LinkField
from engines.form.inner import placed_rows

MOST = 50
MOST_NAMED = 200


def offered(
    tx: Transaction,
    link: Opened,
    actor: Actor,
    path: str,
    search: str | None,
    ids: Sequence[str] | None,
    given: Given | None = None,
) -> list[dict[str, Any]]:
    """`{"id", "title"}`, in the order of titles. `ids`: only these (names for what is chosen already). `given`: what
    stands in the fields that the link's condition reads."""
    grant = _grants(link).get(path)
    if grant is None:
        raise NotFound(say("没有这个字段。", "There is no such field."), "unknown_field")
    title = next(iter(grant.read), None)
    if title is None:
        return []
    access = _narrowed(tx, link, actor, grant, path, given)
    statement = access.select(
        grant.form,
        fields=[title],
        sort=title,
        search=search or None,
        ids=list(ids)[:MOST_NAMED] if ids is not None else None,
        limit=MOST_NAMED if ids is not None else MOST,
    )
    rows = tx.execute(statement).mappings().all()
    return [{"id": row["id"], "title": row[title]} for row in rows]


def must_be_offered(tx: Transaction, link: Opened, actor: Actor, values: Mapping[str, Any]) -> None:
    """Each field takes only what it offers, not what another one does. Unknown and withheld records answer alike."""
    grants, form = _grants(link), link.catalog.forms[link.row.form]
    errors: list[FieldError] = []
    for path, field in link_fields(form, link.settings):
        wanted = list(_chosen(values, path))
        grant = grants.get(path)
        ids = {each for _place, each in wanted}
        known = _visible(tx, link, actor, grant, ids) if grant else set()
        for place, each in wanted:
            if each not in known:
                names = field.names
                sentence = say(
                    f"{names['zh-CN']}：所选内容不可用，请重新选择。",
                    f"{names['en']}: what you chose can't be used; choose again.",
                )
                errors.append(FieldError(path.partition(".")[0], "link_unknown", sentence, place))
    if errors:
        raise invalid_record(errors)


def _grants(link: Opened) -> Mapping[str, Grant]:
    return choosing(link.row.id, link.catalog, link.catalog.forms[link.row.form], link.settings)


def _access(tx: Transaction, link: Opened, actor: Actor, grant: Grant) -> Access:
    return Access(
        link.catalog.tables, GrantSet([grant], link.catalog.grants.closed), principal(link.row.id, actor), tx.now
    )


def _narrowed(tx: Transaction, link: Opened, actor: Actor, grant: Grant, path: str, given: Given | None) -> Access:
    """The eyes that see what is offered; with `given` only what the link's condition leaves of it."""
    access = _access(tx, link, actor, grant)
    compiled = link.catalog.compiled[link.row.form]
    choosing = compiled.choosing.get(path)
    if given is None or choosing is None or not choosing.asks:
        return access
    asked = {node: value for node, value in given.items() if node in _asked_for(link)}

    def nameable(node: str, _field: LinkField, wanted: Collection[str]) -> Collection[str]:
        other = _grants(link).get(node)
        return _visible(tx, link, actor, other, {each for each in wanted if is_id(each)}) if other else ()

    work = Work(tx, link.catalog, actor, access, "public")
    tree = condition(work, compiled, path, asked, {}, nameable)
    return access.only(
        grant.form, ("given", path), lambda sight: row_formula(access, grant.form, sight.table, tree), {}
    )


def _asked_for(link: Opened) -> set[str]:
    """Fields and columns that people fill in by this link."""
    form = link.catalog.forms[link.row.form]
    found: set[str] = set()
    for each in link.settings.fields:
        if each.mode == "ask":
            found |= {each.field, *(path for path, _column in columns_asked(form, each.field, each.columns))}
    return found


def _visible(tx: Transaction, link: Opened, actor: Actor, grant: Grant, ids: Collection[str]) -> set[str]:
    return _access(tx, link, actor, grant).visible_ids(tx, grant.form, sorted(ids)) if ids else set()


def _chosen(values: Mapping[str, Any], path: str) -> Iterator[tuple[tuple[str | int, ...], str]]:
    *around, key = path.split(".")
    for at, holder in placed_rows(values, around) if around else (((), values),):
        yield from (((*at, key), each) for each in _ids(holder.get(key)))


def _ids(value: Any) -> list[str]:
    several = value if isinstance(value, list) else [value]
    return [str(each["id"] if isinstance(each, Mapping) and "id" in each else each) for each in several if each]
