"""§3.5 of the requirements as a matrix: every role, form, operation, field and button, asked of the compiler of rights
that every door asks; and the page's own door says the same.

`rights.txt` says what must come out, one line for the roles that may do the same with a form:

    asset | sales | r a | formula | read * | write - | press -

operations (create read update delete export import lock, `a`: sums), whose rows are read, the fields that are read and
written (`*` all, `* - x y` all but these; who may write a button may press it), and the flows whose own button may be
pressed. A role that isn't there may do nothing. `DOUGONG_WRITE_RIGHTS=1 pytest tests/templates/test_rights_matrix.py`
writes it anew: read the difference against §3.5 before you keep it.
"""

import os
from collections import defaultdict
from pathlib import Path

import pytest

from dougong.access.compiler import Access
from dougong.access.grants import Principal
from dougong.apps.catalog import AppCatalog, app_catalog
from dougong.flows.live import LiveFlows, live_flows
from dougong.flows.pressing import might_press, place_of
from dougong.kit.ids import new_id
from tests.dougong.flows.crm import API, APP
from tests.templates.office import Office, office, settings

__all__ = ["office", "settings"]

TABLE = Path(__file__).parent / "rights.txt"
OUTSIDE = ("portal_customer", "portal_partner")
ROLES = (
    "sales", "sales_manager", "regional_director", "presales", "marketing", "marketing_manager", "service_agent",
    "second_line", "service_manager", "csm", "finance", "legal", "delivery_engineer", "field_engineer",
    "channel_manager", "analyst", "executive", "auditor", *OUTSIDE,
)  # fmt: skip
NOBODY = "nobody"
"""Works here, bears no role: as does a builder of apps who was given none (§3.5: no business data by default)."""
LETTERS = {"create": "c", "read": "r", "update": "u", "delete": "d", "export": "e", "import": "i", "lock": "l"}

PROMISED = {
    "sales": {"none": ("product.cost", "product.margin"), "read": ("product.price",)},
    "service_agent": {"none": ("contract.amount", "contract.payment_plan"), "write": ("ticket.status", "ticket.start")},
    "second_line": {"none": ("contract.amount",), "write": ("ticket.status",)},
    "analyst": {"none": ("lead.mobile", "lead.email", "contact.mobile", "customer.phone", "ticket.mobile")},
    "finance": {"read": ("contract.amount",), "write": ("payment.amount", "invoice.amount", "invoice.void")},
    "executive": {"read": ("contract.amount", "product.cost", "invoice.amount", "invoice.void")},
    "field_engineer": {"write": ("work_order.go", "work_order.arrive", "work_order.finish")},
    "portal_customer": {"read": ("ticket.status", "invoice.amount"), "none": ("invoice.void", "ticket.sla_first")},
    "portal_partner": {"write": ("lead.name", "deal_reg.amount"), "none": ("lead.score", "invoice.amount")},
}
"""What §3.5 says of fields and buttons in so many words."""


def access(catalog: AppCatalog, office: Office, role: str) -> Access:
    roles = frozenset[str]() if role == NOBODY else frozenset({role})
    whoever = Principal(new_id(), roles=roles, outside=role in OUTSIDE)
    return Access(catalog.tables, catalog.grants, whoever, office.database.clock())


def line(eyes: Access, form: str, live: LiveFlows) -> str | None:
    """The rest of a line for one role; None when it may do nothing with the form."""
    ops, rights = eyes.ops(form), eyes.field_rights(form)
    own = [flow.key for flow in live.of(form, "button") if place_of(flow) != "field" and might_press(eyes, form, flow)]
    if not ops:
        return None
    reading = eyes.granted(form, "read")
    letters = [LETTERS[op] for op in ops] + ["a"] * any(grant.aggregate for grant in reading)
    rows = " ".join(sorted({grant.rows for grant in reading})) or "-"
    read = names({name for name, right in rights.items() if right != "none"}, set(rights))
    write = names({name for name, right in rights.items() if right == "write"}, set(rights))
    return f"{' '.join(letters)} | {rows} | read {read} | write {write} | press {' '.join(sorted(own)) or '-'}"


