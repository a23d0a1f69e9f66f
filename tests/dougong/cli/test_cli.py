"""The command line as an operator meets it: exit codes, one clear sentence, and a product that starts."""

import http.client
import json
import os
import re
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.context import ForkServerProcess
from pathlib import Path

import pytest
from sqlalchemy import text

from dougong.app import open_database
from dougong.cli import main
from dougong.kit.config import Settings
from tests.conftest import FreshDatabase
from tests.databases import Kind
from tests.dougong.cli.conftest import Dougong
from tests.dougong.conftest import migrate
from tests.processes import PATIENCE, exit_code, heard


@contextmanager
def started(*arguments: str, **environment: str) -> Iterator[tuple[ForkServerProcess, str]]:
    """A long-running command and what it said until it was ready; ended by Ctrl-C."""
    with heard(_command, arguments, environment) as (process, out):
        said = ""
        while "Ctrl-C" not in said and "listening" not in said and "worked on" not in said:
            line = out.readline()
            assert line, f"it ended: {said}"
            said += line
        yield process, said


def _command(arguments: tuple[str, ...], given: dict[str, str]) -> None:
    for key in [key for key in os.environ if key.startswith("DOUGONG_")]:
        del os.environ[key]
    os.environ.update({"COLUMNS": "200"} | given)
    sys.argv = ["dougong", *arguments]
    main()


def ask(address: str, method: str, path: str, body: object = None) -> tuple[int, dict[str, object]]:
    connection = http.client.HTTPConnection(address, timeout=PATIENCE)
    headers = {"content-type": "application/json"} if body is not None else {}
    connection.request(method, path, json.dumps(body) if body is not None else None, headers)
    answer = connection.getresponse()
    found: dict[str, object] = json.loads(answer.read())
    connection.close()
    return answer.status, found


def address_in(said: str) -> str:
    found = re.search(r"http://([\d.]+:\d+)", said)
    assert found, said
    return found[1]


def test_up_makes_the_first_administrator_once_and_serves(tmp_path: Path) -> None:
    data = str(tmp_path / "new" / "var")
    with started("up", "--port", "0", "--no-demo", "--data", data) as (_, said):
        password = re.search(r"password (\S+)", said)
        assert password, said
        sign_in = {"email": "admin@example.com", "password": password[1]}
        status, me = ask(address_in(said), "POST", "/api/v1/session", sign_in)
        assert status == 200, me
        assert ask(address_in(said), "GET", "/api/health")[0] == 200
    with started("up", "--port", "0", "--no-demo", "--data", data) as (_, said):
        assert "password" not in said
        assert ask(address_in(said), "POST", "/api/v1/session", sign_in)[0] == 200


def test_the_first_administrator_of_the_environment(tmp_path: Path) -> None:
    given = {"DOUGONG_ADMIN_EMAIL": "boss@example.com", "DOUGONG_ADMIN_PASSWORD": "a long enough one"}
    with started("up", "--port", "0", "--no-demo", "--data", str(tmp_path), **given) as (_, said):
        assert "a long enough one" not in said
        sign_in = {"email": "boss@example.com", "password": "a long enough one"}
        assert ask(address_in(said), "POST", "/api/v1/session", sign_in)[0] == 200


