"""App packages in and out: `install` makes an app of one, `export` gives back the same files (design §3)."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Collection, Mapping
from typing import Any

from dougong.apps import repository
from dougong.apps.compiling import form_set
from dougong.apps.documents import file_text, rows_text
from dougong.apps.hooks import RecordTemplateExporter, hooks
from dougong.apps.modules import switched
from dougong.apps.package_files import AppFile, RolesFile
from dougong.apps.package_reader import FOLDERS, Package, read_files
from dougong.apps.packs.applying import applied_packs
from dougong.apps.pages import drafts as page_drafts
from dougong.apps.people_file import FILE as PEOPLE
from dougong.apps.problems import draft_has_errors, problem_document
from dougong.apps.publish import publish_all
from dougong.apps.release import content
from dougong.apps.repository import AppRow
from dougong.apps.roles import MANAGER, check_grants, create_manager
from dougong.apps.service import copy_key, copy_label, found_app, free_app_key, next_copy
from dougong.audit.service import record
from dougong.identity.service import Role, roles, set_roles
from dougong.kit.db import Transaction
from dougong.kit.ids import is_id, new_id
from dougong.kit.web import Actor
from engines.form.definition import Form, load_form
from engines.form.labels import Label, label_text

_APP_MEMBERS = ("icon", "color", "description")
_EPOCH = (2020, 1, 1, 0, 0, 0)
"""The time of every entry of a zip: equal content, equal bytes."""


def install(
    tx: Transaction,
    actor: Actor,
    package: Package,
    *,
    key: str | None,
    template: str | None,
    language: str,
    modules: Collection[str] | None = None,
) -> str:
    """A new app made of a checked package: roles, grants, forms and flows, published. → its key. Demo data comes
    afterwards. `key` None: the package's own, numbered like the name when an app has it already. `modules`: keys of
    those that are on; None: as the package says."""
    described = AppFile.model_validate(package["app"])
    number = 1 if key else next_copy(tx, described.key)
    app_key = free_app_key(tx, key or copy_key(described.key, number), label_text(described.label, "zh-CN"))
    document = package["app"]
    values = {name: document.get(name) for name in _APP_MEMBERS}
    values |= {
        "label": copy_label(document["label"], number),
        "navigation": document.get("navigation", []),
        "modules": document.get("modules") if modules is None else switched(document.get("modules", ()), modules),
        "tours": package.get("tours") or None,
        "template": template,
        "package_version": described.version,
    }
    app_id = found_app(tx, actor, app_key, values)
    forms = _forms(package, language)
    for form_key, definition in package["forms"].items():
        repository.forms.insert(tx, app_id, form_key, definition, actor.person_id, tombstones=[])
    publish_all(tx, actor, app_id, app_key, forms)
    _install_roles(tx, actor, app_id, app_key, package)
    if package.get("public_links") and hooks.public_link_installer is not None:
        hooks.public_link_installer(tx, actor, app_key, package["public_links"], language)
    if package.get("flows") and hooks.flow_installer is not None:
        hooks.flow_installer(tx, actor, app_key, package["flows"], language)
    if package.get("dashboards") and hooks.dashboard_installer is not None:
        hooks.dashboard_installer(tx, actor, app_key, package["dashboards"], language)
    if package.get("record_templates") and hooks.record_template_installer is not None:
        hooks.record_template_installer(tx, actor, app_key, package["record_templates"], language)
    if package.get("pages"):
        page_drafts.install(tx, actor, _app(tx, app_key), package["pages"], language)
    repository.save_package(tx, app_id, package)
    content.add(tx, _app(tx, app_key), actor.person_id, described.version)
    detail = {"template": template, "version": described.version, "forms": sorted(forms)}
    detail |= {"packs": applied_packs(package)} if applied_packs(package) else {}
    record(tx, actor, "app.install", f"app:{app_key}", detail, app=app_key)
    return app_key


def _forms(package: Package, language: str) -> dict[str, Form]:
    forms = {key: load_form(definition) for key, definition in package["forms"].items()}
    problems = [
        {"form": key, **problem_document(problem, language)}
        for key, compiled in form_set(forms).all().items()
        for problem in compiled.problems
        if problem.level == "error"
    ]
    if problems:
        raise draft_has_errors(problems)
    return forms


def _install_roles(tx: Transaction, actor: Actor, app_id: str, app_key: str, package: Package) -> None:
    """The built-in role with its installer, and the package's own roles without members."""
    manager = create_manager(tx, app_key, actor.person_id)
    built_in = roles(tx, app_key)
    described = RolesFile.model_validate(package["roles"])
    # the label as the file has it: the model doesn't keep the order of languages
    own = [
        Role(role.key, entry["label"])
        for role, entry in zip(described.roles, package["roles"].get("roles", []), strict=True)
        if role.key != MANAGER
    ]
    set_roles(tx, app_key, [*built_in, *own])
    documents = [
        {**grant, "id": new_id() if grant.get("id", "-") == "-" else grant["id"]}
        for grant in package["roles"].get("grants", [])
    ]
    repository.set_grants(tx, app_id, [manager, *documents])
    checked = [
        grant.model_copy(update={"id": doc["id"]}) for grant, doc in zip(described.grants, documents, strict=True)
    ]
    check_grants(tx, _app(tx, app_key), checked, [MANAGER, *(role.key for role in own)])


