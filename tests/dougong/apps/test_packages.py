"""Packages: what is installed is given back byte for byte; what does not belong in one is refused."""

import io
import json
import stat
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dougong.apps import packages
from dougong.apps.demo import DemoForm
from dougong.apps.hooks import hooks
from dougong.apps.package_reader import read_folder
from dougong.kit.config import Settings
from dougong.kit.db import Database
from dougong.kit.runner import Runner
from dougong.kit.web import Actor
from tests.dougong.people import Company, Someone

API = "/api/v1"
LIBRARY = Path(__file__).parent / "packages" / "library"
Files = dict[str, bytes]


def files_of(folder: Path) -> Files:
    found = sorted(file for file in folder.rglob("*") if file.is_file())
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in found}


def zip_of(files: Files) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def upload(someone: Someone, content: bytes, **data: str) -> Any:
    return someone.browser.post(f"{API}/apps:upload", files={"file": ("app.zip", content)}, data=data)


def run(database: Database, settings: Settings, job: dict[str, Any], someone: Someone) -> dict[str, Any]:
    """Runs the job here and now. → how it ended"""
    runner = Runner(database, {Settings: settings})
    runner.run(job["id"])
    runner.stop()
    ended: dict[str, Any] = someone.browser.get(f"{API}/jobs/{job['id']}").json()
    return ended


def test_an_installed_package_is_exported_byte_for_byte(
    company: Company, database: Database, settings: Settings
) -> None:
    someone = company.hire("王芳")
    answer = upload(someone, zip_of(files_of(LIBRARY)))
    assert answer.status_code == 202, answer.text
    ended = run(database, settings, answer.json(), someone)
    assert ended["state"] == "done", ended
    assert ended["result"] == {"app": "library", "records": 0}
    exported = someone.browser.get(f"{API}/apps/library/package")
    assert exported.headers["content-disposition"] == 'attachment; filename="library.zip"'
    with zipfile.ZipFile(io.BytesIO(exported.content)) as archive:
        given_back = {name: archive.read(name) for name in archive.namelist()}
    assert given_back == files_of(LIBRARY)
    assert list(given_back) == sorted(given_back)


def test_the_installed_app_is_there_with_its_roles_and_for_its_manager(
    company: Company, database: Database, settings: Settings
) -> None:
    someone = company.hire("王芳")
    run(database, settings, upload(someone, zip_of(files_of(LIBRARY)), key="books").json(), someone)
    app = someone.browser.get(f"{API}/apps/books").json()
    assert [form["key"] for form in app["forms"]] == ["author", "book"]
    assert app["roles_of_me"] == ["manager"]
    assert app["navigation"][0]["items"][0] == {"form": "book"}
    roles = someone.browser.get(f"{API}/apps/books/roles").json()
    assert [role["key"] for role in roles["roles"]] == ["manager", "librarian", "reader"]
    assert [role["members"] for role in roles["roles"][1:]] == [[], []]
    assert [grant["to"] for grant in roles["grants"]] == [["role:manager"], ["role:librarian"], ["role:reader"]]
    assert company.hire("外人").browser.get(f"{API}/apps/books").status_code == 404


def test_a_package_that_is_here_already_comes_in_as_a_numbered_copy(
    company: Company, database: Database, settings: Settings
) -> None:
    someone, package = company.hire("王芳"), zip_of(files_of(LIBRARY))
    for wanted in ("library", "library_2", "library_3"):
        ended = run(database, settings, upload(someone, package).json(), someone)
        assert ended["result"]["app"] == wanted, ended
    first, second = (someone.browser.get(f"{API}/apps/{key}").json()["label"] for key in ("library", "library_2"))
    assert second == {language: f"{text} 2" for language, text in first.items()}
    demanded = run(database, settings, upload(someone, package, key="library_2").json(), someone)
    assert demanded["state"] == "failed" and "library_2" in str(demanded["message"])


