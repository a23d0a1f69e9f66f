"""`scripts/prove-docker-steps`: replays the Dockerfile without a Docker engine, then starts what it made.

Every COPY takes from a context filtered by `.dockerignore`, every RUN gets a clean environment and a fresh home, in one
empty folder that stands for the file system of all stages (their paths differ). Not replayed: base images (Node and
Python of this machine stand in) and accounts of the image (`useradd`, `install -o`), which are named at the end.
"""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from . import node
from .console import say, troubles_in_words
from .errors import Trouble
from .places import ROOT

ACCOUNTS = re.compile(r"^(useradd|groupadd|install -d -o)\b")
PASSED_ON = re.compile(
    r"(_proxy|_certs?|_bundle|_cert_file|_cert_dir)$|^(pip_index_url|npm_config_registry)$", re.IGNORECASE
)
START_SECONDS = 240


@dataclass
class Image:
    """The state while replaying: where the file system stands, the folder and environment of the stage."""

    root: Path
    folder: str = "/"
    environment: dict[str, str] = field(default_factory=dict)
    command: list[str] = field(default_factory=list)
    health: list[str] = field(default_factory=list)
    not_replayed: list[str] = field(default_factory=list)
    folders: set[str] = field(default_factory=set)

    def place(self, path: str) -> Path:
        """Where a path of the image is here; relative ones start at WORKDIR."""
        return self.root / os.path.normpath(str(Path(self.folder) / path)).lstrip("/")

    def translate(self, text: str) -> str:
        """Rewrites the image's own absolute folders in a command to where they are here."""
        if not self.folders:
            return text
        names = "|".join(re.escape(name) for name in sorted(self.folders, key=len, reverse=True))
        return re.sub(rf"(?<![\w./])({names})(?=[/\s:'\"]|$)", lambda found: f"{self.root}{found[1]}", text)


