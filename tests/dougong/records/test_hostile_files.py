"""More than a hundred hostile files through every door that takes files (docs/attacks.md): each is refused with a
sentence, or taken and kept harmless; none breaks anything, and the server's memory stays where it was."""

import time
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from dougong.kit.config import Settings
from tests.conftest import FreshDatabase
from tests.dougong.records.conftest import Shop, prepare_shop
from tests.dougong.records.hostile import Hostile, all_files

MEGABYTES = 50
SECONDS = 60


HEAVY = {
    "700 MB of blanks", "150 MB of one shared string", "a million empty lines", "a million quotes",
    "overlapping entries",
    "80 MB of packed words", "a vast colour profile", "60,000 nameless cells", "zips in zips",
}  # fmt: skip
"""What takes a second and more: `scripts/attack files` sends these too."""


@pytest.fixture
def settings(fresh_database: FreshDatabase, tmp_path: Path) -> Settings:
    """On SQLite: no file comes as far as the database."""
    return Settings(database_url=fresh_database("sqlite", prepare_shop), data=tmp_path)


def through(door: str, browser: TestClient, file: Hostile, content: bytes) -> Any:
    """The answers of a door."""
    if door == "json":
        kind = {"content-type": "application/json"}
        return [browser.post("/api/v1/apps/shop/forms/customer/records", content=content, headers=kind)]
    url = {
        "import": "/api/v1/apps/shop/imports",
        "package": "/api/v1/apps:upload",
        "bpmn": "/api/v1/apps/shop/flows:import",
    }
    sent = browser.post(url.get(door, "/api/v1/files"), files={"file": (file.name, content)})
    if sent.status_code != 201:
        return [sent]
    if door == "import" and sent.json()["xlsform"]:
        return [sent, browser.get(f"/api/v1/apps/shop/imports/{sent.json()['id']}/xlsform")]
    if door == "print":
        return [browser.post("/api/v1/apps/shop/forms/order/prints:read", json={"file": sent.json()["id"]})]
    if door == "picture":
        return [sent, *_kept(browser, f"/api/v1/files/{sent.json()['id']}")]
    return [sent]


def _kept(browser: TestClient, url: str) -> list[Any]:
    """A kept file is saved by a browser, never shown; its preview is a picture of ours or none."""
    back, preview = browser.get(url), browser.get(url, params={"preview": "1"})
    assert back.headers["content-disposition"].startswith("attachment"), back.headers
    assert back.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in back.headers["content-security-policy"]
    assert preview.status_code == 404 or preview.headers["content-type"] == "image/webp"
    return [back]


def memory(what: str) -> int:
    """Megabytes this process has (`VmRSS`), or had at most since the peak was forgotten (`VmHWM`)."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) // 1024 for line in lines if line.startswith(what))


def attack(browser: TestClient, file: Hostile, door: str) -> list[str]:
    """What is wrong with how the file was received."""
    content = file.make()
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    before, began = memory("VmRSS"), time.monotonic()
    answers = through(door, browser, file, content)
    took, grown = time.monotonic() - began, memory("VmHWM") - before
    wrong = [f"{each.status_code} {each.text[:200]}" for each in answers if each.status_code >= 500]
    if file.door == door and not file.accepted and any(each.status_code < 400 for each in answers):
        wrong.append(f"taken: {answers[-1].status_code}")
    wrong += [f"no sentence: {each.text[:200]}" for each in answers if each.status_code >= 400 and not _said(each)]
    if grown > MEGABYTES:
        wrong.append(f"{grown} MB")
    if took > SECONDS:
        wrong.append(f"{took:.0f} s")
    return [f"{file.door} {file.name[:40]} ({file.what}) at {door}: {each}" for each in wrong]


def _said(answer: Any) -> bool:
    problem = answer.json()
    return bool(problem["detail"] or problem["errors"])


def test_a_hundred_hostile_files_are_refused_or_kept_harmless(shop: Shop) -> None:
    files = [file for file in all_files() if file.what not in HEAVY]
    assert len(files) >= 100
    browser = shop.builder.browser
    assert [told for file in files for told in attack(browser, file, file.door)] == []


@pytest.mark.attack
def test_every_hostile_file_at_every_door(shop: Shop) -> None:
    browser, doors = shop.builder.browser, ("import", "package", "bpmn", "print", "picture")
    assert [told for file in all_files() for door in doors for told in attack(browser, file, door)] == []
