"""The office of the authorization matrix, and its oracle: who sees and does what, said once more in plain Python.

Nine people × three forms × records of eight owners × four fields. Nothing here looks at the access compiler; what is
expected follows from `docs/access.md` alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from fastapi.testclient import TestClient

from tests.dougong.people import Company
from tests.dougong.records.conftest import Shop, build_app

APP = "/api/v1/apps/matrix"
FORMS = {"firm": None, "deal": "firm", "visit": "deal"}
"""The form, and the one it links to."""
FIELDS = ("name", "mark", "gain", "secret")
OPEN = frozenset({"name", "mark", "gain"})
WRITABLE = frozenset({"name", "mark"})
PLACES = {"own": "east", "peer": "east", "dept": "east", "tree": "all", "all": "north", "rule": "north", "far": "west"}
"""Where who works; `all` stands above the others."""
OWNERS = ("own", "peer", "dept", "tree", "all", "rule", "far", "admin")
SCOPES = {"own": "own", "dept": "department", "tree": "department_tree", "all": "all", "rule": "formula"}
RULE = "kind = 'x'"
FULL = ("create", "read", "update", "delete", "export")
REFUSED, UNKNOWN = "refused", "unknown"


@dataclass(frozen=True)
class Given:
    """A grant as the oracle has it."""

    rows: str
    ops: frozenset[str]
    read: frozenset[str]
    write: frozenset[str]
    aggregate: bool


@dataclass
class Record:
    """A record as it is stored, and who owns it."""

    id: str
    owner: str
    values: dict[str, Any]
    version: int = 1


@dataclass
class Viewer:
    """One of the nine. `scope` None: nothing is granted to them; `ops`: what their token allows."""

    name: str
    browser: TestClient
    scope: str | None
    ops: frozenset[str] = frozenset(FULL)
    person: str = ""

    def grants(self, op: str, *, aggregate: bool = False) -> list[Given]:
        if self.scope is None or op not in self.ops:
            return []
        given = [
            Given(SCOPES[self.scope], frozenset(FULL), OPEN, WRITABLE, True),
            Given("own", frozenset({"read"}), frozenset({*OPEN, "secret"}), frozenset(), False),
        ]
        return [each for each in given if op in each.ops and (each.aggregate or not aggregate)]

    def covers(self, given: Given, record: Record) -> bool:
        match given.rows:
            case "all":
                return True
            case "own":
                return record.owner == self.person
            case "formula":
                return bool(record.values["kind"] == "x")
        mine = PLACES.get(self.person)
        theirs = PLACES.get(record.owner)
        return theirs is not None and (theirs == mine or (given.rows == "department_tree" and mine == "all"))

    def sees(self, record: Record, op: str = "read", *, aggregate: bool = False) -> bool:
        return any(self.covers(each, record) for each in self.grants(op, aggregate=aggregate))

    def value(self, record: Record, key: str, op: str = "read", *, aggregate: bool = False) -> Any:
        """As the person sees it; None for what is hidden."""
        given = [each for each in self.grants(op, aggregate=aggregate) if key in each.read]
        return record.values[key] if any(self.covers(each, record) for each in given) else None

    def asked(self, key: str, op: str = "read", *, aggregate: bool = False) -> str | None:
        """How a question about this field is turned down, if it is."""
        given = self.grants(op, aggregate=aggregate)
        return REFUSED if not given else None if any(key in each.read for each in given) else UNKNOWN


@dataclass
class Matrix:
    """Compares cell by cell. `cells`: how many; `wrong`: those that deviate."""

    shop: Shop
    viewers: list[Viewer]
    records: dict[str, list[Record]]
    cells: int = 0
    wrong: list[str] = field(default_factory=list)

    def compare(self, where: str, expected: Mapping[Any, Any], actual: Mapping[Any, Any]) -> None:
        """One cell per key of `expected`."""
        self.cells += len(expected)
        for key, value in expected.items():
            if actual.get(key) != value:
                self.wrong.append(f"{where} {key}: expected {value!r}, got {actual.get(key)!r}")
        self.wrong += [f"{where} {key}: nobody expected it" for key in actual.keys() - expected.keys()]


def turned_down(status: int) -> str | None:
    """Unknown and hidden answer alike, strangers are asked who they are; what can't be asked for is a 422."""
    return REFUSED if status in (401, 403, 404) else UNKNOWN if status == 422 else None


