"""The profile of one record: header, figures, tabs with how much each list holds; all numbers in one statement."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Select

from dougong.access.leading import PARAMETER, how_many, numbers
from dougong.kit.errors import NotFound, say
from dougong.records.profile.seen import Seen, counting, happening, leading_to, seen_by, summing
from dougong.records.reading.callers import Caller
from dougong.records.reading.executor import Executor
from dougong.records.reading.query import ListQuery, ViewQuery
from dougong.records.reading.reader import Reader
from engines.form.profile.definition import Figure, RelatedList, Source, Tab

Document = dict[str, Any]


async def profile(executor: Executor, caller: Caller, form_key: str, record_id: str) -> Document:
    """`{"header", "figures", "tabs", "timeline"}` of a record that the caller may see; else 404."""
    seen = await sees(executor, caller, form_key, record_id)
    found = await _numbers(executor, caller, form_key, record_id, seen)
    told = seen.profile
    return {
        "header": [each.model_dump(mode="json") for each in told.header],
        "figures": [_figure(each, seen, found) for each in told.figures],
        "tabs": [_tab(tab, caller, record_id, seen, found) for tab in told.tabs],
        "timeline": {
            "kinds": [
                {
                    **source.model_dump(mode="json", include={"key", "label", "form", "icon", "color", "fields"}),
                    "count": found[f"k{number}"],
                }
                for number, source in enumerate(told.timeline)
            ]
        }
        if told.timeline
        else None,
    }


async def related(
    executor: Executor, caller: Caller, form_key: str, record_id: str, key: str, query: ListQuery
) -> Document:
    """A page of one list, asked for as any list of records is; without a sort, in the list's own."""
    seen = await sees(executor, caller, form_key, record_id)
    source = seen.list_of(key)
    if source is None:
        raise NotFound(say("没有这个列表。", "There is no such list."), "list_not_found")
    access = leading_to(caller.access, source, record_id)
    view = ViewQuery(source.filter, ",".join(source.sort) or None)
    return await Reader(executor, caller.app, access).page(source.form, query, view)


async def sees(executor: Executor, caller: Caller, form_key: str, record_id: str) -> Seen:
    """What the caller may know of the profile of a record that they may see."""
    await Reader(executor, caller.app, caller.access).one(form_key, record_id, (), ())
    seen = seen_by(caller, form_key)
    if seen is None:
        raise NotFound(say("此表单没有档案页。", "This form has no profile page."), "no_profile")
    return seen


async def _numbers(executor: Executor, caller: Caller, form_key: str, record_id: str, seen: Seen) -> Mapping[str, Any]:
    """Every number of the page by its name (`f` figures, `l` lists, `k` kinds of the timeline)."""
    access = caller.access

    def asked() -> dict[str, Select[Any]]:
        found = {
            f"f_{each.key}": summing(access, each, record_id) for each in _figures(seen) if each.key not in seen.denied
        }
        found |= {f"l_{each.key}": counting(access, each, record_id) for each in seen.profile.lists()}
        moments = (happening(access, each, record_id) for each in seen.profile.timeline)
        return found | {f"k{number}": how_many(each, None) for number, each in enumerate(moments)}

    if not (seen.profile.timeline or any(True for _ in _figures(seen)) or any(True for _ in seen.profile.lists())):
        return {}
    params = {**access.params, PARAMETER: record_id}
    rows = await executor.fetch((access.shape, "profile", form_key), lambda: numbers(asked()), params, bounded=False)
    return dict(zip(rows.names, rows.rows[0], strict=True))


def _figures(seen: Seen) -> tuple[Figure, ...]:
    return (*seen.profile.figures, *(figure for tab in seen.profile.tabs for figure in tab.figures))


def _figure(figure: Figure, seen: Seen, found: Mapping[str, Any]) -> Document:
    denied = figure.key in seen.denied
    document = figure.model_dump(mode="json", exclude={"paths", "filter"})
    return {**document, "value": None if denied else found[f"f_{figure.key}"], "denied": denied}


def _tab(tab: Tab, caller: Caller, record_id: str, seen: Seen, found: Mapping[str, Any]) -> Document:
    return {
        **tab.model_dump(mode="json", include={"key", "label", "icon", "fields"}),
        "figures": [_figure(each, seen, found) for each in tab.figures],
        "lists": [_list(each, caller, record_id, found[f"l_{each.key}"]) for each in tab.lists],
    }


def _list(related: RelatedList, caller: Caller, record_id: str, count: int) -> Document:
    document = related.model_dump(mode="json", include={"key", "label", "form", "columns", "sort"})
    return {
        **document,
        "count": count,
        "filter": _as_filter(related, caller, record_id),
        "add": _begun(related, caller),
    }


def _begun(related: RelatedList, caller: Caller) -> str | None:
    """The link that a new record of the list begins with, where the caller may make one."""
    direct = next((path for path in related.paths if "." not in path), None)
    if not related.add or direct is None or not caller.access.may(related.form, "create"):
        return None
    link = caller.app.forms[related.form].by_key[direct]
    writable = caller.access.writable_fields(related.form, caller.access.granted(related.form, "create"))
    return direct if direct in writable and not getattr(link, "many", False) else None


def _as_filter(source: Source, caller: Caller, record_id: str) -> str:
    """The same records as a filter of the form's own list."""
    forms = caller.app.forms
    ways = [
        f"{path} = '{record_id}'" if _is_one(path, source, forms) else f"'{record_id}' in {path}"
        for path in source.paths
    ]
    text = " or ".join(ways)
    return f"({text}) and ({source.filter})" if source.filter else text


def _is_one(path: str, source: Source, forms: Mapping[str, Any]) -> bool:
    from_form = forms[source.form]
    for name in path.split("."):
        link = from_form.field(name)
        if link is None or not hasattr(link, "form") or getattr(link, "many", False):
            return False
        from_form = forms.get(link.form)
        if from_form is None:
            return True
    return True


__all__ = ["profile", "related", "sees"]
