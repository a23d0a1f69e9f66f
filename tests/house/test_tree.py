"""What must stand in the repository, and what must not."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from scripts.provision.check import hosts_in, lock_files_without_hosts
from tests.house.tree import ROOT, files

PATH_OF_A_MACHINE = re.compile(r"(?<![\w.$}])/(?:home|Users|work|root)/(?!\.\.\.)[\w.-]+")
MACHINE_PATHS_ALLOWED = {"Dockerfile": "the home of the image's own user is part of the image"}
BINARY = {".png", ".jpg", ".webp", ".ico", ".woff2", ".xlsx", ".xls", ".zip", ".gif", ".pdf", ".ttf"}


def test_platform_is_no_package_so_that_the_standard_library_keeps_its_own() -> None:
    assert not (ROOT / "platform" / "__init__.py").exists()
    said = subprocess.run(
        [sys.executable, "-c", "import platform; print(platform.system())"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert said.stdout.strip() == "Linux"


def test_lock_files_name_no_host() -> None:
    assert lock_files_without_hosts() == (True, "")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("requirements.lock", "--index-url https://mirror.example/simple"),
        ("requirements.lock", "lark @ https://mirror.example/lark.whl"),
        (".npmrc", "registry=https://mirror.example"),
        ("package-lock.json", '{"packages": {"node_modules/a": {"resolved": "https://mirror.example/a.tgz"}}}'),
    ],
)
def test_the_judge_of_lock_files_sees_a_host(name: str, text: str, tmp_path: Path) -> None:
    lock = tmp_path / name
    lock.write_text(text)
    assert hosts_in(lock)


def test_every_package_of_the_lock_files_has_a_hash() -> None:
    for lock in ROOT.glob("requirements*.lock"):
        packages = re.findall(r"^[a-zA-Z0-9][^\n]*(?:\n {4}[^\n]*)*", lock.read_text(), re.MULTILINE)
        assert len(packages) > 50
        assert [package.splitlines()[0] for package in packages if "--hash=sha256:" not in package] == []


def test_the_lock_for_development_holds_all_of_the_lock_for_running() -> None:
    pins = {
        name: set(re.findall(r"^\S+==\S+", (ROOT / name).read_text(), re.MULTILINE))
        for name in ("requirements.lock", "requirements-dev.lock")
    }
    assert pins["requirements.lock"] <= pins["requirements-dev.lock"]


def test_the_licence_is_apache_2() -> None:
    text = (ROOT / "LICENSE").read_text()
    assert "Apache License" in text
    assert "Version 2.0, January 2004" in text


@pytest.mark.parametrize(
    "name",
    ["README.md", "README.zh-CN.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md", "Dockerfile", "compose.yaml",
     "docs/deployment.md", "docs/adr/README.md"],
)  # fmt: skip
def test_what_people_look_for_is_there(name: str) -> None:
    assert (ROOT / name).read_text().strip()


def test_every_decision_is_in_the_index_and_every_entry_exists() -> None:
    folder = ROOT / "docs" / "adr"
    pages = {path.name for path in folder.glob("[0-9]*.md")}
    linked = set(re.findall(r"\]\((\d{4}-[\w-]+\.md)\)", (folder / "README.md").read_text()))
    assert pages
    assert linked == pages


def test_every_link_of_the_documents_leads_to_a_file() -> None:
    pages = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    lost = [
        f"{page.relative_to(ROOT)}: {link}"
        for page in pages
        for link in re.findall(r"\]\(([^)\s#]+)[^)]*\)", page.read_text(encoding="utf-8"))
        if "://" not in link and not link.startswith("mailto:") and not (page.parent / link).exists()
    ]
    assert lost == []


@pytest.mark.parametrize("path", sorted((ROOT / "docs" / "adr").glob("[0-9]*.md")), ids=lambda path: path.name)
def test_a_decision_is_one_page_with_its_reason_and_its_price(path: Path) -> None:
    text = path.read_text()
    assert text.count("\n") <= 60
    assert {"## Context", "## Decision", "## Consequences"} <= set(text.splitlines())


def test_scripts_have_run_bits() -> None:
    wanted = [ROOT / ".ci" / "run", *(p for p in files("scripts") if p.parent == ROOT / "scripts" and not p.suffix)]
    assert {"run", "test", "check"} <= {path.name for path in wanted}
    assert [path.name for path in wanted if not os.access(path, os.X_OK)] == []


def test_ci_runs_everything() -> None:
    assert "scripts/test" in (ROOT / ".ci" / "run").read_text()


def test_no_path_of_a_machine_is_in_the_tree() -> None:
    found = []
    for path in files():
        name = str(path.relative_to(ROOT))
        if path.suffix in BINARY or name in MACHINE_PATHS_ALLOWED or path == Path(__file__):
            continue
        for number, line in enumerate(path.read_text(errors="replace").splitlines(), 1):
            if PATH_OF_A_MACHINE.search(line):
                found.append(f"{name}:{number}: {line.strip()[:100]}")
    assert found == []


def test_generated_and_private_folders_are_not_committed() -> None:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False).stdout.split()
    private = ("var/", ".venv/", "frontend/dist/", "frontend/node_modules/", "uv.lock")
    assert [name for name in listed if name.startswith(private)] == []


def test_the_tree_holds_sources_only() -> None:
    """No database, no archive of logs, nothing heavy: what was committed once is in every clone for ever. A template's
    demo of a whole company takes its room."""

    def most(path: Path) -> int:
        return 2_000_000 if path.is_relative_to(ROOT / "templates") and path.parent.name == "data" else 1_000_000

    assert [str(path.relative_to(ROOT)) for path in files() if path.stat().st_size > most(path)] == []
    left_behind = re.compile(r"\.(sqlite3?|db|log)(-wal|-shm)?$")
    assert [str(path.relative_to(ROOT)) for path in files() if left_behind.search(path.name)] == []
