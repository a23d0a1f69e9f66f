"""A small world for report tests: opportunities with a customer, lines (each with a product), tags and partners."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import polars as pl

from engines.formula import BOOLEAN, DATE, DATETIME, NUMBER, PERSON, TEXT, Ref, list_of, record
from engines.report.compiler import compile_query
from engines.report.compute import compute
from engines.report.parts import Calendar
from engines.report.plan import Plan, plan
from engines.report.query import Query
from engines.report.scope import Crossing, TableScope

NOW = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
SHANGHAI = Calendar()
STAGES = ("new", "quote", "won", "lost")
TABLES: dict[str, dict[str, Any]] = {
    "opportunity": {
        "id": TEXT, "name": TEXT,
        "stage": Ref(TEXT, {"zh-CN": "阶段", "en": "Stage"}, options=STAGES), "amount": NUMBER,
        "rate": NUMBER, "urgent": BOOLEAN, "closes": DATE, "created_at": DATETIME, "owner": PERSON,
        "customer": record("customer"), "tags": list_of(TEXT),
    },
    "customer": {"id": TEXT, "level": TEXT, "credit": NUMBER, "since": DATE, "areas": list_of(TEXT)},
    "lines": {"id": TEXT, "product": record("product"), "kind": TEXT, "qty": NUMBER, "price": NUMBER, "due": DATE},
    "product": {"id": TEXT, "group": TEXT},
    "pairs": {"id": TEXT, "target": record("partner")},
    "partner": {"id": TEXT, "city": TEXT, "fee": NUMBER},
}  # fmt: skip
LINKS = {
    ("opportunity", "customer"): (Crossing("customer", "one", "customer", "customer"),),
    ("opportunity", "lines"): (Crossing("lines", "children", "lines", "parent"),),
    ("lines", "product"): (Crossing("product", "one", "product", "product"),),
    ("opportunity", "partners"): (
        Crossing("partners", "children", "pairs", "parent"),
        Crossing("partner", "one", "partner", "target"),
    ),
}
CONSTANTS = {"user.department": TEXT}
SCOPE = TableScope("opportunity", TABLES, LINKS, CONSTANTS)
_DTYPES: dict[str, Any] = {
    "number": pl.Float64, "boolean": pl.Boolean, "date": pl.Date, "datetime": pl.Datetime("ms", "UTC"),
}  # fmt: skip
Data = Mapping[str, list[dict[str, Any]]]


def frames(data: Data, *, decimals: bool = False, categories: bool = False) -> dict[str, pl.LazyFrame]:
    """Frames of rows. Numbers as doubles or decimals, texts as they are or as categories."""
    found = {}
    for table, columns in TABLES.items():
        types = {name: ref.type if isinstance(ref, Ref) else ref for name, ref in columns.items()}
        schema: dict[str, Any] = {}
        for name, type_ in types.items():
            dtype = _DTYPES.get(type_.element.kind, pl.String)
            if dtype == pl.Float64 and decimals:
                dtype = pl.Decimal(38, 6)
            if dtype == pl.String and categories and name in ("stage", "kind", "level", "owner"):
                dtype = pl.Categorical
            schema[name] = pl.List(dtype) if type_.is_list else dtype
        if table in ("lines", "pairs"):
            schema["parent"] = pl.String
        rows = [[_cell(row.get(name), schema[name]) for name in schema] for row in data.get(table, [])]
        found[table] = pl.DataFrame(rows, schema=schema, orient="row").lazy()
    return found


def _cell(value: Any, dtype: Any) -> Any:
    return float(value) if isinstance(value, Decimal) and dtype == pl.Float64 else value


def planned(document: dict[str, Any], calendar: Calendar = SHANGHAI, now: datetime = NOW) -> Plan:
    """The plan of a query document over opportunities."""
    query = Query.model_validate({"from": "opportunity", **document})
    return plan(compile_query(query, SCOPE), now, calendar, {("user", "department"): "sales"})


def ask(document: dict[str, Any], data: Data, calendar: Calendar = SHANGHAI, **options: Any) -> Any:
    """The answer to a query document."""
    return compute(planned(document, calendar), frames(data, **options))


def opportunity(identity: str, **fields: Any) -> dict[str, Any]:
    """One opportunity; instants as ISO text, numbers as text or int."""
    fixed: dict[str, Any] = {
        key: Decimal(str(fields[key])) for key in ("amount", "rate") if fields.get(key) is not None
    }
    if isinstance(fields.get("created_at"), str):
        fixed["created_at"] = datetime.fromisoformat(fields["created_at"]).astimezone(UTC)
    if isinstance(fields.get("closes"), str):
        fixed["closes"] = date.fromisoformat(fields["closes"])
    return {"id": identity, **fields, **fixed}


def count(key: str = "n", **more: Any) -> dict[str, Any]:
    """A count measure."""
    return {"key": key, "fn": "count", **more}