def names(given: set[str], all_of: set[str]) -> str:
    """Fields in few words: `*`, `* - x y`, `x y`, `-`. Columns of a subform that go with it aren't named."""
    left, had = _tops(all_of - given), _tops(given)
    if not left or not had:
        return "-" if left else "*"
    return f"* - {' '.join(left)}" if len(left) < len(had) else " ".join(had)


def _tops(fields: set[str]) -> list[str]:
    return sorted(name for name in fields if name.rpartition(".")[0] not in fields)


def test_R133_R134_R138_every_cell_of_roles_forms_fields_and_buttons_is_as_written(office: Office) -> None:
    with office.database.snapshot() as tx:
        catalog = app_catalog(tx, APP)
        live = live_flows(tx, catalog)
        eyes = {role: access(catalog, office, role) for role in (*ROLES, NOBODY)}
    found = []
    for form in sorted(catalog.forms):
        alike: dict[str, list[str]] = defaultdict(list)
        for role, each in eyes.items():
            rest = line(each, form, live)
            if rest is not None:
                alike[rest].append(role)
        found += [f"{form} | {' '.join(roles)} | {rest}" for rest, roles in alike.items()]
    if os.environ.get("DOUGONG_WRITE_RIGHTS"):
        TABLE.write_text("\n".join([*found, ""]))
    what_the_requirement_says(eyes)
    nobody_without_a_role_reads_business_data(eyes)
    the_door_of_the_page_says_the_same(office, eyes)
    assert found == TABLE.read_text().splitlines()


def what_the_requirement_says(eyes: dict[str, Access]) -> None:
    wrong = []
    for role, rights in PROMISED.items():
        for wanted, cells in rights.items():
            for form, _, field in (cell.partition(".") for cell in cells):
                right = eyes[role].field_rights(form)[field]
                wrong += [f"{role} {form}.{field}: {right}, not {wanted}"] if right != wanted else []
    assert not wrong
    voiding = {role for role, each in eyes.items() if each.field_rights("invoice")["void"] == "write"}
    assert voiding == {"finance"}
    for role in ("analyst", "auditor", "legal", "portal_customer", NOBODY):
        assert not {"update", "delete"} & set(eyes[role].ops("lead")), role


def nobody_without_a_role_reads_business_data(eyes: dict[str, Access]) -> None:
    for form in ("lead", "customer", "contact", "opportunity", "contract", "payment", "invoice", "ticket"):
        assert eyes[NOBODY].ops(form) == [], form
        assert eyes["auditor"].ops(form) == [], form


def the_door_of_the_page_says_the_same(office: Office, eyes: dict[str, Access]) -> None:
    for role in ("sales", "service_agent", "executive", "portal_customer"):
        browser = office.person(role).browser
        for form in ("lead", "contract", "invoice", "product", "ticket"):
            answer = browser.get(f"{API}/forms/{form}")
            if not eyes[role].ops(form):
                assert answer.status_code in (403, 404) or answer.json()["ops"] == [], (role, form)
                continue
            runtime = answer.json()
            rights = {name: right for name, right in eyes[role].field_rights(form).items() if right != "none"}
            assert {name: right for name, right in runtime["fields"].items() if right != "none"} == rights, (role, form)
            assert set(runtime["ops"]) == set(eyes[role].ops(form)), (role, form)


@pytest.mark.parametrize("role", ["analyst", "service_agent"])
def test_R134_who_only_reads_leads_does_not_send_them_back(office: Office, role: str) -> None:
    lead = office.add("lead", name="张三", mobile="13800138000", status="following", owner=office.person("sales").id)
    browser = office.person(role).browser
    answer = browser.post(f"{API}/forms/lead/records/{lead}:run-button", json={"flow": "lead_return"})
    assert answer.status_code in (403, 404)
    assert office.get("lead", lead)["status"] == "following"