def build(company: Company) -> None:
    """The app, its people and records."""
    forms = {key: _form(key, link) for key, link in FORMS.items()}
    shop = build_app(company, "matrix", "矩阵", forms)
    admin = company.admin.browser
    units: dict[str, str] = {}
    for name in ("all", "east", "north", "west"):
        made = admin.post("/api/v1/departments", json={"name": name, "parent_id": units.get("all")})
        units[name] = made.json()["id"]
    people = {
        name: company.hire(name, email=f"{name}@example.com", department_id=units[place])
        for name, place in PLACES.items()
    }
    members = {name: [{"kind": "person", "id": people[name].id, "name": name}] for name in SCOPES}
    roles = [{"key": name, "label": name, "members": each} for name, each in members.items()]
    grants = [grant for name in SCOPES for grant in _grants(name)]
    owners = {"id": "owners", "to": ["role:manager"], "form": "*", "ops": ["create", "read", "update"], "rows": "all"}
    shop.grant(roles, [*grants, {**owners, "read": ["*"], "write": ["*", "owner"]}])
    ids = {**{name: each.id for name, each in people.items()}, "admin": company.admin.id}
    for form in FORMS:
        for number, owner in enumerate(OWNERS):
            shop.add(form, {**values_of(form, number), "owner": ids[owner]})
    build_app(company, "elsewhere", "别处", {"firm": _form("firm", None)})


def _form(key: str, link: str | None) -> dict[str, Any]:
    fields: list[dict[str, Any]] = [
        {"key": "name", "type": "text", "label": "名称", "required": True},
        {"key": "mark", "type": "text", "label": "标记"},
        {"key": "gain", "type": "number", "label": "毛利"},
        {"key": "secret", "type": "text", "label": "底价"},
        {"key": "kind", "type": "text", "label": "类别"},
    ]
    if link:
        fields.append({"key": link, "type": "link", "form": link, "label": "所属"})
    return {"label": key, "title": "name", "fields": fields}


def _grants(name: str) -> Iterable[dict[str, Any]]:
    to = {"to": [f"role:{name}"], "form": "*"}
    wide = {"id": f"{name}1", **to, "ops": list(FULL), "rows": SCOPES[name], "write": sorted(WRITABLE)}
    links = [each for each in FORMS.values() if each]
    yield {
        **wide,
        "read": [*sorted(OPEN), *links],
        "aggregate": True,
        **({"formula": RULE} if SCOPES[name] == "formula" else {}),
    }
    yield {"id": f"{name}2", **to, "ops": ["read"], "rows": "own", "read": [*sorted(OPEN), "secret", *links]}


def values_of(form: str, number: int) -> dict[str, Any]:
    """Every value once, so that it tells where it comes from."""
    texts = {key: f"{key} {form} {number}" for key in ("name", "mark", "secret")}
    return {**texts, "gain": (number + 1) * 10, "kind": "x" if number % 2 else "y"}


def matrix_of(company: Company) -> Matrix:
    """The office as it stands in a prepared database."""
    shop = Shop(company, company.hire("管理员", email=company.admin.email, is_admin=True), "matrix")
    people = {name: company.hire(name, email=f"{name}@example.com") for name in PLACES}
    names = {each.id: name for name, each in people.items()}
    records = {}
    for form in FORMS:
        answer = shop.builder.browser.get(shop.records(form), params={"limit": 100})
        rows = sorted(answer.json()["items"], key=lambda row: row["gain"])
        records[form] = [Record(row["id"], names.get(row["owner"], "admin"), row, row["version"]) for row in rows]
        assert [each.owner for each in records[form]] == list(OWNERS)
    viewers = [Viewer(name, people[name].browser, name, person=name) for name in SCOPES]
    narrow = company.with_token(people["all"], "read", apps=["matrix"])
    other = company.hire("别处的人", email="elsewhere@example.com")
    return Matrix(
        shop,
        [
            *viewers,
            Viewer("token", narrow, "all", frozenset({"read"}), "all"),
            Viewer("no role", people["far"].browser, None, person="far"),
            Viewer("of another app", other.browser, None, person="elsewhere"),
            Viewer("stranger", company.browser(), None),
        ],
        records,
    )
