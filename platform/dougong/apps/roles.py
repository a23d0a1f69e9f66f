"""Roles and grants of one app, read and written all at once, and who may design it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from dougong.access.compiler import Access
from dougong.access.given import WHERE, condition_of
from dougong.access.grants import Grant, Principal
from dougong.access.paths import raw_tree, try_condition
from dougong.access.sources import SOURCES, is_source
from dougong.apps import repository
from dougong.apps.catalog import app_catalog, load_grants
from dougong.apps.problems import invalid, not_a_builder, somebody_was_faster
from dougong.apps.repository import AppRow
from dougong.apps.rights import level_of
from dougong.apps.schemas import Builder, RolesBody
from dougong.apps.versioned import plain_label
from dougong.audit.service import record
from dougong.identity.directory import existing_people, names_of_people
from dougong.identity.service import Role, RoleMember, add_to_role, roles, roles_of, set_roles
from dougong.kit.db import Transaction
from dougong.kit.errors import NotAllowed, say
from dougong.kit.web import Actor
from engines.form.definition import Form
from engines.form.fields.link import LinkField
from engines.form.scope import scope_for
from engines.formula import BOOLEAN, FormulaErrors, Unsupported, check

MANAGER = "manager"
MANAGER_LABEL = {"zh-CN": "应用管理员", "en": "App manager"}
MANAGER_GRANT: dict[str, Any] = {
    "id": "manager",
    "to": ["role:manager"],
    "form": "*",
    "ops": ["create", "read", "update", "delete", "export", "import", "lock"],
    "rows": "all",
    "read": ["*"],
    "write": ["*"],
    "aggregate": True,
}


def create_manager(tx: Transaction, app_key: str, person_id: str | None) -> dict[str, Any]:
    """The built-in role of a new app, borne by its creator. → its grant"""
    members = [RoleMember("person", person_id)] if person_id else []
    set_roles(tx, app_key, [Role(MANAGER, MANAGER_LABEL, True, members)])
    return dict(MANAGER_GRANT)


def read_roles(tx: Transaction, app: AppRow) -> dict[str, Any]:
    """The shape of `GET …/roles`."""
    return {
        "roles": [
            {
                "key": role.key,
                "label": role.label,
                "builtin": role.builtin,
                "members": [{"kind": m.kind, "id": m.id, "name": m.name} for m in role.members],
            }
            for role in roles(tx, app.key)
        ],
        "grants": repository.list_grants(tx, [app.id])[app.id],
        "revision": app.grants_revision,
    }


def write_roles(tx: Transaction, actor: Actor, app: AppRow, body: RolesBody) -> dict[str, Any]:
    """Replaces roles and grants. Conflict when somebody else did; nobody gives what they don't hold."""
    repository.touch(tx, app.id)  # locks the app's row: the revision can't move after this
    app = _fresh(tx, app)
    if app.grants_revision != body.revision:
        raise somebody_was_faster(read_roles(tx, app))
    before = repository.list_grants(tx, [app.id])[app.id]
    old_roles = {role.key: role for role in roles(tx, app.key)}
    wanted = [
        Role(
            each.key,
            plain_label(each.label),
            each.key in old_roles and old_roles[each.key].builtin,
            [RoleMember(m.kind, m.id) for m in each.members],
        )
        for each in body.roles
    ]
    check_grants(tx, app, body.grants, {role.key for role in wanted})
    _refuse_escalation(tx, actor, app, load_grants(before), body.grants, old_roles, wanted)
    set_roles(tx, app.key, wanted)
    after = [grant_document(grant) for grant in body.grants]
    repository.set_grants(tx, app.id, after)
    repository.touch(tx, app.id, grants_revision=body.revision + 1)
    detail = {"grants": len(after), "roles": [role.key for role in wanted]}
    record(tx, actor, "app.roles", f"app:{app.key}", detail, app=app.key)
    return read_roles(tx, _fresh(tx, app))