def _app(tx: Transaction, key: str) -> AppRow:
    found = repository.find_app(tx, key)
    if found is None:
        raise LookupError(key)
    return found


def export_files(tx: Transaction, app: AppRow) -> dict[str, str]:
    """The app as files, by name, in order: published forms, flows, dashboards, pages, shared record
    templates, roles, industry packs while none was chosen, demo data."""
    content = repository.find_package(tx, app.id) or {}
    package = exported(tx, app)
    package["packs"] = {} if applied_packs(content) else content.get("packs") or {}
    files = {"app.json": file_text(package["app"]), "roles.json": file_text(package["roles"])}
    for folder in FOLDERS:
        files |= {f"{folder}/{key}.json": file_text(document) for key, document in package[folder].items()}
    if content.get("people"):
        files[PEOPLE] = file_text(content["people"])
    for name, rows in (content.get("data") or {}).items():
        if name.rpartition(".")[0] in package["forms"]:
            files[f"data/{name}"] = rows if isinstance(rows, str) else rows_text(rows)
    return dict(sorted(files.items()))


def exported(tx: Transaction, app: AppRow) -> Package:
    """The app as a package, without demo data and its people: what it is now."""
    forms = {key: definition for key, _n, definition in repository.forms.published(tx, app.id)}
    loaded = {key: load_form(each) for key, each in forms.items()}

    def of_forms(exporter: RecordTemplateExporter | None) -> dict[str, dict[str, Any]]:
        return exporter(tx, app.key, loaded) if exporter is not None else {}

    return {
        "app": _app_file(app, repository.find_package(tx, app.id) or {}),
        "roles": _roles_file(tx, app),
        "forms": forms,
        "flows": hooks.flow_exporter(tx, app.id) if hooks.flow_exporter is not None else {},
        "dashboards": hooks.dashboard_exporter(tx, app.id) if hooks.dashboard_exporter is not None else {},
        "pages": page_drafts.published(tx, app.id),
        "tours": app.tours or {},
        "record_templates": of_forms(hooks.record_template_exporter),
        "public_links": of_forms(hooks.public_link_exporter),
    }


def export_zip(tx: Transaction, app: AppRow) -> bytes:
    """`export_files` as a zip: equal apps, equal bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, text in export_files(tx, app).items():
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o100644 << 16
            archive.writestr(entry, text.encode())
    return buffer.getvalue()


def _app_file(app: AppRow, content: Package) -> dict[str, Any]:
    document: dict[str, Any] = {"schema_version": 1, "key": app.key, "label": app.label}
    document |= {name: app._mapping[name] for name in _APP_MEMBERS if app._mapping[name] is not None}
    document["version"] = app.package_version or "1.0.0"
    document["navigation"] = app.navigation
    stays = content.get("app", {}).get("basics", ())
    return document | ({"modules": app.modules} if app.modules else {}) | ({"basics": stays} if stays else {})


def _roles_file(tx: Transaction, app: AppRow) -> dict[str, Any]:
    """Without the built-in role, without members, without ids that were only made at install."""
    return {
        "schema_version": 1,
        "roles": [{"key": role.key, "label": _ordered(role.label)} for role in roles(tx, app.key) if not role.builtin],
        "grants": [
            {name: value for name, value in grant.items() if name != "id" or not is_id(value)}
            for grant in repository.list_grants(tx, [app.id])[app.id]
            if grant["id"] != MANAGER
        ],
    }


def _ordered(label: str | Mapping[str, str]) -> Any:
    """Chinese first: the identity room keeps labels in JSONB, which forgets the order."""
    return label if isinstance(label, str) else {lang: label[lang] for lang in ("zh-CN", "en") if lang in label}


def copy_package(tx: Transaction, app: AppRow, label: Label | None) -> tuple[Package, str]:
    """The app as the package of a copy, and the key the copy gets. Links to the app's own pages lead into the copy."""
    number = next_copy(tx, app.key)
    key = copy_key(app.key, number)
    own, other = f'"/apps/{app.key}/', f'"/apps/{key}/'
    files = {
        name: text.replace(own, other) if name == "app.json" or name.startswith("pages/") else text
        for name, text in export_files(tx, app).items()
    }
    package = read_files((name, text.encode()) for name, text in files.items())
    package["app"] |= {"key": key, "label": label or copy_label(app.label, number)}
    return package, key


def packed(package: Package) -> str:
    """A package as text, for the arguments of a job: its order must survive a JSONB column."""
    return json.dumps(package, ensure_ascii=False)


def unpacked(text: str) -> Package:
    found: Package = json.loads(text)
    return found
