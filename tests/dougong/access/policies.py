"""Random grants, people and questions for the differential test."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random
from typing import Any

from dougong.access.grants import OPS, Grant, Principal, TokenScope
from dougong.access.names import raw_scope
from engines.formula.check import check_tree
from tests.dougong.access.sample import FORMS, TZ, Data

ROLES = ("r1", "r2", "r3")
ROW_FORMULAS: Mapping[str, tuple[str, ...]] = {
    "sample": (
        "n1 > 1", "kind = 'a' or kind = NULL", "user.department = NULL or TRUE", "customer.name <> 'a'", "b1",
        "'x' in tags", "owner = user.id or n2 < 3", "SUM(lines.qty) > 2", "sales = user.id", "n1 / n2 > 1",
        "COUNTIFS(lines.qty > 1) = 1", "d1 <= TODAY()", "'a' in partners.name", "user.id in customer.watchers",
        "user.id in customer.region.managers or n3 > 2", "'r1' in user.roles and n3 >= 0",
    ),
    "customer": ("size > 1", "region.name = 'north'", "owner = user.id", "name = NULL", "user.id in watchers"),
    "region": ("budget > 0", "name <> 'south'"),
}  # fmt: skip
CHECKS = ("n1 < 100", "kind <> 'c'", "not b2", "user.department <> NULL")


def formula_trees(data: Data) -> dict[str, Any]:
    """The typed trees of every formula grants may have, by text."""
    texts = {(form, text) for form, found in ROW_FORMULAS.items() for text in found}
    texts |= {("sample", text) for text in CHECKS}
    return {text: check_tree(text, raw_scope(data.catalog, form), "boolean") for form, text in texts}


def draw_principal(random: Random, data: Data) -> Principal:
    """Somebody: with or without a department, roles, a token; now and then nobody."""
    person = random.choice(data.people)
    department = person["department_id"]
    tree = [department] if department else []
    for _ in data.departments:
        tree += [d["id"] for d in data.departments if d["parent_id"] in tree and d["id"] not in tree]
    token = None
    if random.random() < 0.15:
        ops = frozenset(random.sample(OPS, random.randrange(1, 7)))
        token = TokenScope(random.choice((None, frozenset({"test"}), frozenset({"other"}))), ops)
    return Principal(
        None if random.random() < 0.02 else person["id"],
        person["name"],
        person["email"],
        department,
        tuple(_above(data, department)),
        tuple(tree),
        frozenset(random.sample(ROLES, random.randrange(0, 4))),
        random.random() < 0.9,
        random.choice((TZ, "UTC", "America/New_York")),
        outside=random.random() < 0.25,
        token=token,
    )


def draw_grants(random: Random) -> list[Grant]:
    """A policy of two to nine grants; most give reading on something."""
    return [_grant(random, index) for index in range(random.randrange(2, 10))]


def _grant(random: Random, index: int) -> Grant:
    form = random.choice(("sample", "sample", "sample", "customer", "region", "*"))
    rows = random.choice(("own", "department", "department_tree", "all", "formula", "formula", "none", "task"))
    formula = None
    if rows == "formula":
        form = "sample" if form == "*" else form
        formula = random.choice(ROW_FORMULAS[form])
    ops = {op for op in OPS if random.random() < (0.9 if op == "read" else 0.4)}
    receivers = random.sample((*(f"role:{role}" for role in ROLES), "everyone", "outside"), random.randrange(1, 4))
    check = random.choice(CHECKS) if form == "sample" and random.random() < 0.3 else None
    return Grant(
        id=f"g{index}", to=tuple(receivers), form=form, ops=frozenset(ops), rows=rows, formula=formula,
        read=_fields(random, form), write=_fields(random, form), check=check, aggregate=random.random() < 0.6,
    )  # fmt: skip


def _fields(random: Random, form: str) -> frozenset[str]:
    if random.random() < 0.45:
        return frozenset({"*"})
    forms = FORMS if form == "*" else {form: FORMS[form]}
    names = [field.key for one in forms.values() for field in one.fields]
    names += ["lines.qty", "lines.price", "lines.name", "lines.product"]
    return frozenset(name for name in names if random.random() < 0.55)


def _above(data: Data, department: str | None) -> list[str]:
    """The department and all above it."""
    parents = {each["id"]: each["parent_id"] for each in data.departments}
    found: list[str] = []
    while department is not None:
        found.append(department)
        department = parents[department]
    return found
