"""What stands around every request: headers, limits, errors in words, the page."""

import uuid
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from pydantic import ValidationError
from sqlalchemy import insert

from dougong import paths
from dougong.app import JSON_BYTES, create_app
from dougong.identity.models import person_group
from dougong.kit.config import Settings
from dougong.kit.db import Database, Write
from dougong.kit.middleware import content_policy
from dougong.kit.web import requires
from tests.dougong.people import PASSWORD, Company


@pytest.fixture
def page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A built page, before the application is made."""
    folder = tmp_path / "page"
    (folder / "assets").mkdir(parents=True)
    (folder / "index.html").write_text("<!doctype html><title>斗拱</title>")
    (folder / "assets" / "index-BfG3x_9Q.js").write_text("1")
    (folder / "icon.svg").write_text("<svg/>")
    (tmp_path / "secret.txt").write_text("secret")
    monkeypatch.setattr(paths, "page", lambda: folder)
    return folder


def test_the_page_answers_all_its_addresses_and_only_assets_are_kept(page: Path, app: FastAPI) -> None:
    browser = TestClient(app)
    for address in ("/", "/apps/crm/customer", "/sign-in?next=/apps"):
        answer = browser.get(address)
        assert answer.status_code == 200
        assert "斗拱" in answer.text
        assert answer.headers["cache-control"] == "no-store"
    asset = browser.get("/assets/index-BfG3x_9Q.js")
    assert asset.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert browser.get("/icon.svg").headers["cache-control"] == "no-cache"
    assert browser.get("/assets/gone.js").status_code == 404
    assert browser.get("/api/v1/nothing").json()["code"] == "not_found"


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("gzip", "gzip"),
        ("br;q=0, gzip;q=0.5", "gzip"),
        ("identity", None),
        ("", None),
    ],
)
def test_assets_travel_as_the_build_compressed_them(
    page: Path, app: FastAPI, accepted: str, coding: str | None
) -> None:
    asset = page / "assets" / "index-BfG3x_9Q.js"
    for ending, name in (("br", "br"), ("gz", "gzip")):
        asset.with_name(f"{asset.name}.{ending}").write_bytes(name.encode())
    with TestClient(app).stream("GET", f"/assets/{asset.name}", headers={"accept-encoding": accepted}) as answer:
        sent = b"".join(answer.iter_raw())
    assert answer.headers.get("content-encoding") == coding
    assert sent == (coding.encode() if coding else asset.read_bytes())
    assert answer.headers["vary"] == "Accept-Encoding"
    assert answer.headers["content-type"].startswith("text/javascript")
    assert "immutable" in answer.headers["cache-control"]


@pytest.mark.parametrize(
    "path", ["/../secret.txt", "/%2e%2e/secret.txt", "/..%2fsecret.txt", "/assets/..%2f..%2fsecret.txt", "/%00"]
)
def test_nothing_outside_the_page_is_served(page: Path, app: FastAPI, path: str) -> None:
    assert "secret" not in TestClient(app).get(path).text


def test_over_https_the_cookie_belongs_to_this_host_alone(settings: Settings, database: Database) -> None:
    app = create_app(settings.model_copy(update={"public_url": "https://crm.example.com"}), database)
    people = Company(app, database)
    browser = people.browser()
    answer = browser.post("/api/v1/session", json={"email": people.admin.email, "password": PASSWORD})
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("__Host-dougong_session=") and "Secure" in cookie and "Domain" not in cookie
    assert answer.headers["strict-transport-security"] == "max-age=31536000; includeSubDomains"
    # a neighbour under the same domain can plant only a cookie without the prefix, and that one is not looked at
    secret = cookie.partition("=")[2].partition(";")[0]
    for name, status in (("dougong_session", 401), ("__Host-dougong_session", 200)):
        shown = people.browser().get("/api/v1/session", headers={"cookie": f"{name}={secret}"})
        assert shown.status_code == status
    people.close()


def test_answers_carry_the_headers_that_browsers_need(company: Company) -> None:
    answer = company.admin.browser.get("/api/v1/session")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["referrer-policy"] == "same-origin"
    policy = dict(part.strip().split(" ", 1) for part in answer.headers["content-security-policy"].split(";"))
    assert policy["script-src"] == "'self'"
    assert policy["frame-ancestors"] == "'none'"
    assert policy["object-src"] == "'none'" == policy["base-uri"]
    assert policy["img-src"] == "'self' data: blob:"
    assert company.admin.browser.get("/api/v1/map").json() == {"map": None}
    uuid.UUID(answer.headers["x-request-id"])


def test_no_other_site_is_let_in_and_nothing_answers_trace(company: Company) -> None:
    foreign = {"origin": "https://evil.example", "access-control-request-method": "POST"}
    for method, headers in (("GET", foreign), ("OPTIONS", foreign), ("TRACE", {})):
        answer = company.admin.browser.request(method, "/api/v1/session", headers=headers)
        assert not [name for name in answer.headers if name.startswith("access-control-")]
        assert method == "GET" or answer.status_code in (404, 405), answer.text


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "Please sign in first."),
        ("en-GB,zh;q=0.5", "Please sign in first."),
        ("zh-TW", "请先登录。"),
        ("fr", "请先登录。"),
        ("", "请先登录。"),
    ],
)
def test_sentences_are_in_the_callers_language(app: FastAPI, language: str, sentence: str) -> None:
    answer = TestClient(app).get("/api/v1/people", headers={"accept-language": language})
    assert answer.status_code == 401
    assert answer.json()["detail"] == sentence
    assert answer.headers["www-authenticate"] == "Bearer"


def test_a_fault_of_ours_tells_an_id_and_nothing_else(app: FastAPI) -> None:
    def broken() -> None:
        raise RuntimeError("password=hunter2 in /etc/secret")

    app.router.routes.pop()  # the page takes every address that comes before
    app.add_api_route("/api/v1/broken", broken, dependencies=[requires("public")], name="broken")
    answer = TestClient(app, raise_server_exceptions=False).get("/api/v1/broken")
    assert answer.status_code == 500
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["request_id"] == answer.headers["x-request-id"]
    assert "hunter2" not in answer.text
    assert "RuntimeError" not in answer.text


def test_a_conflict_in_the_database_is_a_409_without_its_words(app: FastAPI) -> None:
    def twice(tx: Write) -> None:
        for number in (1, 2):
            tx.execute(insert(person_group).values(id=str(uuid.UUID(int=number)), name="same"))

    app.router.routes.pop()
    app.add_api_route("/api/v1/twice", twice, dependencies=[requires("public")], name="twice", methods=["POST"])
    answer = TestClient(app).post("/api/v1/twice", headers={"origin": "http://testserver"})
    assert answer.status_code == 409
    assert "person_group" not in answer.text


def test_an_invalid_request_names_its_fields(company: Company) -> None:
    answer = company.admin.browser.post("/api/v1/people", json={"name": "x", "colour": "red"})
    assert answer.status_code == 422
    assert {(error["field"], error["code"]) for error in answer.json()["errors"]} == {
        ("email", "missing"),
        ("colour", "extra_forbidden"),
    }
    broken = company.admin.browser.post("/api/v1/people", content=b"{", headers={"content-type": "application/json"})
    assert broken.status_code == 422


@pytest.mark.parametrize("announced", [True, False])
def test_a_body_over_the_limit_is_refused(company: Company, announced: bool) -> None:
    body = b'{"email": "' + b"x" * JSON_BYTES + b'"}'

    def pieces() -> object:
        for start in range(0, len(body), 1024 * 1024):
            yield body[start : start + 1024 * 1024]

    answer = company.admin.browser.post(
        "/api/v1/people", content=body if announced else pieces(), headers={"content-type": "application/json"}
    )
    assert answer.status_code == 413


def test_metrics_are_for_this_machine_and_administrators(company: Company) -> None:
    path = "/metrics"
    assert company.browser("127.0.0.1").get(path).status_code == 200
    forwarded = {"x-forwarded-for": "127.0.0.1"}
    assert company.browser("127.0.0.1").get(path, headers=forwarded).status_code == 401
    assert company.browser("10.0.0.9").get(path).status_code == 401
    assert company.hire("张三").browser.get(path).status_code == 403
    wrong = {"email": company.admin.email, "password": "not the right one"}
    assert company.browser().post("/api/v1/session", json=wrong).status_code == 401
    text = company.admin.browser.get(path).text
    assert 'dougong_http_requests_total{method="POST",route="sign_in",status="401"}' in text


def test_health_answers_without_signing_in(app: FastAPI) -> None:
    assert TestClient(app).get("/api/health").json()["status"] == "ok"


def test_the_urls_operators_write_name_the_driver_we_use(tmp_path: Path) -> None:
    for given in ("postgres://u:p@h/d", "postgresql://u:p@h/d", "postgresql+psycopg://u:p@h/d"):
        assert Settings(database_url=given).sqlalchemy_url == "postgresql+psycopg://u:p@h/d"
    assert Settings(data=tmp_path).sqlalchemy_url == f"sqlite:///{tmp_path}/dougong.sqlite3"


def test_maps_ask_nobody_unless_the_operator_names_a_server() -> None:
    assert Settings().map_document is None and "http" not in content_policy(images=Settings().map_origin)
    named = Settings(map_tiles="https://tiles.example.com:8443/{z}/{x}/{y}.png?key=a", map_datum="gcj02")
    assert named.map_document == {
        "tiles": "https://tiles.example.com:8443/{z}/{x}/{y}.png?key=a", "credit": "", "datum": "gcj02",
    }  # fmt: skip
    policy = content_policy(("https://intranet.example.com",), named.map_origin)
    assert "img-src 'self' data: blob: https://tiles.example.com:8443;" in policy
    assert policy.endswith("frame-ancestors 'self' https://intranet.example.com")
    for wrong in ("tiles.example.com/{z}", "javascript:alert(1)", "https://a.example.com; script-src */x"):
        with pytest.raises(ValidationError):
            Settings(map_tiles=wrong)