def check_grants(tx: Transaction, app: AppRow, grants: Sequence[Grant], role_keys: Iterable[str]) -> None:
    """Forms, roles and formulas that grants name must be there. Keys of fields may be of hidden fields."""
    known_roles = set(role_keys)
    seen: set[str] = set()
    drafts = repository.forms.keys_of(tx, app.id)
    catalog = app_catalog(tx, app.key)
    nobody = Access(catalog.tables, (), Principal(person_id=None), tx.now)
    for index, grant in enumerate(grants):
        at = f"grants.{index}"
        if grant.id in seen:
            raise invalid(at, "duplicate", f"权限 ID“{grant.id}”重复。", f"The grant id “{grant.id}” is used twice.")
        seen.add(grant.id)
        for receiver in grant.to:
            kind, _, key = receiver.partition(":")
            if kind == "role" and key not in known_roles:
                raise invalid(at, "unknown_role", f"没有角色“{key}”。", f"There is no role “{key}”.")
            if kind == "public":
                raise invalid(
                    at, "public_link", "公开链接的权限在链接中设置。", "What a public link may do is set in the link."
                )
        if grant.form != "*" and grant.form not in drafts and grant.form not in SOURCES:
            raise invalid(at, "unknown_form", f"没有表单“{grant.form}”。", f"There is no form “{grant.form}”.")
        _check_formulas(at, grant, catalog.forms, nobody)


def _check_formulas(at: str, grant: Grant, forms: Mapping[str, Form], nobody: Access) -> None:
    known = {**forms, **SOURCES}
    targets = list(forms.values()) if grant.form == "*" else [known[grant.form]] if grant.form in known else []
    conditions = [(form, text) for text in (grant.formula, grant.check) if text for form in targets]
    for form, text in [*conditions, *_looked_up(at, grant, forms)]:
        try:
            check(text, scope_for(form, forms, "grant"), expect=BOOLEAN)
            try_condition(nobody, form.key, raw_tree(nobody.catalog, form.key, text))
        except FormulaErrors as errors:
            first = errors.problems[0]
            raise invalid(
                at, "formula", f"条件“{text}”：{first.message['zh-CN']}", f"“{text}”: {first.message['en']}"
            ) from errors
        except Unsupported as wrong:  # who reads would meet it otherwise, and be refused everything
            raise invalid(
                at,
                "not_in_conditions",
                f"条件“{text}”：{wrong.function} 不能用于数据范围，数据库无法精确计算。",
                f"“{text}”: {wrong.function} can't be used for rows: databases can't work it out exactly.",
            ) from wrong


def _looked_up(at: str, grant: Grant, forms: Mapping[str, Form]) -> Iterator[tuple[Form, str]]:
    """(linked form, condition) of the links that the server fills in by itself."""
    for key, value in grant.set.items():
        if not isinstance(value, Mapping) or WHERE not in value:
            continue
        text = condition_of(value)
        field = forms[grant.form].field(key) if grant.form in forms else None
        if text is None or (grant.form in forms and not (isinstance(field, LinkField) and not field.many)):
            raise invalid(
                at,
                "bad_set",
                f"“{key}”只能按条件预填一条关联数据：{{“where”: 条件}}。",
                f"“{key}” can only be given a link to one record by a condition: {{“where”: …}}.",
            )
        if isinstance(field, LinkField) and field.form in forms:
            yield forms[field.form], text


def grant_document(grant: Grant) -> dict[str, Any]:
    """A grant as it is stored and exported: sets in order, defaults left out."""
    document = grant.model_dump(mode="json", exclude_defaults=True)
    for name in ("read", "write", "reveal", "press"):
        if name in document:
            document[name] = sorted(document[name])
    if "ops" in document:
        document["ops"] = sorted(document["ops"], key=_OP_ORDER.__getitem__)
    return document


_OP_ORDER = {op: n for n, op in enumerate(MANAGER_GRANT["ops"])}


# -- nobody grants what they don't hold ---------------------------------------------------------------------------
def _refuse_escalation(
    tx: Transaction,
    actor: Actor,
    app: AppRow,
    before: Sequence[Grant],
    after: Sequence[Grant],
    old_roles: Mapping[str, Role],
    new_roles: Sequence[Role],
) -> None:
    """A designer may spread what they hold themselves; owners and administrators run the app and may give anything.

    New grants must each be covered by one grant of the designer. New members of a role count as receiving its grants.
    """
    if level_of(tx, actor, app.id) == "owner":
        return
    mine = {f"role:{key}" for key in roles_of(tx, actor.person_id, app.key)} | {"everyone"}
    held = [grant for grant in before if not mine.isdisjoint(grant.to)]
    same = {grant.id: grant for grant in before}
    grown = {f"role:{role.key}" for role in new_roles if _gains_members(old_roles.get(role.key), role)}
    for grant in after:
        known = same.get(grant.id)
        unchanged = known == grant and grown.isdisjoint(grant.to)
        if not unchanged and not any(_covers(own, grant) for own in held):
            sentence = say(
                f"不能授予自己没有的权限（{grant.id}）。", f"You can't grant what you don't hold ({grant.id})."
            )
            raise NotAllowed(sentence, "escalation", extra={"grant": grant.id})


