"""Requests by the thousand that nobody would think of: schemathesis draws them from the OpenAPI of the platform and of
the CRM, and each is sent as four different people. No answer may be a 5xx, none may have another shape than the
document says, and nothing answers somebody who has not signed in.

The long form is `scripts/attack api`; what it found stands as tests where it was mended.
"""

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

import requests
import schemathesis
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.strategies import one_of
from schemathesis import GenerationMode
from schemathesis.core.failures import FailureGroup

from tests.dougong.test_route_inventory import PUBLIC
from tests.templates.crawl import SPEECHLESS, Route
from tests.templates.office import Office

ORDER = {"get": 0, "post": 1, "put": 2, "patch": 2, "delete": 3}
"""What takes away comes last, so that the rest still has something to work on."""
SLOW_SECONDS = 60.0
_LEAVING = ("/session", "/sessions", "/sessions:end-others")
"""Ways to sign oneself out."""


@dataclass
class Findings:
    """What a run has seen: numbers of cases and answers, and one example of each kind of failure."""

    cases: int = 0
    statuses: Counter[int] = field(default_factory=Counter)
    failures: dict[tuple[str, str], str] = field(default_factory=dict)

    def fail(self, kind: str, where: str, told: str) -> None:
        self.failures.setdefault((kind, where), told[:2000])


@dataclass(frozen=True)
class Document:
    """An OpenAPI document and where its paths begin."""

    text: Mapping[str, Any]
    prefix: str = ""

    def operations(self) -> Iterator[Any]:
        loaded = schemathesis.openapi.from_dict(dict(self.text))
        found = [result.ok() for result in loaded.get_all_operations()]
        for operation in sorted(found, key=lambda each: (ORDER[each.method.lower()], each.path)):
            if not operation.path.endswith((*SPEECHLESS, *_LEAVING)):
                yield operation


def documents(office: Office) -> list[Document]:
    """Of the platform, and of the CRM as its owner sees it."""
    crm = office.api.get("/api/v1/apps/crm/openapi.json")
    assert crm.status_code == 200, crm.text
    return [Document(office.company.app.openapi()), Document(crm.json(), "/api/v1")]


def sign_ins(office: Office) -> dict[str, Callable[[], TestClient]]:
    """Four people: a customer from outside, a program, a salesperson, the administrator who owns the app."""
    return {
        "portal": lambda: office.person("portal_customer").browser,
        "token": lambda: office.company.with_token(office.person("service_agent"), "read", "create", "update"),
        "sales": lambda: office.person("sales").browser,
        "owner": lambda: office.company.hire("管理员", email=office.admin.email, is_admin=True).browser,
    }


def fuzz(
    office: Office, ids: Mapping[str, str], roles: Iterable[str], each: int, number: int = 1, every: int = 1
) -> Findings:
    """`each` cases of every operation of both documents as every role; `number` draws others; `every`: so many
    operations are stepped over for one that is taken, each role others."""
    findings = Findings()
    found = [(document, list(document.operations())) for document in documents(office)]
    for at, role in enumerate(roles):
        sign_in = sign_ins(office)[role]
        for document, operations in found:
            caller = _Caller(office, document, role, sign_in, ids, findings)
            for operation in islice(operations, at, None, every):
                caller.attack(operation, each, number)
    return findings


@dataclass
class _Caller:
    office: Office
    document: Document
    role: str
    sign_in: Callable[[], TestClient]
    ids: Mapping[str, str]
    findings: Findings

    def __post_init__(self) -> None:
        self.browser = self.sign_in()
        self.stranger = self.office.company.browser()

    def attack(self, operation: Any, each: int, number: int) -> None:
        known = self._known(operation)
        drawn = one_of(
            operation.as_strategy(path_parameters=known),
            operation.as_strategy(path_parameters=known),
            operation.as_strategy(),
            _negative(operation, known),
        )

        @seed(number)
        @settings(max_examples=each, phases=[Phase.generate], suppress_health_check=list(HealthCheck), database=None)
        @given(drawn)
        def one(case: Any) -> None:
            self._send(operation, case)

        one()
        self._alone(operation)

    def _known(self, operation: Any) -> dict[str, str]:
        """Ids of things that are there, for the parameters of the path."""
        path = self.document.prefix + operation.path
        return Route(operation.method.upper(), path, None).values(self.ids)

    def _send(self, operation: Any, case: Any) -> None:
        where = f"{self.role} {operation.method.upper()} {operation.path}"
        sent = requests.Request(**case.as_transport_kwargs(base_url=f"http://testserver{self.document.prefix}"))
        try:
            ready = requests.Session().prepare_request(sent)
        except (ValueError, UnicodeError, requests.exceptions.RequestException):
            return  # no request at all
        began = time.monotonic()
        headers = {name: value for name, value in ready.headers.items() if name.lower() not in _OURS}
        answer = self.browser.request(ready.method, ready.url, content=_bytes(ready.body), headers=headers)
        answer.request.read()
        took = time.monotonic() - began
        self.findings.cases += 1
        self.findings.statuses[answer.status_code] += 1
        told = f"{ready.method} {ready.url}\n{str(ready.body)[:900]}\n-> {answer.status_code} {answer.text[:500]}"
        if answer.status_code >= 500:
            self.findings.fail("5xx", where, told)
        if took > SLOW_SECONDS:
            self.findings.fail("slow", where, f"{took:.1f} s {told}")
        try:
            operation.validate_response(answer, case=case)
        except FailureGroup as group:
            self.findings.fail("schema", where, f"{'; '.join(str(one) for one in group.exceptions)[:900]}\n{told}")
        if answer.status_code == 401:
            self.browser = self.sign_in()

    def _alone(self, operation: Any) -> None:
        """The same operation without a sign-in, and with one that is made up."""
        path = self.document.prefix + operation.path
        if f"{operation.method.upper()} {path}" in PUBLIC:
            return
        route = Route(operation.method.upper(), path, {})
        for headers in ({}, {"authorization": "Bearer dg_made-up"}, {"cookie": "dougong_session=made-up"}):
            answer = self.stranger.request(route.method, route.address(self.ids), json={}, headers=headers)
            self.findings.cases += 1
            self.findings.statuses[answer.status_code] += 1
            if answer.status_code not in (401, 403, 404, 422):
                self.findings.fail("ignored auth", path, f"{headers} -> {answer.status_code}")


def _bytes(body: Any) -> bytes:
    match body:
        case None:
            return b""
        case str():
            return body.encode()
        case bytes():
            return body
    return body.read() if hasattr(body, "read") else b"".join(body)


_OURS = {"content-length", "host", "cookie", "origin", "authorization", "user-agent", "accept-encoding", "connection"}
"""What the browser sends itself: attacks on these have tests of their own."""


def _negative(operation: Any, known: Mapping[str, str]) -> Any:
    """Requests that break the document in one place, where it says enough to be broken."""
    return operation.as_strategy(generation_mode=GenerationMode.NEGATIVE, path_parameters=dict(known))
