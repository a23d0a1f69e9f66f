"""What subjects care for, and how likely they are to be won: recommend, interests, score."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import polars as pl

from dougong.analytics.asking import Asking, Counted
from dougong.analytics.kinds.value import too_few
from dougong.records.repository import chunks
from engines.flow.analyses import Interests, Recommend, Score
from engines.form.fields import FIELD_TYPES
from engines.form.fields.link import LinkField
from engines.report.learning import likings
from engines.report.metrics import METRICS
from engines.report.metrics.lead_score import LeadScoreOptions, PointRule

_MOST_REASONS = 3


def recommend(asking: Asking, wanted: Recommend) -> Counted:
    """Items that go with what each subject has."""
    baskets: dict[str, set[str]] = defaultdict(set)
    owners: dict[str, str] = {}
    source, path = wanted.orders, wanted.item.split(".")
    known = frozenset(asking.subjects)
    own = [path[0]] if len(path) == 1 else []
    for row in asking.rows(source.form, [source.subject, source.date, *own], source.where):
        subject, at = getattr(row, source.subject), getattr(row, source.date)
        if subject not in known or at is None or _day(asking, at) > asking.as_of:
            continue
        owners[row.id] = subject
        if own and hasattr(row, own[0]) and getattr(row, own[0]):
            baskets[subject].add(getattr(row, own[0]))
    for record_id, item in _items(asking, wanted, sorted(owners)):
        baskets[owners[record_id]].add(item)
    alike = likings.likeness(baskets.values(), wanted.support)
    found = {subject: likings.recommended(has, alike, wanted.top) for subject, has in baskets.items()}
    names = _item_names(
        asking, wanted, {each for liked in found.values() for one in liked for each in (one.item, one.because)}
    )
    results: dict[str, dict[str, Any]] = {}
    for subject, liked in found.items():
        if liked:
            told = [
                asking.say(
                    f"{names.get(one.item, '')}（常与{names.get(one.because, '')}一起购买）",
                    f"{names.get(one.item, '')} (often bought with {names.get(one.because, '')})",
                )
                for one in liked
            ]
            items = [one.item for one in liked]
            results[subject] = {"items": items, "first": items[:1], "reasons": asking.say("；", "; ").join(told)}
    return Counted(results)


def _items(asking: Asking, wanted: Recommend, ids: list[str]) -> Iterator[tuple[str, str]]:
    """(record, item) of links to many and of rows."""
    form, path = wanted.orders.form, wanted.item.split(".")
    for some in chunks(ids):
        if len(path) == 2:
            for row in asking.tx.execute(asking.access.rows(form, path[0], some)):
                item = getattr(row, path[1], None)
                if isinstance(item, str):
                    yield row.record_id, item
        elif _is_many(asking, form, path[0]):
            for row in asking.tx.execute(asking.access.pairs(form, path[0], some)):
                yield row.record_id, row.target_id


def _is_many(asking: Asking, form: str, key: str) -> bool:
    field = asking.app.forms[form].field(key)
    return isinstance(field, LinkField) and field.many


def _item_names(asking: Asking, wanted: Recommend, ids: set[str]) -> dict[str, str]:
    form, path = asking.app.forms[wanted.orders.form], wanted.item.split(".")
    field: Any = form.field(path[0])
    if len(path) == 2:
        field = next((inner for inner in field.fields if inner.key == path[1]), None)
    return asking.titles(field.form, ids) if isinstance(field, LinkField) else {}


def interests(asking: Asking, wanted: Interests) -> Counted:
    """The tags each subject has met, faded with age."""
    source = wanted.events
    field = asking.app.forms[source.form].field(wanted.tag)
    known = frozenset(asking.subjects)
    met: dict[str, list[tuple[str, date, float]]] = defaultdict(list)
    linked: set[str] = set()
    fields = [source.subject, source.date, wanted.tag, *([source.value] if source.value else [])]
    for row in asking.rows(source.form, fields, source.where):
        subject, at, tag = getattr(row, source.subject), getattr(row, source.date), getattr(row, wanted.tag)
        if subject not in known or at is None or not tag:
            continue
        weight = float(getattr(row, source.value) or 0) if source.value else 1.0
        for each in tag if isinstance(tag, list) else [tag]:
            met[subject].append((str(each), _day(asking, at), weight))
            linked.add(str(each))
    names = asking.titles(field.form, linked) if isinstance(field, LinkField) else {}
    results: dict[str, dict[str, Any]] = {}
    for subject, mine in met.items():
        found = likings.interests(
            mine, asking.as_of, half_life=wanted.half_life_days, top=wanted.top, floor=wanted.floor
        )
        tags = [names.get(tag, tag) for tag, _ in found]
        if tags:
            results[subject] = {"tags": tags, "first": tags[0]}
    return Counted(results)


def score(asking: Asking, wanted: Score) -> Counted:
    """Naive Bayes: what was won and lost teaches, everybody gets a score; points of rules beside it."""
    won = {row.id for row in asking.rows(asking.subject, (), wanted.won)}
    lost = {row.id for row in asking.rows(asking.subject, (), wanted.lost)} - won
    ids = list(asking.subjects)
    outcome = [True if each in won else False if each in lost else None for each in ids]
    leads = pl.DataFrame({"id": ids, "won": outcome}, {"id": pl.String, "won": pl.Boolean})
    form, known = asking.app.forms[asking.subject], frozenset(ids)
    values: list[tuple[str, str, str]] = []
    for row in asking.rows(asking.subject, wanted.factors, None):
        if row.id in known:
            values += [(row.id, key, each) for key in wanted.factors for each in _texts(getattr(row, key))]
    many = tuple(key for key in wanted.factors if getattr(form.field(key), "type", "") in ("tags", "multi_select"))
    options = LeadScoreOptions(
        many=many, minimum=wanted.minimum,
        points=tuple(PointRule(field=rule.field, values=rule.values, points=rule.points) for rule in wanted.points),
    )  # fmt: skip
    table = pl.DataFrame(values, {"lead": pl.String, "field": pl.String, "value": pl.String}, orient="row")
    found = METRICS["lead_score"].compute({"leads": leads, "values": table}, options, scene=asking.scene)
    if found.n < wanted.minimum and not wanted.points:
        return Counted({}, too_few(found.n, wanted.minimum))
    enough = found.n >= wanted.minimum
    reasons = _why(asking, found.reasons) if enough else {}
    results: dict[str, dict[str, Any]] = {}
    low, high = wanted.grades
    for row in found.leads.iter_rows(named=True):
        value = row["automatic"] if enough else None
        judged = row["points"] if value is None else value
        results[row["lead"]] = {
            "score": value,
            "points": row["points"],
            "grade": "hot" if judged >= high else "warm" if judged >= low else "cold",
            "reasons": reasons.get(row["lead"]),
        }
    return Counted(results)


def _texts(value: Any) -> list[str]:
    """A value as the counts of a score know it."""
    if value is None:
        return []
    if isinstance(value, list):
        return [str(each) for each in value]
    return [("true" if value else "false") if isinstance(value, bool) else str(value)]


def _why(asking: Asking, reasons: pl.DataFrame) -> dict[str, str]:
    form = asking.app.forms[asking.subject]
    told: dict[str, list[str]] = defaultdict(list)
    for row in reasons.iter_rows(named=True):
        mine = told[row["lead"]]
        field = form.field(row["field"])
        if len(mine) >= _MOST_REASONS or field is None:
            continue
        try:
            value = FIELD_TYPES[field.type].format(field, row["value"], asking.language)
        except (TypeError, ValueError, AttributeError):  # not kept as a text
            value = row["value"]
        arrow = "↑" if row["weight"] > 0 else "↓"
        mine.append(f"{asking.name(asking.subject, row['field'])}：{value} {arrow}")
    return {lead: asking.say("；", "; ").join(lines) for lead, lines in told.items()}


def _day(asking: Asking, at: Any) -> date:
    """The local day of a date or an instant."""
    day: date = at.astimezone(asking.scene.zone).date() if isinstance(at, datetime) else at
    return day
