"""Reading the demo data of templates/crm through the API, as the app's owner sees it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from fastapi.testclient import TestClient

from dougong.identity import passwords
from dougong.identity.people import set_password
from tests.dougong.people import PASSWORD, Company

API = "/api/v1/apps/crm"
ZONE = ZoneInfo("Asia/Shanghai")
Record = dict[str, Any]


class Demo:
    """The records of the installed demo; each question is asked once."""

    def __init__(self, browser: TestClient, company: Company) -> None:
        self.browser = browser
        self.company = company
        self.rows = cache(self._rows)
        self.signed_in = cache(self._signed_in)

    def _signed_in(self, name: str) -> TestClient:
        """The browser of one of the invented people."""
        people = self.browser.get("/api/v1/people", params={"search": name}).json()["items"]
        found = next(one for one in people if one["name"] == name)
        with self.company.database.transaction() as tx:
            set_password(tx, None, found["id"], passwords.hash_password(PASSWORD), must_change=False)
        return self.company.hire(name, email=found["email"]).browser

    def _rows(self, form: str, filter: str | None = None) -> list[Record]:
        """All records, page by page."""
        query: dict[str, str] = {"limit": "1000", **({"filter": filter} if filter else {})}
        found: list[Record] = []
        while True:
            answer = self.browser.get(f"{API}/forms/{form}/records", params=query)
            assert answer.status_code == 200, answer.text
            page = answer.json()
            found += page["items"]
            if not page["next"]:
                return found
            query["cursor"] = page["next"]

    def by_id(self, form: str) -> dict[str, Record]:
        """All records by their id."""
        return {row["id"]: row for row in self.rows(form)}

    def count(self, form: str, filter: str | None = None) -> int:
        query = {"count": "true", "limit": "1", **({"filter": filter} if filter else {})}
        answer = self.browser.get(f"{API}/forms/{form}/records", params=query)
        assert answer.status_code == 200, answer.text
        found: int = answer.json()["count"]
        return found

    def grouped(self, form: str, groups: list[Any], filter: str | None = None, **measures: Any) -> list[Record]:
        """Measures by groups, computed by the server: `n={"fn": "count"}`."""
        body = {
            "groups": [{"field": group} if isinstance(group, str) else group for group in groups],
            "measures": [{"key": key, **measure} for key, measure in measures.items()],
            "limit": 2000,
            **({"filter": filter} if filter else {}),
        }
        answer = self.browser.post(f"{API}/forms/{form}/records:aggregate", json=body)
        assert answer.status_code == 200, answer.text
        assert not answer.json()["truncated"]
        rows: list[Record] = answer.json()["rows"]
        return rows

    def counts(self, form: str, field: str, filter: str | None = None) -> dict[Any, int]:
        """Numbers of records by the values of a field."""
        return {row[field]: row["n"] for row in self.grouped(form, [field], filter, n={"fn": "count"})}

    def sums(self, form: str, field: str, amount: str, filter: str | None = None) -> dict[Any, float]:
        """Sums of an amount by the values of a field."""
        return {
            row[field]: row["s"] or 0 for row in self.grouped(form, [field], filter, s={"fn": "sum", "field": amount})
        }


def moment(text: str) -> datetime:
    """An instant as the organisation's clock shows it."""
    return datetime.fromisoformat(text).astimezone(ZONE)


def today() -> date:
    """The organisation's day."""
    return datetime.now(UTC).astimezone(ZONE).date()


def mean(values: list[float]) -> float:
    """The mean of at least one value."""
    return sum(values) / len(values)
