"""Models over HTTP: which there are, and how good they are."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request

from dougong.access.compiler import Access
from dougong.analytics import showing
from dougong.apps.catalog import AppCatalog, app_catalog
from dougong.apps.rights import access_of, open_app
from dougong.kit.db import Read, Transaction
from dougong.kit.web import Actor, CurrentPerson, language_of, requires

router = APIRouter(tags=["analytics"], dependencies=[requires("signed_in")])


def _eyes(tx: Transaction, actor: Actor, app: str) -> tuple[AppCatalog, Access]:
    open_app(tx, actor, app)
    catalog = app_catalog(tx, app)
    return catalog, access_of(tx, actor, catalog)


@router.get("/apps/{app}/models")
def list_models(app: str, request: Request, tx: Read, actor: CurrentPerson) -> dict[str, Any]:
    """The newest version of each trained model, with the figures of its back-test."""
    catalog, access = _eyes(tx, actor, app)
    return {"items": showing.models(tx, catalog, access, language_of(request))}


@router.get("/apps/{app}/models/{key}")
def get_model(
    app: str,
    key: str,
    request: Request,
    tx: Read,
    actor: CurrentPerson,
    version: Annotated[int | None, Query(ge=1)] = None,
) -> dict[str, Any]:
    """One model: back-test, calibration, strongest factors, rules of its tree, earlier versions."""
    catalog, access = _eyes(tx, actor, app)
    return showing.model(tx, catalog, access, key, version, language_of(request))
