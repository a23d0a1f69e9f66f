"""Looking for duplicates, through the eyes of who asks: a value that may not be read is compared with nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import delete, select, tuple_
from sqlalchemy.dialects import postgresql, sqlite

from dougong.access.errors import unknown_field
from dougong.kit.errors import Invalid, say
from dougong.records.duplicates.models import not_duplicate
from dougong.records.duplicates.schemas import LEAST, Compare, KeyBody
from dougong.records.problems import record_not_found
from dougong.records.reading.query import MAX_LIMIT, ListQuery
from dougong.records.reading.reader import Reader
from dougong.records.reading.within import Within, at_once
from dougong.records.work import Work
from engines.form.likeness import Kind, MatchKey, Member, like_one, suggested_keys
from engines.form.likeness.keys import COMPARABLE
from engines.form.likeness.names import profile

MOST_RECORDS = 300_000
"""Records that one search compares; more need a filter."""
_CANDIDATES = 50
_PARTS = 3
_SHORTEST: Mapping[Kind, int] = {"person": 2, "company": 2, "phone": 7, "email": 6, "code": 4, "text": 3}
"""Signs that must be there before a value being typed is looked for."""
Values = dict[str, str]
_n = not_duplicate.c


def comparable(work: Work, form_key: str) -> list[str]:
    """Fields of the form that this reader can compare by."""
    form = work.app.forms[form_key]
    return [key for key in work.access.readable_fields(form_key) if form.by_key[key].type in COMPARABLE]


def suggestion(work: Work, form_key: str) -> list[MatchKey]:
    """What is compared unless they choose."""
    offered = set(comparable(work, form_key))
    return [key for key in suggested_keys(work.app.forms[form_key]) if key.field in offered]


def keys_of(work: Work, form_key: str, asked: Iterable[KeyBody]) -> list[MatchKey]:
    """Checked: a field that may not be read answers like one that isn't there."""
    offered = set(comparable(work, form_key))
    keys = [MatchKey(each.field, each.kind) for each in asked]
    for key in keys:
        if key.field not in offered:
            raise unknown_field(key.field)
    return keys


def count(work: Work, form_key: str, filter_: str | None) -> int:
    """How many records would be compared; refused when it is too many."""
    query = ListQuery(filter=filter_, fields="", limit=1, count=True)
    number: int = at_once(Reader(Within(work.tx), work.app, work.access).page(form_key, query))["count"]
    if number > MOST_RECORDS:
        raise Invalid(
            say(f"一次最多比较 {MOST_RECORDS} 条数据，请先筛选。", f"At most {MOST_RECORDS} at once; use a filter."),
            "too_many_records",
        )
    return number


def page(
    work: Work, form_key: str, keys: Sequence[MatchKey], filter_: str | None, cursor: str | None
) -> tuple[list[tuple[str, Values]], str | None]:
    """Records with what is compared of them, and where to go on."""
    fields = ",".join(key.field for key in keys)
    query = ListQuery(filter=filter_, fields=fields, limit=MAX_LIMIT, cursor=cursor)
    found = at_once(Reader(Within(work.tx), work.app, work.access).page(form_key, query))
    return [(row["id"], _texts(row, keys)) for row in found["items"]], found["next"]


def _texts(row: Mapping[str, Any], keys: Sequence[MatchKey]) -> Values:
    return {key.field: row[key.field] for key in keys if isinstance(row.get(key.field), str)}


def similar(work: Work, form_key: str, values: Mapping[str, Any], own_id: str | None) -> list[dict[str, Any]]:
    """`{"id", "title", "score", "evidence": [{field, how}]}` of records that the one being filled in is probably the
    same as. Candidates come by searching for the trade name, the person's name or the number."""
    keys = suggestion(work, form_key)
    typed = _texts(values, keys)
    found: dict[str, Values] = {}
    titles: dict[str, Any] = {}
    for term in _terms(keys, typed):
        query = ListQuery(search=term, fields=",".join(key.field for key in keys), limit=_CANDIDATES)
        for row in at_once(Reader(Within(work.tx), work.app, work.access).page(form_key, query))["items"]:
            found[row["id"]], titles[row["id"]] = _texts(row, keys), row.get("_title")
    found.pop(own_id or "", None)
    near = like_one(typed, list(found.items()), keys, LEAST["likely"])
    return [told(member) | {"title": titles[member.id]} for member in near]


def _terms(keys: Sequence[MatchKey], typed: Values) -> list[str]:
    """What to search for, the surest first: a number by its last digits, a company by its trade name."""
    terms: list[str] = []
    for key in sorted(keys, key=lambda key: -key.weight):
        made = profile(key.kind, typed.get(key.field, ""))
        if made is None:
            continue
        term = typed[key.field].strip() if key.kind in ("email", "code", "text", "person") else made.core or made.plain
        if key.kind == "phone":
            term = made.plain[-8:]
        if len(term) >= _SHORTEST[key.kind] and term not in terms:
            terms.append(term)
    return terms[:_PARTS]


def told(member: Member) -> dict[str, Any]:
    """How a member of a group is told; no values, those the page reads under the rights of the moment."""
    evidence = [{"field": field, "how": how} for field, how in member.evidence]
    return {"id": member.id, "score": member.score, "evidence": evidence}


def beside(work: Work, form_key: str, asked: Compare) -> list[dict[str, Any]]:
    """Records in the order they were named; who may not see one gets the others."""
    query = ListQuery(fields=",".join(asked.fields), expand=",".join(asked.expand) or None, limit=len(asked.ids))
    found = at_once(Reader(Within(work.tx), work.app, work.access).page(form_key, query, ids=asked.ids))["items"]
    return sorted(found, key=lambda row: asked.ids.index(row["id"]))


def said_different(work: Work, form_key: str) -> set[tuple[str, str]]:
    """Pairs that are known not to be the same."""
    here = (_n.app == work.app.key, _n.form == form_key)
    return {(row.one, row.other) for row in work.tx.execute(select(_n.one, _n.other).where(*here))}


def say_different(work: Work, form_key: str, ids: Sequence[str], *, different: bool) -> None:
    """Each of these is another thing than each other (or: may be the same again)."""
    require_visible(work, form_key, ids)
    ordered = sorted(set(ids))
    pairs = [(one, other) for at, one in enumerate(ordered) for other in ordered[at + 1 :]]
    if not different:
        work.tx.execute(delete(not_duplicate).where(tuple_(_n.one, _n.other).in_(pairs), _n.app == work.app.key))
        return
    made: Any = (postgresql.insert if work.tx.dialect == "postgresql" else sqlite.insert)(not_duplicate)
    rows = [
        {
            "one": one,
            "other": other,
            "app": work.app.key,
            "form": form_key,
            "by": work.actor.person_id,
            "at": work.tx.now,
        }
        for one, other in pairs
    ]
    work.tx.execute(made.on_conflict_do_nothing(index_elements=["one", "other"]), rows)


def require_visible(work: Work, form_key: str, ids: Sequence[str]) -> None:
    """404 unless the reader sees each of them, whether it isn't there or is hidden."""
    if not work.access.may(form_key, "read"):
        raise record_not_found()
    if work.access.visible_ids(work.tx, form_key, sorted(set(ids))) != set(ids):
        raise record_not_found()
