"""What one reader may know of a form's profile: sources they may read, columns they may see, sums they may make.

A source whose form, way or condition the reader doesn't know is not there: an emptied list would tell that there is
something, and a list without its condition would show what nobody asked for.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from sqlalchemy import Select

from dougong.access.compiler import Access, Measure
from dougong.access.leading import Moments, how_many, leading
from dougong.access.tables import NAMED_SYSTEM_FIELDS
from dougong.kit.errors import Problem
from dougong.kit.ids import new_id
from dougong.records.reading.callers import Caller
from engines.form.fields._rows import RowsField
from engines.form.profile.definition import Figure, Profile, RelatedList, Source, Tab, TimelineSource
from engines.form.profile.paths import steps_of
from engines.formula import FormulaErrors, Unsupported

_MOST = 512
S = TypeVar("S", bound=Source)


@dataclass(frozen=True)
class Seen:
    """`profile` without what the reader does not know. `denied`: figures they may know of, but not sum up."""

    profile: Profile
    denied: frozenset[str] = field(default_factory=frozenset)

    def list_of(self, key: str) -> RelatedList | None:
        return next((each for each in self.profile.lists() if each.key == key), None)


_KEPT: OrderedDict[Hashable, Seen | None] = OrderedDict()


def seen_by(caller: Caller, form_key: str) -> Seen | None:
    """The profile of the form as the caller may know it; None when it has none. Kept per kind of caller: who has the
    same grants knows the same."""
    key = (caller.access.shape, form_key)
    if key not in _KEPT:
        profile = caller.app.forms[form_key].profile
        _KEPT[key] = None if profile is None else _pruned(profile, caller.access, form_key)
        if len(_KEPT) > _MOST:
            _KEPT.popitem(last=False)
    return _KEPT[key]


def leading_to(access: Access, source: Source, record_id: str) -> Access:
    """`access`, of the source's form only what leads to the record."""
    ways = [steps_of(path, source.form, access.catalog.forms) for path in source.paths]
    return leading(access, source.form, [way for way in ways if way is not None], record_id)


def condition_of(access: Access, source: Source) -> Mapping[str, Any] | None:
    """The source's own condition, typed over the names this reader knows."""
    return access.filter(source.form, source.filter) if source.filter else None


def counting(access: Access, source: Source, record_id: str) -> Select[Any]:
    """How many records the source has for this record."""
    return leading_to(access, source, record_id).count(source.form, filter_ast=condition_of(access, source))


def summing(access: Access, figure: Figure, record_id: str) -> Select[Any]:
    """The figure's one number."""
    if figure.fn == "count":
        return counting(access, figure, record_id)
    measure = Measure("value", figure.fn, figure.field)
    narrowed = leading_to(access, figure, record_id)
    return narrowed.aggregate(figure.form, (), [measure], filter_ast=condition_of(access, figure))


def happening(access: Access, source: TimelineSource, record_id: str) -> Moments:
    """The moments of a source of the timeline."""
    narrowed = leading_to(access, source, record_id)
    return Moments(narrowed, source.form, source.date, condition_of(access, source))


def _pruned(profile: Profile, access: Access, form_key: str) -> Seen:
    denied: set[str] = set()

    def figures(given: tuple[Figure, ...]) -> tuple[Figure, ...]:
        return tuple(each for each in given if _figure(access, each, denied))

    known = access.sight(form_key).gives
    tabs = [
        tab.model_copy(
            update={
                "fields": tuple(key for key in tab.fields if known(key)),
                "figures": figures(tab.figures),
                "lists": tuple(_listed(access, each) for each in tab.lists if _there(access, each)),
            }
        )
        for tab in profile.tabs
    ]
    events = (each for each in profile.timeline if _happens(access, each))
    return Seen(
        Profile(
            header=tuple(each for each in profile.header if known(each.field)),
            figures=figures(profile.figures),
            tabs=tuple(tab for tab in tabs if _has_anything(tab)),
            timeline=tuple(_told(access, each) for each in events),
        ),
        frozenset(denied),
    )


def _has_anything(tab: Tab) -> bool:
    return bool(tab.fields or tab.figures or tab.lists)


def _there(access: Access, source: Source) -> bool:
    return _works(lambda: counting(access, source, new_id()), access, source)


def _happens(access: Access, source: TimelineSource) -> bool:
    return _works(lambda: how_many(happening(access, source, new_id()), None), access, source)


def _figure(access: Access, figure: Figure, denied: set[str]) -> bool:
    """Whether the reader may know of it; of a sum that they may not make they learn that."""
    if not _there(access, figure):
        return False
    if _works(lambda: summing(access, figure, new_id()), access, figure):
        return True
    if figure.field is not None and access.sight(figure.form).gives(figure.field):
        denied.add(figure.key)
        return True
    return False


def _works(build: Callable[[], Select[Any]], access: Access, source: Source) -> bool:
    """Whether the question can be asked with this reader's eyes."""
    if source.form not in access.catalog.forms or not access.may(source.form, "read"):
        return False
    try:
        build()
    except (Problem, FormulaErrors, Unsupported):
        return False
    return True


def _listed(access: Access, related: RelatedList) -> RelatedList:
    columns = tuple(name for name in related.columns if gives_path(access, related.form, name))
    sort = tuple(key for key in related.sort if gives_path(access, related.form, key.removeprefix("-")))
    return related.model_copy(update={"columns": columns, "sort": sort})


def _told(access: Access, source: TimelineSource) -> TimelineSource:
    gives = access.sight(source.form).gives
    kept = {name: key for name in ("text", "who") if (key := getattr(source, name)) and gives(key)}
    fields = tuple(key for key in source.fields if gives(key))
    return source.model_copy(update={"text": None, "who": None, **kept, "fields": fields})


def gives_path(access: Access, form: str, name: str) -> bool:
    """Whether the reader knows a field, a column of rows or a field one link away."""
    head, _, rest = name.partition(".")
    own = access.catalog.field(form, head)
    if not access.sight(form).gives(head):
        return False
    if not rest:
        return head in NAMED_SYSTEM_FIELDS or own is not None
    if isinstance(own, RowsField):
        return access.sight(form).gives(head, rest)
    target = getattr(own, "form", None)
    return isinstance(target, str) and access.may(target, "read") and access.sight(target).gives(rest)
