"""Routes of record templates."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path, Request, Response

from dougong.apps.rights import open_app
from dougong.kit.db import Read, Write
from dougong.kit.errors import Text, in_language
from dougong.kit.types import dump_json
from dougong.kit.web import CurrentPerson, language_of, requires
from dougong.records import writing
from dougong.records.copying import filled_in
from dougong.records.presets import fitting, service
from dougong.records.presets.schemas import FromTemplate, TemplateBody, TemplateChange, TemplateOrder
from dougong.records.problems import operation_not_granted
from dougong.records.routes import AppKey, FormKey, listeners_of
from dougong.records.work import Work

router = APIRouter(tags=["records"])
ALL = "/apps/{app}/forms/{form}/record-templates"
ONE = ALL + "/{template}"
TemplateId = Annotated[str, Path(max_length=64)]
SIGNED_IN = [requires("signed_in")]


@router.get(ALL, dependencies=SIGNED_IN)
def list_record_templates(app: AppKey, form: FormKey, tx: Read, actor: CurrentPerson) -> dict[str, Any]:
    """One's own and the shared ones, in their order, without values."""
    open_app(tx, actor, app)
    return {"items": service.listing(writing.begin(tx, actor, app, form), form)}


@router.post(ALL, dependencies=SIGNED_IN, status_code=201)
def create_record_template(
    app: AppKey, form: FormKey, body: TemplateBody, tx: Write, actor: CurrentPerson, request: Request
) -> Response:
    """A template of values, or of a record. → `{"template", "left": [{field, label, reason}]}`"""
    work = writing.begin(tx, actor, app, form)
    made, left = service.create(work, form, body)
    return _json({"template": made, "left": _named(work, form, left, request)}, 201)


@router.put(ALL + ":order", dependencies=SIGNED_IN)
def order_record_templates(
    app: AppKey, form: FormKey, body: TemplateOrder, tx: Write, actor: CurrentPerson
) -> dict[str, Any]:
    return {"items": service.order(writing.begin(tx, actor, app, form), form, body.ids)}


@router.get(ONE, dependencies=SIGNED_IN)
def get_record_template(app: AppKey, form: FormKey, template: TemplateId, tx: Read, actor: CurrentPerson) -> Response:
    return _json(service.one(writing.begin(tx, actor, app, form), form, template))


@router.patch(ONE, dependencies=SIGNED_IN)
def change_record_template(
    app: AppKey,
    form: FormKey,
    template: TemplateId,
    body: TemplateChange,
    tx: Write,
    actor: CurrentPerson,
    request: Request,
) -> Response:
    """The whole template anew. → `{"template", "left"}`"""
    work = writing.begin(tx, actor, app, form)
    changed, left = service.change(work, form, template, body)
    return _json({"template": changed, "left": _named(work, form, left, request)})


@router.delete(ONE, dependencies=SIGNED_IN, status_code=204)
def delete_record_template(app: AppKey, form: FormKey, template: TemplateId, tx: Write, actor: CurrentPerson) -> None:
    service.remove(writing.begin(tx, actor, app, form), form, template)


@router.get(ONE + "/values", dependencies=SIGNED_IN)
def values_of_record_template(
    app: AppKey, form: FormKey, template: TemplateId, tx: Read, actor: CurrentPerson, request: Request
) -> Response:
    """What a new record begins with today, formulas computed. → `{"values", "left"}`"""
    work = writing.begin(tx, actor, app, form)
    if not work.access.may(form, "create"):
        raise operation_not_granted("create")
    values, left = fitting.fitting(work, form, service.find(work, form, template).values)
    return _json({"values": values, "left": _named(work, form, left, request)})


@router.post(ONE + ":create", dependencies=SIGNED_IN, status_code=201)
def create_from_template(
    app: AppKey,
    form: FormKey,
    template: TemplateId,
    body: FromTemplate,
    tx: Write,
    actor: CurrentPerson,
    request: Request,
) -> Response:
    """A new record with the template's values, `values` instead of some. → `{"record", "left"}`"""
    work = writing.begin(tx, actor, app, form, listeners=listeners_of(request))
    values, left = fitting.fitting(work, form, service.find(work, form, template).values)
    item, fixed = filled_in(work, form, values, body.values)
    writing.note(work, form, [item])
    untold = {place: reason for place, reason in {**left, **fixed}.items() if place not in body.values}
    return _json({"record": writing.answer(work, form, item), "left": _named(work, form, untold, request)}, 201)


def _named(work: Work, form_key: str, left: service.Left, request: Request) -> list[dict[str, str]]:
    language = language_of(request)
    form = work.app.forms[form_key]
    rights = work.access.field_rights(form_key)
    told: dict[str, Text] = {
        place: why for place, why in left.items() if place not in rights or rights[place] != "none"
    }
    names = fitting.names_of_places(form, list(told), language)
    return [
        {"field": place, "label": names[place], "reason": in_language(why, language)} for place, why in told.items()
    ]


def _json(document: dict[str, Any], status: int = 200) -> Response:
    return Response(dump_json(document), status, media_type="application/json")