def test_a_weak_password_of_the_environment_is_refused(dougong: Dougong, tmp_path: Path) -> None:
    refused = dougong("up", "--port", "0", "--data", str(tmp_path), DOUGONG_ADMIN_PASSWORD="1234567890")
    assert refused.returncode == 1
    assert "too common" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_a_port_in_use_is_one_sentence(dougong: Dougong, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        refused = dougong("up", "--port", port, "--data", str(tmp_path))
    assert refused.returncode == 1
    assert f"Port {port} is in use" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_a_folder_that_is_a_file_is_one_sentence(dougong: Dougong, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    refused = dougong("up", "--port", "0", "--data", str(tmp_path / "file"))
    assert refused.returncode == 1
    assert "can't be written" in refused.stderr


def test_a_database_that_is_away_is_one_sentence(dougong: Dougong, tmp_path: Path) -> None:
    url = "postgresql://nobody@127.0.0.1:1/none"
    refused = dougong("db", "upgrade", "--data", str(tmp_path), DOUGONG_DATABASE_URL=url)
    assert refused.returncode == 1
    assert "can't be reached" in refused.stderr
    assert "Traceback" not in refused.stderr


@pytest.mark.parametrize(
    "arguments", [("nonsense",), ("up", "--port", "99999"), ("schema", "nonsense"), ("token", "create")]
)
def test_wrong_usage_is_exit_code_2(dougong: Dougong, arguments: tuple[str, ...]) -> None:
    assert dougong(*arguments).returncode == 2


def test_help_names_every_command(dougong: Dougong) -> None:
    shown = dougong("--help")
    assert shown.returncode == 0
    for command in ("up", "serve", "worker", "db", "user", "token", "app", "schema", "audit", "doctor"):
        assert f" {command} " in shown.stdout


def test_the_schema_of_a_form_is_json_schema(dougong: Dougong) -> None:
    document = json.loads(dougong("schema", "form").stdout)
    assert document["$schema"].startswith("https://json-schema.org/")
    assert "fields" in document["properties"]


def test_serve_refuses_a_database_without_tables(dougong: Dougong, database_url: str, tmp_path: Path) -> None:
    refused = dougong("serve", "--port", "0", "--data", str(tmp_path), DOUGONG_DATABASE_URL=database_url)
    assert refused.returncode == 1
    assert "dougong db upgrade" in refused.stderr


@pytest.mark.parametrize("database_kind", ["postgresql"])  # `up`, above, serves from SQLite
def test_an_operator_sets_up_people_and_tokens_and_serves(
    dougong: Dougong, database_url: str, tmp_path: Path, redis_url: str
) -> None:
    place = {"DOUGONG_DATABASE_URL": database_url, "DOUGONG_DATA": str(tmp_path), "DOUGONG_REDIS_URL": redis_url}
    assert dougong("db", "upgrade", **place).returncode == 0
    assert dougong("db", "upgrade", **place).returncode == 0
    added = dougong(
        "user", "add", "Boss@Example.com", "--admin", "--password-stdin", stdin="a long enough one\n", **place
    )
    assert added.returncode == 0, added.stderr
    again = dougong("user", "add", "boss@example.com", **place)
    assert again.returncode == 1
    assert "already in use" in again.stderr
    made = dougong("token", "create", "boss@example.com", "--op", "admin", "--op", "read", "--days", "1", **place)
    assert made.stdout.startswith("dg_")
    with started("worker", **place), started("serve", "--port", "0", **place) as (_, said):
        connection = http.client.HTTPConnection(address_in(said), timeout=PATIENCE)
        connection.request("GET", "/api/v1/people", headers={"authorization": f"Bearer {made.stdout.strip()}"})
        people = json.loads(connection.getresponse().read())["items"]
        connection.close()
    assert [(each["email"], each["must_change_password"]) for each in people] == [("boss@example.com", False)]


def test_R135_audit_verify_tells_a_whole_chain_from_a_broken_one(
    dougong: Dougong, database_kind: Kind, fresh_database: FreshDatabase, tmp_path: Path
) -> None:
    url = fresh_database(database_kind, migrate)
    place = {"DOUGONG_DATABASE_URL": url, "DOUGONG_DATA": str(tmp_path)}
    dougong("user", "add", "a@example.com", **place)
    whole = dougong("audit", "verify", **place)
    assert whole.returncode == 0, whole.stderr
    head = re.search(r"head (\S+)", whole.stdout)
    assert head
    assert dougong("audit", "verify", "--expect", head[1], **place).returncode == 0
    database = open_database(Settings(database_url=url))
    with database.transaction() as tx:
        drop = "DROP TRIGGER audit_log_no_" + ("update" if database_kind == "sqlite" else "change ON audit_log")
        tx.execute(text(drop))
        tx.execute(text("UPDATE audit_log SET target = 'x'"))
    database.close()
    broken = dougong("audit", "verify", **place)
    assert broken.returncode == 1
    assert "entry 1" in broken.stderr


def test_doctor_finds_what_is_wrong(dougong: Dougong, tmp_path: Path) -> None:
    place = {"DOUGONG_DATA": str(tmp_path)}
    dougong("db", "upgrade", **place)
    well = dougong("doctor", **place)
    assert "schema" in well.stdout
    assert "sqlite 3" in well.stdout
    ill = dougong("doctor", **place, DOUGONG_REDIS_URL="redis://127.0.0.1:1/0")
    assert ill.returncode == 1
    assert "Redis" in ill.stdout


def test_a_worker_ends_on_a_signal(dougong: Dougong, tmp_path: Path) -> None:
    place = {"DOUGONG_DATA": str(tmp_path)}
    dougong("db", "upgrade", **place)
    with started("worker", **place) as (process, _):
        process.terminate()
        began = time.monotonic()
        assert exit_code(process) == 0
        assert time.monotonic() - began < 30


def test_a_sheet_goes_in_and_the_app_comes_out(dougong: Dougong, tmp_path: Path) -> None:
    place = {"DOUGONG_DATA": str(tmp_path)}
    dougong("db", "upgrade", **place)
    dougong("user", "add", "boss@example.com", "--admin", **place)
    (tmp_path / "app").mkdir()
    described = {"schema_version": 1, "key": "world", "label": "世界", "navigation": []}
    (tmp_path / "app" / "app.json").write_text(json.dumps(described), "utf-8")
    installed = dougong("app", "install", str(tmp_path / "app"), **place)
    assert installed.returncode == 0, installed.stderr
    assert "world" in dougong("app", "list", **place).stdout
    good, bad = tmp_path / "good.csv", tmp_path / "bad.csv"
    good.write_text("国家,年份,人口\n中国,2007,1318683096\n日本,2007,127467972\n", "utf-8")
    bad.write_text("国家,年份,别的\n德国,二〇〇七,1\n", "utf-8")
    made = dougong("import", str(good), "--app", "world", "--new", "人口", **place)
    assert made.returncode == 0, made.stderr
    out = tmp_path / "out"
    assert dougong("app", "export", "world", str(out), **place).returncode == 0
    (form,) = (out / "forms").glob("*.json")
    assert [field["label"] for field in json.loads(form.read_text("utf-8"))["fields"]] == ["国家", "年份", "人口"]
    checked = dougong("import", str(good), "--app", "world", "--form", form.stem, "--check", **place)
    assert checked.returncode == 0, checked.stderr
    refused = dougong("import", str(bad), "--app", "world", "--form", form.stem, **place)
    assert refused.returncode == 1
    assert "1 of 1 rows" in refused.stderr
    assert "别的" in refused.stdout
    assert dougong("import", str(good), "--app", "world", **place).returncode == 2


def test_an_upgrade_of_an_empty_database_makes_the_administrator_that_is_set(dougong: Dougong, tmp_path: Path) -> None:
    place = {"DOUGONG_DATA": str(tmp_path), "DOUGONG_ADMIN_EMAIL": "root@example.com"}
    given = place | {"DOUGONG_ADMIN_PASSWORD": "a long enough one"}
    assert "root@example.com" in dougong("db", "upgrade", **given).stdout
    assert "root@example.com" not in dougong("db", "upgrade", **given).stdout, "once"
    assert dougong("token", "create", "root@example.com", "--op", "admin", **place).stdout.startswith("dg_")
