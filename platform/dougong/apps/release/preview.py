"""What carrying an aim out would do, thing by thing and in words, before it is done: impact, losses, problems."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dougong.apps.catalog import AppCatalog, app_catalog, as_if
from dougong.apps.dependencies import Use
from dougong.apps.drafts import published_forms
from dougong.apps.hooks import hooks
from dougong.apps.impact import impact_of
from dougong.apps.plan import Plan, plan_among, readable, uses_of_changes
from dougong.apps.publish import but_of_replaced
from dougong.apps.release.aim import Aim, Step, fingerprint
from dougong.apps.release.content import (
    SETTINGS,
    compare,
    latest,
    name_of,
    of_version,
    present,
    settings_compared,
    stores,
    words_of,
)
from dougong.apps.release.parts import Known
from dougong.apps.repository import AppRow
from dougong.apps.trials import run_tests
from dougong.apps.versioned import Document
from dougong.identity.directory import names_of_people
from dougong.kit.db import Transaction
from dougong.kit.errors import Invalid, in_language, say
from dougong.kit.types import iso_instant
from dougong.kit.web import Actor
from engines.form.definition import Form


def preview(tx: Transaction, actor: Actor, app: AppRow, aim: Aim, language: str) -> Document:
    """`{items, settings, direct, missing, latest, state, lost, blocked}`.

    An item is `{kind, key, label, op, changes, problems, uses, steps, tests, lost, by, at}`; `settings`: what comes
    back of settings and roles; `direct`: what has changed since the last version and is in effect already.
    """
    planned = plans(tx, app, aim, language)
    known = known_after(tx, app, aim)
    catalog = as_if(app_catalog(tx, app.key), planned.forms)
    people = names_of_people(tx, {step.row.updated_by for step in aim.steps if step.row.updated_by})
    uses = uses_of_changes(tx, planned.by_key.values(), language)
    flows = frozenset(step.row.key for step in aim.of("flow"))
    look = _Look(tx, actor, app, planned, catalog, known, flows, uses, language)
    items = [look.item(step, people) for step in aim.steps]
    n = latest(tx, app)
    now = present(tx, app)
    direct = compare(tx, of_version(tx, app, n), now, language) if n and aim.settings is None else []
    settings = list(settings_compared(tx, now, settings_of(now, aim), language)) if aim.settings is not None else []
    return {
        "items": items,
        "settings": settings,
        "direct": direct,
        "missing": [{"kind": kind, "key": key} for kind, key in aim.missing],
        "latest": n,
        "state": fingerprint(tx, app),
        "lost": sum(item["lost"] for item in items),
        "blocked": any(item["problems"] or any(use["breaking"] for use in item["uses"]) for item in items),
    }


def settings_of(now: Document, aim: Aim) -> Document:
    """The content with settings and roles of the aim, but grants on forms that are gone for good; what it says nothing
    of stays."""
    wanted = dict(aim.settings or {})
    if "grants" in wanted:
        wanted["grants"] = [grant for grant in wanted["grants"] if ("form", grant["form"]) not in aim.missing]
    settings = {name: wanted["app"].get(name, now["app"][name]) for name in SETTINGS} if "app" in wanted else now["app"]
    return {**now, **wanted, "app": settings}


@dataclass(frozen=True)
class Planned:
    """The forms of an aim, read together. `forms`: all of the app as they will be; `wrong`: problems by key."""

    by_key: Mapping[str, Plan]
    wrong: Mapping[str, Sequence[Document]]
    forms: Mapping[str, Form]


def plans(tx: Transaction, app: AppRow, aim: Aim, language: str) -> Planned:
    """Every form of the aim beside what is published; those taken out of the bin stand there as they lie in it."""
    published = forms_before(tx, app, aim)
    steps = aim.of("form", "add", "change", "restore")
    drafts = {step.row.key: form for step in steps if (form := readable(step.row.draft)) is not None}
    found: dict[str, Plan] = {}
    wrong: dict[str, Sequence[Document]] = {}
    for step in steps:
        try:
            found[step.row.key] = plan_among(tx, app, step.row, published, drafts, language)
        except Invalid as problem:
            wrong[step.row.key] = [each for each in problem.extra["problems"] if each["level"] == "error"]
    return Planned(found, wrong, {**published, **drafts})


def forms_before(tx: Transaction, app: AppRow, aim: Aim) -> dict[str, Form]:
    """The published forms that the aim begins with: without those that go, with those that come back."""
    gone = {step.row.key for step in aim.of("form", "remove")}
    back = {step.row.key: form for step in aim.of("form", "restore") if (form := readable(step.row.published))}
    forms = published_forms(tx, app.id) | back
    return {key: form for key, form in forms.items() if key not in gone}


def known_after(tx: Transaction, app: AppRow, aim: Aim) -> Known:
    """Definitions of the app by kind and key, when the aim is reached."""
    found: dict[str, dict[str, Document]] = {}
    for kind, store in stores().items():
        found[kind] = {key: definition for key, _n, definition in store.published(tx, app.id)}
        found[kind] |= {step.row.key: step.row.draft for step in aim.of(kind)}
        for step in aim.of(kind, "remove"):
            del found[kind][step.row.key]
    return found


@dataclass(frozen=True)
class _Look:
    """The app as it will be, and whoever looks. `flows`: those that get a new version. `uses`: by form."""

    tx: Transaction
    actor: Actor
    app: AppRow
    planned: Planned
    catalog: AppCatalog
    known: Known
    flows: frozenset[str]
    uses: Mapping[str, Sequence[Use]]
    language: str

    def item(self, step: Step, people: Mapping[str, str]) -> Document:
        row = step.row
        stays = step.op != "remove"
        item: Document = {
            "kind": step.kind, "key": row.key, "label": name_of(row.draft, row.key), "op": step.op,
            "changes": words_of(step.kind, row.published, row.draft, self.language) if stays else [],
            "problems": [], "uses": [], "steps": [], "tests": [], "lost": 0,
            "by": people.get(row.updated_by), "at": iso_instant(row.updated_at),
        }  # fmt: skip
        if not stays:
            return item
        if step.kind == "form":
            return item | self._form(row.key)
        part = next(each for each in hooks.parts if each.kind == step.kind)
        found = part.problems(self.tx, self.app, self.catalog, self.known, row, self.language)
        return item | {"problems": [each["message"] for each in found if each["level"] == "error"]}

    def _form(self, key: str) -> Document:
        plan = self.planned.by_key.get(key)
        if plan is None:
            return {"problems": [each["message"] for each in self.planned.wrong[key]]}
        impact = impact_of(self.tx, self.actor, plan, self.uses[key], self.language)
        steps = impact["steps"]
        twice = [step["message"] for step in steps if step.get("duplicates")]
        told = [in_language(say(f"{each}：有重复值", f"{each}: there are duplicates"), self.language) for each in twice]
        return {
            "steps": steps,
            "uses": but_of_replaced(impact["used_by"], self.flows),
            "problems": told,
            "tests": [case["name"] for case in run_tests(plan.new, plan.new_forms) if not case["ok"]],
            "lost": sum(step["values"]["lost"] for step in steps if "values" in step),
        }
