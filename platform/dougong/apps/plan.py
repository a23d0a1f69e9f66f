"""A draft beside what is published: which stored fields change, what happens to values, what else is concerned."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from dougong.access.grants import Grant
from dougong.access.tables import Catalog
from dougong.apps import repository, retired
from dougong.apps.catalog import load_grants
from dougong.apps.conversion import reading_for
from dougong.apps.dependencies import Use, uses_broken, uses_of_fields
from dougong.apps.drafts import published_forms, read_draft, tombstones_of
from dougong.apps.hooks import hooks
from dougong.apps.pages.dependents import broken_pages
from dougong.apps.problems import draft_has_errors, problem_document
from dougong.apps.repository import AppRow, FormRow
from dougong.apps.retired import Retired, with_field
from dougong.apps.schema_change import Change, plan_changes
from dougong.apps.values import stored_fields
from dougong.kit.db import Transaction
from dougong.kit.web import Actor
from engines.form.definition import DefinitionErrors, Form, load_form
from engines.form.evolve import Change as Step
from engines.form.evolve import evolve
from engines.form.fields.base import Reading


@dataclass(frozen=True)
class Plan:
    """A draft that can be read, beside what is published."""

    app: AppRow
    form: FormRow
    forms: Mapping[str, Form]
    new: Form
    steps: Sequence[Step]
    changes: Sequence[Change]
    aside: Sequence[Retired]
    together: Mapping[str, Form]
    """The other forms that are published with it, as they will be."""

    @property
    def old(self) -> Form | None:
        return self.forms.get(self.form.key)

    @property
    def new_forms(self) -> dict[str, Form]:
        return {**self.forms, **self.together, self.form.key: self.new}

    @property
    def converts(self) -> bool:
        return any(change.op == "convert" for change in self.changes)


def plan(tx: Transaction, app: AppRow, form: FormRow, language: str) -> Plan:
    """Reads the draft; refuses one with errors."""
    [planned] = plan_together(tx, app, [form], published_forms(tx, app.id), language)
    return planned


def plan_together(
    tx: Transaction, app: AppRow, rows: Sequence[FormRow], published: Mapping[str, Form], language: str
) -> list[Plan]:
    """The same of several drafts that are published at once, and may speak of each other."""
    drafts = {row.key: draft for row in rows if (draft := readable(row.draft)) is not None}
    return [plan_among(tx, app, row, published, drafts, language) for row in rows]


def readable(draft: Any) -> Form | None:
    """The form a draft describes, if it has the shape of one."""
    try:
        return load_form(draft)
    except DefinitionErrors:
        return None


def plan_among(
    tx: Transaction,
    app: AppRow,
    form: FormRow,
    published: Mapping[str, Form],
    drafts: Mapping[str, Form],
    language: str,
) -> Plan:
    """One draft among those that are published at once (its own may be among `drafts`)."""
    together = {key: draft for key, draft in drafts.items() if key != form.key}
    aside = retired.of_form(tx, app.id, form.key)
    new, problems = read_draft(form, published, aside, together)
    if new is None or any(problem.level == "error" for problem in problems):
        raise draft_has_errors([problem_document(problem, language) | {"form": form.key} for problem in problems])
    old = published.get(form.key)
    steps = evolve(old, new, tombstones_of(form, aside))
    changes = plan_changes(_with_hidden(old, new, aside), new, aside)
    return Plan(app, form, published, new, steps, changes, aside, together)


def _with_hidden(old: Form | None, new: Form, aside: Iterable[Retired]) -> Form | None:
    """The published form with those hidden fields that the new one has again: what they are compared with."""
    if old is None:
        return None
    wanted, there, document = stored_fields(new), set(stored_fields(old)), old.to_json()
    for each in sorted(_first_of_each(aside), key=lambda each: len(each.path)):
        if each.path in wanted and each.path not in there and (len(each.path) == 1 or each.path[:-1] in there):
            document = with_field(document, each)
            there.add(each.path)
    return Form.model_validate(document)


def _first_of_each(aside: Iterable[Retired]) -> list[Retired]:
    found: dict[tuple[str, ...], Retired] = {}
    for each in aside:
        if each.kind == "hidden":
            found.setdefault(each.path, each)
    return list(found.values())


def uses_of_change(tx: Transaction, planned: Plan, language: str) -> list[Use]:
    """What else speaks of the form, and what of it would break."""
    return uses_of_changes(tx, [planned], language)[planned.form.key]


def uses_of_changes(tx: Transaction, plans: Collection[Plan], language: str) -> dict[str, list[Use]]:
    """The same of forms that are published at once, by form. They become one set of forms: what breaks by it breaks by
    each of them, and is looked for once."""
    first = next(iter(plans), None)
    if first is None:
        return {}
    grants = load_grants(repository.list_grants(tx, [first.app.id])[first.app.id])
    broken = _broken_by(tx, first, grants, language)
    return {each.form.key: broken + uses_of_fields(each.form.key, _hidden(each), grants) for each in plans}


def _broken_by(tx: Transaction, planned: Plan, grants: Iterable[Grant], language: str) -> list[Use]:
    changed = [planned.form.key, *planned.together]
    broken = uses_broken(planned.forms, planned.new_forms, changed, grants, language)
    if hooks.flow_uses is not None:
        broken += hooks.flow_uses(tx, planned.app.key, planned.new_forms, language)
    if hooks.view_uses is not None:
        broken += hooks.view_uses(tx, planned.app.key, planned.new_forms, language)
    return broken + broken_pages(tx, planned.app.key, planned.new_forms, language)


def _hidden(planned: Plan) -> list[str]:
    return [".".join(change.path) for change in planned.changes if change.op == "hide"]


def reading_of(tx: Transaction, catalog: Catalog, actor: Actor) -> Reading:
    return reading_for(tx, catalog, ZoneInfo(actor.timezone))
