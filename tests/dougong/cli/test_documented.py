"""What the pages for operators tell people to type is there: commands, their options, settings, services."""

import re
import shlex
from collections.abc import Iterator
from typing import Any

import pytest
import typer
import yaml

from dougong.cli.commands import program
from dougong.kit.config import Settings
from tests.house.tree import ROOT

PAGES = ("docs/operations.md", "docs/deployment.md", "docs/apps.md", "README.md")
_FENCE = re.compile(r"^```\w*\n(.*?)^```", re.DOTALL | re.MULTILINE)
_CODE = re.compile(r"`(dougong [^`\n]+)`")
_TYPED = re.compile(r"(?:^|[\s;(/])(dougong(?= [a-z-]).*)$")
_NAME = re.compile(r"\bDOUGONG_[A-Z_]+\b")
_OF_TESTS = ("DOUGONG_TEST_", "DOUGONG_NO_APT")
_OF_COMPOSE = {"DOUGONG_LISTEN"}
_PROGRAM = typer.main.get_command(program)


def typed_lines(text: str) -> Iterator[str]:
    """Everything in code that begins a command line of `dougong`."""
    for block in _FENCE.findall(text):
        for line in block.replace("\\\n", " ").splitlines():
            found = _TYPED.search(line.partition("#")[0].replace("$(", " ").replace(")", " "))
            if found:
                yield found[1]
    yield from _CODE.findall(_FENCE.sub("", text))


def complaint(line: str) -> str | None:
    """What is wrong with a command line, or None. Values are not looked at: pages write `…` for some."""
    words = shlex.split(re.split(r"[;|&>]", line)[0])[1:]
    command: Any = _PROGRAM
    while hasattr(command, "commands") and words and not words[0].startswith("-"):
        name, words = words[0], words[1:]
        below = command.commands.get(name)
        if below is None:
            return f"no command {name}"
        command = below
    known = {name: each for each in command.params if each.param_type_name == "option" for name in each.opts}
    room, given = sum(each.param_type_name == "argument" for each in command.params), 0
    while words:
        word = words.pop(0)
        if not word.startswith("-"):
            given += word != "…"
            continue
        name, _, value = word.partition("=")
        if name not in known:
            return f"no option {name}"
        if not known[name].is_flag and not value and words:
            words.pop(0)
    return f"{given} arguments, it takes {room}" if given > room else None


def test_every_command_on_the_pages_for_operators_is_there_with_its_options() -> None:
    lines = {page: list(typed_lines((ROOT / page).read_text(encoding="utf-8"))) for page in PAGES}
    assert len(lines["docs/operations.md"]) >= 20
    wrong = [f"{page}: {line}: {why}" for page, all_ in lines.items() for line in all_ if (why := complaint(line))]
    assert wrong == []


@pytest.mark.parametrize(
    "line",
    [
        "dougong bakup x",
        "dougong db mov x",
        "dougong backup x --recipent age1",
        "dougong verify a b",
        "dougong db upgrade x",
    ],
)
def test_what_is_not_there_is_told(line: str) -> None:
    assert complaint(line)


def test_every_setting_on_the_pages_for_operators_is_one() -> None:
    named = {name for page in PAGES for name in _NAME.findall((ROOT / page).read_text(encoding="utf-8"))}
    settings = {f"DOUGONG_{name.upper()}" for name in Settings.model_fields}
    assert {each for each in named - settings - _OF_COMPOSE if not each.startswith(_OF_TESTS)} == set()


def test_compose_starts_what_there_is_with_settings_that_are_some() -> None:
    text = (ROOT / "compose.yaml").read_text(encoding="utf-8")
    found, example = yaml.safe_load(text), (ROOT / ".env.example").read_text(encoding="utf-8")
    services = found["services"]
    asked = set(re.findall(r"\$\{(\w+)", text))
    assert asked <= set(re.findall(r"^(\w+)=", example, re.MULTILINE)), "what compose asks for stands in .env.example"
    for name, service in services.items():
        assert set(service.get("depends_on", {})) <= set(services), name
        volumes = {each.partition(":")[0] for each in service.get("volumes", ())}
        assert volumes <= set(found["volumes"]), name
        for other, how in service.get("depends_on", {}).items():
            assert how["condition"] != "service_healthy" or "test" in services[other]["healthcheck"], other
        if service.get("command", [""])[0] == "dougong":
            assert complaint(shlex.join(service["command"])) is None
            known = {f"DOUGONG_{setting.upper()}" for setting in Settings.model_fields}
            assert set(service["environment"]) <= known
