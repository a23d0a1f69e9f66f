"""§3.5 of the requirements as a matrix: every role, form, operation, field and button, asked of the API itself.

`rights.txt` says what must come out, one line for roles that may do the same with a form:

    asset | sales | r a | mine | read * | write -

operations (create read update delete export import, `a`: sums), which of the two records there are of each form are
seen (`mine`: of a customer of the salesperson; `others`), the fields that are read and written (`*` all, `* - x y` all
but these), and after `press` the buttons that may be pressed. A role that isn't there may do nothing.
`python -m tests.templates.test_rights_matrix` writes it anew: read the difference against §3.5 before you keep it.
"""

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from pydantic import SecretStr

from dougong.app import create_app, open_database
from dougong.kit.config import Settings
from tests.databases import Databases
from tests.dougong.conftest import forget_apps
from tests.dougong.flows.crm import API
from tests.dougong.people import Company
from tests.templates.office import KEY
from tests.templates.rights_office import NOBODY, ROLES, person, prepare_rights

TABLE = Path(__file__).parent / "rights.txt"
OPS = {"create": "c", "read": "r", "update": "u", "delete": "d", "export": "e", "import": "i"}


@pytest.fixture(scope="module")
def company(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Company]:
    url = databases.fresh("sqlite", prepare_rights)
    settings = Settings(database_url=url, data=tmp_path_factory.mktemp("data"), secret_key=SecretStr(str(KEY)))
    database = open_database(settings)
    opened = Company(create_app(settings, database), database)
    yield opened
    opened.close()
    database.close()
    forget_apps()
    databases.drop(url)


def the_forms(company: Company) -> dict[str, dict[str, Any]]:
    """What the owner of the app sees of each form: its fields, its buttons, its two records (mine first)."""
    api = company.admin.browser
    found = {}
    for each in api.get(f"{API}/forms").json()["items"]:
        key = each["key"]
        runtime = api.get(f"{API}/forms/{key}").json()
        rows = api.get(f"{API}/forms/{key}/records", params={"fields": "id", "sort": "created_at"}).json()["items"]
        buttons = [field["key"] for field in runtime["definition"]["fields"] if field["type"] == "button"]
        found[key] = {"fields": set(runtime["fields"]), "buttons": buttons, "ids": [row["id"] for row in rows[:2]]}
    return found


def may(browser: TestClient, key: str, form: dict[str, Any]) -> str | None:
    """The rest of a line for one person; None when they may do nothing with the form."""
    runtime = browser.get(f"{API}/forms/{key}").json()
    ops, rights = runtime.get("ops", []), runtime.get("fields", {})
    if not ops:
        return None
    letters = [OPS[op] for op in OPS if op in ops]
    sums = browser.post(f"{API}/forms/{key}/records:aggregate", json={"measures": [{"key": "n", "fn": "count"}]})
    letters += ["a"] if sums.status_code == 200 else []
    listed = browser.get(f"{API}/forms/{key}/records", params={"fields": "id", "limit": "500"})
    seen = {row["id"] for row in listed.json()["items"]} if listed.status_code == 200 else set()
    sees = [name for name, record in zip(("mine", "others"), form["ids"], strict=True) if record in seen]
    read = names({name for name, right in rights.items() if right in ("read", "write")}, form["fields"])
    write = names({name for name, right in rights.items() if right == "write"}, form["fields"])
    return f"{' '.join(letters)} | {' '.join(sees) or '-'} | read {read} | write {write}"


def names(given: set[str], all_of: set[str]) -> str:
    """Fields in few words: `*`, `* - x y`, `x y`, `-`. Columns of a subform that go with it aren't named."""
    left, given = _tops(all_of - given), _tops(given)
    if not left:
        return "*"
    if not given:
        return "-"
    return f"* - {' '.join(left)}" if len(left) < len(given) else " ".join(given)


def _tops(fields: set[str]) -> list[str]:
    return sorted(name for name in fields if "." not in name or name.partition(".")[0] not in fields)


def matrix(company: Company) -> list[str]:
    """Every line, forms and then roles in order."""
    forms, lines = the_forms(company), []
    browsers = {role: person(company, role).browser for role in (*ROLES, NOBODY)}
    for key in sorted(forms):
        alike: dict[str, list[str]] = defaultdict(list)
        for role, browser in browsers.items():
            rest = may(browser, key, forms[key])
            if rest is not None:
                alike[rest].append(role)
        lines += [f"{key} | {' '.join(roles)} | {rest}" for rest, roles in alike.items()]
    return lines


if __name__ == "__main__":
    raise SystemExit(
        pytest.main([__file__, "-q", "-p", "no:playwright", "-k", "write_the_table", "--override-ini=addopts="])
    )
