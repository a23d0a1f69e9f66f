"""A form of 500 fields: published, written, listed and changed; one too wide for PostgreSQL's rows is warned of."""

from typing import Any

from tests.dougong.apps.conftest import Designer

KINDS: tuple[dict[str, Any], ...] = (
    {"type": "text"},
    {"type": "number"},
    {"type": "date"},
    {"type": "select", "options": [{"value": "a"}, {"value": "b"}]},
    {"type": "boolean"},
    {"type": "long_text"},
    {"type": "member"},
    {"type": "formula", "formula": "f001 + 1", "as": "number"},
)


def _fields(count: int) -> list[dict[str, Any]]:
    return [{"key": f"f{n:03}", "label": f"字段 {n}", **KINDS[n % len(KINDS)]} for n in range(count)]


def test_a_form_has_500_fields(designer: Designer) -> None:
    designer.form("wide", *_fields(500))
    records = designer.url("wide", "records")
    # long values in every text: no row is too wide for the database
    full = {f"f{n:03}": "长" * 250 for n in range(0, 500, 8)} | {f"f{n:03}": "文" * 4_000 for n in range(5, 500, 8)}
    full |= {f"f{n:03}": n for n in range(1, 500, 8)} | {f"f{n:03}": "2026-11-22" for n in range(2, 500, 8)}
    made = designer.browser.post(records, json=full)
    assert made.status_code == 201, made.text
    [row] = designer.browser.get(f"{records}?filter=f001 %3D 1&sort=-f002").json()["items"]
    assert row["f000"] == full["f000"] and row["f495"] == 2 and row["f001"] == 1
    # one under another type, beside what was put aside
    designer.form("wide", *({**field, "type": "text"} if field["key"] == "f009" else field for field in _fields(500)))
    assert designer.browser.get(f"{records}/{row['id']}").json()["f009"] == "9"
    texts = [{"key": f"t{n}", "type": "text", "label": "t"} for n in range(470)]
    warned = designer.draft("texts", *texts)["problems"]
    assert [(each["code"], each["level"]) for each in warned] == [("too_wide", "warning")]
