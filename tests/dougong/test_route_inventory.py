"""Every route says who may use it. A route without a declared right fails here, before it fails anybody."""

from collections import Counter

import pytest
from fastapi import Depends, FastAPI

from dougong.app import RIGHTS, refuse_unknown_rights
from dougong.kit.web import declared_rights, requires, undeclared_routes

PUBLIC = {
    "GET /api/alive",
    "GET /api/health",
    "GET /api/ready",
    "POST /api/v1/hooks/{token}",
    "GET /api/v1/public/dashboards/{token}",  # whoever holds a public link sees what its maker may see
    "POST /api/v1/public/dashboards/{token}/data",
    "GET /api/v1/public/dashboards/{token}/pictures/{file}",  # only those that stand on the linked dashboard
    # A public form: whoever holds its address fills it in. What they may do is a grant of the link (records/public),
    # what they try is counted, and each answer has cost them a proof of work.
    "GET /api/v1/public/forms/{token}",
    "POST /api/v1/public/forms/{token}:unlock",
    "POST /api/v1/public/forms/{token}:challenge",
    "GET /api/v1/public/forms/{token}/choices/{field}",
    "POST /api/v1/public/forms/{token}/files",
    "POST /api/v1/public/forms/{token}/answers",
    "GET /api/v1/public/forms/{token}/answers/{edit}",  # one's own answer, by the address given when it was sent
    "PATCH /api/v1/public/forms/{token}/answers/{edit}",
    "PUT /api/v1/public/forms/{token}/draft",
    "GET /api/v1/public/forms/{token}/drafts/{draft}",
    # Signals of pages, apps and mails (docs/signals.md): a grant of the link again, no cookie is looked at.
    "POST /api/v1/signals/{token}",
    "GET /api/v1/signals/{token}/open",
    "GET /api/v1/signals/{token}/seen.gif",
    "GET /api/v1/signals/{token}/page.js",
    "GET /api/v1/public/forms/{token}/pictures/{name}",  # logo and cover of the link
    "GET /api/v1/regions/cn",  # a published list; strangers fill in addresses
    # A view shared by link: its rows and fields as who shared it may see them now, of those the chosen fields alone.
    "GET /api/v1/public/views/{token}",
    "POST /api/v1/public/views/{token}:unlock",
    "GET /api/v1/public/views/{token}/records",
    "GET /api/v1/public/views/{token}/calendar.ics",  # the same records as events
    "POST /api/v1/public/views/{token}/records:aggregate",
    # The file of a scheduled export: signed, for as long as it is kept and its owner may export.
    "GET /api/v1/public/exports/{token}",
    "GET /api/v1/invitations/{token}",  # somebody's own link to choose their first password, good once
    "POST /api/v1/invitations/{token}",
    "POST /api/v1/session",
    "POST /api/v1/session/second-factor",  # the code after the password: needs the ticket the right password gave
    # The buttons of the sign-in page, and the way to a provider and back: state, nonce and verifier lie on the server.
    "GET /api/v1/sign-in-ways",
    "GET /api/v1/sign-in/{provider_id}",
    "GET /api/v1/sign-in/{provider_id}/callback",
    "POST /api/v1/password-reset",  # answers the same whoever is asked for; counted per account and address
    "DELETE /api/v1/session",
    "GET /metrics",  # asks for an administrator unless the caller is this very machine
    "MOUNT ",  # the built page: no data in it
}
"""What a stranger may call. Adding one is a decision; write down why."""


def test_every_route_declares_a_right_that_some_room_checks(app: FastAPI) -> None:
    assert undeclared_routes(app) == []
    for route, rights in declared_rights(app):
        assert rights <= RIGHTS.keys(), route


def test_strangers_reach_only_what_is_listed(app: FastAPI) -> None:
    assert {route for route, rights in declared_rights(app) if rights == {"public"}} == PUBLIC


def test_a_forgotten_right_is_found(app: FastAPI) -> None:
    async def other() -> None: ...

    app.add_api_route("/api/v1/forgotten", other, dependencies=[Depends(other)])
    app.add_api_route("/api/v1/declared", other, dependencies=[requires("admin")], name="declared")
    assert undeclared_routes(app) == ["GET /api/v1/forgotten"]


def test_a_right_nobody_checks_stops_the_start(app: FastAPI) -> None:
    refuse_unknown_rights(app)
    app.add_api_route("/unchecked", lambda: None, dependencies=[requires("no:such:right")], name="unchecked")
    with pytest.raises(RuntimeError, match="no:such:right"):
        refuse_unknown_rights(app)


def test_names_of_operations_are_unique_because_the_page_calls_them_by_name(app: FastAPI) -> None:
    operations = [operation["operationId"] for path in app.openapi()["paths"].values() for operation in path.values()]
    assert [name for name, times in Counter(operations).items() if times > 1] == []