def instructions(text: str) -> Iterator[tuple[str, str]]:
    """(instruction, arguments), continued lines joined, comments left out."""
    lines = [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    for line in re.sub(r"\\\n\s*", "", "\n".join(lines)).splitlines():
        name, _, rest = line.strip().partition(" ")
        yield name.upper(), rest.strip()


class Ignore:
    """`.dockerignore`: the last pattern that matches a path or one of its parents decides."""

    def __init__(self, text: str) -> None:
        rules = [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#")]
        self.rules = [(not rule.startswith("!"), self._pattern(rule.lstrip("!").strip("/"))) for rule in rules]

    @staticmethod
    def _pattern(rule: str) -> re.Pattern[str]:
        parts = re.split(r"(\*\*/|\*)", rule)
        translated = {"**/": "(?:.*/)?", "*": "[^/]*"}
        return re.compile("".join(translated.get(part, re.escape(part)) for part in parts))

    def leaves_out(self, path: str) -> bool:
        pieces = path.split("/")
        parents = ["/".join(pieces[: end + 1]) for end in range(len(pieces))]
        left_out = False
        for excludes, pattern in self.rules:
            if any(pattern.fullmatch(parent) for parent in parents):
                left_out = excludes
        return left_out


def make_context(ignore: Ignore, target: Path) -> None:
    """What `docker build` would send: a copy of the checkout without what `.dockerignore` names."""
    for folder, folders, names in os.walk(ROOT):
        relative = Path(folder).relative_to(ROOT)
        folders[:] = [name for name in folders if name not in {".git", ".venv", "node_modules", "var"}]
        for name in names:
            path = relative / name
            if not ignore.leaves_out(path.as_posix()):
                (target / path).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(ROOT / path, target / path)


def copy(image: Image, context: Path, arguments: str) -> None:
    words = arguments.split()
    from_stage = words[0].startswith("--from=")
    *sources, destination = words[1:] if from_stage else words
    target = image.place(destination)
    for source in sources:
        origin = image.root / source.lstrip("/") if from_stage else context / source
        if origin == target:
            continue  # another stage's folder of the same name: all stages share one file system here
        if origin.is_dir():
            shutil.copytree(origin, target, dirs_exist_ok=True, symlinks=True)
        elif origin.is_file():
            into = target / origin.name if destination.endswith("/") else target
            into.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(origin, into)
        else:
            raise Trouble(f"COPY 找不到 {source}", f"COPY does not find {source}")


def run(image: Image, command: str) -> None:
    if ACCOUNTS.match(command):
        image.not_replayed.append(f"RUN {command}")
        return
    began = time.monotonic()
    done = subprocess.run(
        ["sh", "-ec", image.translate(command)],
        cwd=image.place("."),
        env=image.environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
    )
    if done.returncode != 0:
        raise Trouble(f"失败：RUN {command}", f"failed: RUN {command}", "\n".join(done.stdout.splitlines()[-40:]))
    say(f"  {time.monotonic() - began:.1f} s", f"RUN {command[:90]}")


def base_environment(root: Path, image_name: str) -> dict[str, str]:
    """A clean environment with this machine's Node or Python in the place of the base image's."""
    tools = root / ".base" / ("node" if "/node:" in image_name else "python")
    if not tools.exists():
        tools.mkdir(parents=True)
        if tools.name == "python":
            (tools / "python").symlink_to(Path(getattr(sys, "_base_executable", sys.executable)))
        else:
            for name in ("node", "npm", "npx"):
                found = shutil.which(name, path=node.environment()["PATH"])
                (tools / name).symlink_to(str(found))
    home = root / ".home"
    home.mkdir(exist_ok=True)
    passed_on = {key: value for key, value in os.environ.items() if PASSED_ON.search(key)}
    path = f"{tools}:/usr/local/bin:/usr/bin:/bin"
    return passed_on | {"PATH": path, "HOME": str(home), "LANG": "C.UTF-8"}


def replay(dockerfile: str, context: Path, image: Image) -> None:
    for name, arguments in instructions(dockerfile):
        match name:
            case "FROM":
                image.folder = "/"
                image.environment = base_environment(image.root, arguments)
                say(f"—— {arguments.replace('${REGISTRY}/', '')}", "stage")
            case "WORKDIR":
                image.folder = arguments
                image.folders.add("/" + arguments.strip("/").partition("/")[0])
                image.place(".").mkdir(parents=True, exist_ok=True)
            case "COPY":
                copy(image, context, arguments)
            case "RUN":
                image.folders |= set(re.findall(r"(/opt/\w+|/data)\b", arguments))
                run(image, arguments)
            case "ENV":
                key, _, value = arguments.partition("=")
                extra = f":{image.environment['PATH']}" if key == "PATH" else ""
                image.environment[key] = image.translate(value) + extra
            case "HEALTHCHECK":
                image.health = json.loads(arguments[arguments.index("[") :])
            case "CMD":
                image.command = json.loads(arguments)
            case _:
                image.not_replayed.append(f"{name} {arguments}")


def prove_start(image: Image) -> None:
    """Starts CMD on a free port and asks with the image's own HEALTHCHECK until it is well."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    command = [image.translate(word).replace("0.0.0.0", "127.0.0.1") for word in image.command]  # noqa: S104 - the address that is taken out
    command = [port if word == "8000" else word for word in command]
    health = [word.replace(":8000/", f":{port}/") for word in image.health]
    began = time.monotonic()
    log = image.root / ".log"
    executable = shutil.which(command[0], path=image.environment["PATH"])
    if executable is None or not executable.startswith(str(image.root)):
        raise Trouble(f"镜像里没有 {command[0]}", f"{command[0]} is not in the image")
    with log.open("wb") as output:
        server = subprocess.Popen(
            [executable, *command[1:]],
            cwd=image.place("."),
            env=image.environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            process_group=0,
        )
        try:
            while subprocess.run(health, env=image.environment, capture_output=True, check=False).returncode != 0:
                if server.poll() is not None or time.monotonic() - began > START_SECONDS:
                    raise Trouble("镜像的命令没有启动", "the image's command did not start", log.read_text()[-4000:])
                time.sleep(0.2)
            say(f"健康检查通过，{time.monotonic() - began:.1f} 秒", "HEALTHCHECK passed")
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=10) as answer:
                if b"<html" not in answer.read(4000).lower():
                    raise Trouble("镜像没有页面", "the image serves no page")
            say("页面可用", "the page is served")
        finally:
            with suppress(ProcessLookupError):
                os.killpg(server.pid, signal.SIGTERM)
            server.wait(30)


def main() -> None:
    with troubles_in_words(ROOT), tempfile.TemporaryDirectory(prefix="dougong-image-") as temporary:
        context, image = Path(temporary) / "context", Image(Path(temporary) / "image")
        image.root.mkdir()
        make_context(Ignore((ROOT / ".dockerignore").read_text()), context)
        replay((ROOT / "Dockerfile").read_text(), context, image)
        image.place("/data").mkdir(exist_ok=True)
        image.folders.add("/data")
        prove_start(image)
        size = sum(path.lstat().st_size for path in image.place("/opt/dougong").rglob("*") if path.is_file())
        say(f"/opt/dougong {size / 1e6:.0f} MB", "size of the program")
        print("未重放 · not replayed: " + "; ".join(image.not_replayed))