def test_demo_data_goes_to_the_loader_with_ids_and_dates(
    company: Company, database: Database, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    someone = company.hire("王芳")
    loaded: list[DemoForm] = []

    def loader(_tx: object, actor: Actor, app: str, forms: Any) -> None:
        assert (actor.person_id, app) == (someone.id, "library")
        loaded.extend(forms)

    monkeypatch.setattr(hooks, "demo_loader", loader)
    ended = run(database, settings, upload(someone, zip_of(files_of(LIBRARY)), demo="true").json(), someone)
    assert ended["result"] == {"app": "library", "records": 4}
    authors, books = loaded
    assert (authors.form, books.form) == ("author", "book")
    assert books.rows[0].values["author"] == authors.rows[0].id
    assert books.rows[0].values["bought_on"] < books.rows[1].values["bought_on"]
    assert books.rows[0].values["loans"][0]["since"].endswith("T01:30:00.000Z")
    assert books.rows[0].created_at is not None


def test_a_template_is_installed_by_name(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dougong.paths.templates", lambda: LIBRARY.parent)
    listed = company.admin.browser.get(f"{API}/templates").json()["items"]
    assert [item["key"] for item in listed] == ["library"]
    assert listed[0]["demo"] is True
    answer = company.admin.browser.post(f"{API}/apps:install", json={"template": "library", "demo": False})
    assert answer.status_code == 202
    assert answer.json()["state"] == "queued"
    assert company.admin.browser.post(f"{API}/apps:install", json={"template": "nothing"}).status_code == 404


def changed(name: str, change: Callable[[Any], Any]) -> Files:
    files = files_of(LIBRARY)
    files[name] = json.dumps(change(json.loads(files[name]))).encode()
    return files


HOSTILE: dict[str, Callable[[], Files]] = {
    "unknown_file": lambda: files_of(LIBRARY) | {"run.py": b"print(1)"},
    "unknown_file ": lambda: files_of(LIBRARY) | {"forms/../../etc/passwd": b"x"},
    "unknown_file  ": lambda: files_of(LIBRARY) | {"/forms/book.json": b"{}"},
    "bad_json": lambda: files_of(LIBRARY) | {"forms/book.json": b'{"key": "book", "key": "book"}'},
    "bad_json ": lambda: files_of(LIBRARY) | {"roles.json": b"[" * 5_000},
    "schema": lambda: changed("roles.json", lambda doc: doc | {"people": [{"email": "a@b.c"}]}),
    "schema ": lambda: changed("app.json", lambda doc: doc | {"token": "dg_secret"}),
    "schema  ": lambda: changed("forms/book.json", lambda doc: doc | {"script": "1"}),
    "schema   ": lambda: changed(
        "forms/book.json", lambda doc: doc | {"fields": [{"key": "a", "type": "python", "label": "x"}]}
    ),
    "schema    ": lambda: changed(
        "roles.json", lambda doc: doc | {"grants": [{"to": ["person:1"], "form": "*", "ops": ["read"]}]}
    ),
    "schema     ": lambda: changed(
        "app.json", lambda doc: doc | {"navigation": [{"link": "javascript:alert(1)", "label": "x"}]}
    ),
    "key_mismatch": lambda: changed("forms/book.json", lambda doc: doc | {"key": "tome"}),
    "unknown_form": lambda: files_of(LIBRARY) | {"data/nobody.json": b"[]"},
    "too_large": lambda: files_of(LIBRARY) | {"data/book.csv": b" " * 9_000_000},
    "missing": lambda: {name: text for name, text in files_of(LIBRARY).items() if name != "app.json"},
}


@pytest.mark.parametrize("wrong", HOSTILE)
@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_a_hostile_package_is_refused_before_anything_is_installed(company: Company, wrong: str) -> None:
    answer = upload(company.admin, zip_of(HOSTILE[wrong]()))
    assert answer.status_code == 422, answer.text
    assert answer.json()["code"] == "bad_package"
    assert wrong.strip() in {error["code"] for error in answer.json()["errors"]}
    assert company.admin.browser.get(f"{API}/apps").json()["items"] == []


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_a_zip_that_lies_is_refused(company: Company) -> None:
    link = zipfile.ZipInfo("roles.json")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(link, "/etc/passwd")
    assert upload(company.admin, buffer.getvalue()).json()["errors"][0]["code"] == "not_a_file"

    twice = io.BytesIO()
    with zipfile.ZipFile(twice, "w") as archive, pytest.warns(UserWarning):
        archive.writestr("app.json", "{}")
        archive.writestr("app.json", "{}")
    assert upload(company.admin, twice.getvalue()).json()["errors"][0]["code"] == "duplicate_file"

    understated = bytearray(zip_of({"app.json": b" " * 50_000}))
    directory = understated.rindex(b"PK\x01\x02")
    understated[directory + 24 : directory + 28] = (10).to_bytes(4, "little")
    assert upload(company.admin, bytes(understated)).json()["code"] == "bad_package"
    assert upload(company.admin, b"PK not a zip").json()["code"] == "bad_package"
    many = zip_of({f"forms/f{n}.json": b"{}" for n in range(501)})
    assert upload(company.admin, many).json()["errors"][0]["code"] == "too_many_files"


def test_a_broken_form_stops_the_whole_install(company: Company, database: Database, settings: Settings) -> None:
    wrong = changed(
        "forms/author.json",
        lambda doc: doc | {"fields": [{"key": "x", "type": "formula", "formula": "nothing + 1", "label": "x"}]},
    )
    ended = run(database, settings, upload(company.admin, zip_of(wrong)).json(), company.admin)
    assert ended["state"] == "failed"
    assert company.admin.browser.get(f"{API}/apps").json()["items"] == []
    with database.snapshot() as tx:
        assert not [name for name in packages.repository.all_app_keys(tx) if name == "library"]


def test_the_fixture_is_laid_out_as_exports_are() -> None:
    package = read_folder(LIBRARY)
    for name, content in files_of(LIBRARY).items():
        folder, _, file = name.rpartition("/")
        document = package["forms"][file[:-5]] if folder == "forms" else package["data"].get(file)
        document = document or package[name.removesuffix(".json")]
        text = packages.rows_text(document) if folder == "data" else packages.file_text(document)
        assert text == content.decode()