def first_not_held(tx: Transaction, actor: Actor, app: AppRow, grants: Iterable[Grant]) -> Grant | None:
    """The first of `grants` that the designer does not hold; None: they hold all, or own the app."""
    if level_of(tx, actor, app.id) == "owner":
        return None
    mine = {f"role:{key}" for key in roles_of(tx, actor.person_id, app.key)} | {"everyone"}
    all_grants = load_grants(repository.list_grants(tx, [app.id])[app.id])
    held = [grant for grant in all_grants if not mine.isdisjoint(grant.to)]
    return next((grant for grant in grants if not any(_covers(own, grant) for own in held)), None)


def _gains_members(old: Role | None, new: Role) -> bool:
    had = {(m.kind, m.id) for m in old.members} if old else set()
    return bool({(m.kind, m.id) for m in new.members} - had)


_WIDER = {
    "none": set(),
    "own": {"all", "department_tree", "department"},
    "department": {"all", "department_tree"},
    "department_tree": {"all"},
    "all": set(),
    "task": {"all"},
    "formula": {"all"},
}


def _covers(own: Grant, given: Grant) -> bool:
    """True when `own` surely allows everything `given` does. Careful: what is not plainly covered is not."""
    rows = own.rows == given.rows and own.formula == given.formula
    rows = rows or given.rows == "none" or own.rows in _WIDER[given.rows]
    return (
        (own.form == given.form or (own.form == "*" and not is_source(given.form)))
        and given.ops <= own.ops
        and rows
        and _names_covered(own.read, given.read)
        and _names_covered(own.write, given.write)
        and _names_covered(own.reveal, given.reveal)
        and _names_covered(own.press, given.press)
        and own.check in (None, given.check)
        and (own.aggregate or not given.aggregate)
        and given.set.keys() <= own.set.keys() | (given.write if "*" not in own.write else given.set.keys())
    )


def _names_covered(own: frozenset[str], given: frozenset[str]) -> bool:
    return "*" in own or all(not own.isdisjoint(_and_around(name)) for name in given)


def _and_around(name: str) -> set[str]:
    """`lines.packages.weight` and the lists it stands in."""
    parts = name.split(".")
    return {".".join(parts[:length]) for length in range(1, len(parts) + 1)}


# -- builders -----------------------------------------------------------------------------------------------------
def read_builders(tx: Transaction, app: AppRow) -> dict[str, Any]:
    builders = repository.list_builders(tx, app.id)
    names = names_of_people(tx, [person for person, _level in builders])
    return {"items": [{"person_id": p, "level": level, "name": names.get(p, "")} for p, level in builders]}


def write_builders(tx: Transaction, actor: Actor, app: AppRow, builders: Sequence[Builder]) -> dict[str, Any]:
    """Replaces who may design the app: only its owners may, and one owner must remain."""
    if level_of(tx, actor, app.id) != "owner":
        raise not_a_builder()
    wanted = {builder.person_id: builder.level for builder in builders}
    if len(existing_people(tx, wanted)) != len(wanted):
        raise invalid("items", "unknown_person", "有的人员不存在或已停用。", "Some people don't exist or have left.")
    if "owner" not in wanted.values():
        raise invalid("items", "no_owner", "至少要有一位所有者。", "At least one owner must remain.")
    repository.touch(tx, app.id)
    repository.set_builders(tx, app.id, wanted)
    record(tx, actor, "app.builders", f"app:{app.key}", {"builders": wanted}, app=app.key)
    return read_builders(tx, app)


def make_manager(tx: Transaction, app_key: str, person_id: str) -> None:
    """Puts a person into the built-in role."""
    add_to_role(tx, app_key, MANAGER, RoleMember("person", person_id))


def _fresh(tx: Transaction, app: AppRow) -> AppRow:
    found = repository.find_app(tx, app.key)
    return app if found is None else found
